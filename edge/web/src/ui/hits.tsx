import { useTranslation } from "react-i18next";
import type { Evidence, Hit, Why } from "../api/types";
import { useLang } from "../i18n";
import { At } from "./clock";
import { LevelLamp } from "./lamp";
import { formatFen } from "./money";

/** EvidenceList shows the values that decided, each by the name officers use where there is one. */
export function EvidenceList({ items, words = "evidence" }: { items: Evidence[] | null | undefined; words?: "evidence" | "auditDetail" }) {
  const { t } = useTranslation();
  if (!items || items.length === 0) return null;
  return (
    <dl className="evidence">
      {items.map((item, i) => (
        <div key={`${item.name}${i}`}>
          <dt>{t(`${words}.${item.name}`, { defaultValue: item.name })}</dt>
          <dd className="num">{item.value === "true" || item.value === "false" ? t(`word.${item.value}`) : item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** HitLine is one finding with its reason and evidence. */
export function HitLine({ hit, children }: { hit: Hit; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <li className="hit">
      <div className="hit-head">
        <LevelLamp level={hit.level} />
        <b>{pick(hit.scenario_name_zh, hit.scenario_name_en)}</b>
        <span className="muted num">{t("hit.version", { version: hit.version })}</span>
        <span className="grow" />
        <At iso={hit.at} />
      </div>
      <p className="hit-reason">{pick(hit.reason_zh, hit.reason_en)}</p>
      <p className="hit-facts muted">
        <span>{t(`kind.${hit.kind}`, { defaultValue: hit.kind })}</span>
        <span>{t("hit.source", { source: hit.source })}</span>
        <span>{t("hit.score", { score: hit.score })}</span>
        {hit.peer ? <span className="num">{t("hit.peer", { value: hit.peer })}</span> : null}
        {hit.url ? <span className="num break">{t("hit.url", { value: hit.url })}</span> : null}
        {hit.payee ? <span className="num">{t("hit.payee", { value: hit.payee })}</span> : null}
        {hit.amount_fen > 0 ? <span className="num">{formatFen(hit.amount_fen)}</span> : null}
      </p>
      <EvidenceList items={hit.evidence} />
      {children}
    </li>
  );
}

/** WhyList explains the level in words: each scenario, how often, how heavy. */
export function WhyList({ why }: { why: Why[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <ul className="why">
      {why.map((line) => (
        <li key={line.scenario}>
          <LevelLamp level={line.level} />
          <span className="grow">
            <b>{pick(line.name_zh, line.name_en)}</b>
            <span className="why-reason">{pick(line.reason_zh, line.reason_en)}</span>
          </span>
          <span className="muted num">{t("why.count", { count: line.count })}</span>
          <span className="muted num">{t("hit.score", { score: line.score })}</span>
        </li>
      ))}
    </ul>
  );
}
