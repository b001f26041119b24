import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Scenario } from "../api/types";
import { useLang } from "../i18n";
import { DetailClose } from "../ui/detailclose";
import { HitLine } from "../ui/hits";
import { FamilyWord, LevelLamp } from "../ui/lamp";
import { PersonLine } from "../ui/person";
import { Await, Nothing } from "../ui/states";

/** ScenarioDetail shows a rule as it is run: what it listens to, its windows and expression, why, on what basis, and its proof. */
export function ScenarioDetail({ scenario: s, unattributed, onUnattributed, onClose }: {
  scenario: Scenario; unattributed: boolean; onUnattributed: (on: boolean) => void; onClose: () => void;
}) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <aside className="detail" aria-label={pick(s.name_zh, s.name_en)} data-testid="scenario-detail">
      <header className="detail-head">
        <div className="detail-line">
          <LevelLamp level={s.level} />
          <FamilyWord family={s.family} />
          <b>{pick(s.name_zh, s.name_en)}</b>
          <span className="grow" />
          <span className="muted num" title={s.hash}>{s.code} v{s.version} · {s.hash.slice(0, 8)}</span>
          <DetailClose onClose={onClose} />
        </div>
        <p className="detail-reason">{pick(s.reason_zh, s.reason_en)}</p>
      </header>
      <div className="detail-body">
        <Part title={t("scenarioWork.versions")}><p><Link to="/scenarios/work" search={{ code: s.code, list: "all" }} data-testid="to-versions">{t("scenarioWork.toVersions")}</Link></p></Part>
        <Part title={t("rules.on")}><p>{(s.on ?? []).map((kind) => t(`kind.${kind}`, { defaultValue: kind })).join(t("shell.comma"))} · {t("hit.score", { score: s.score })}</p></Part>
        <Part title={t("rules.where")}><pre className="code">{s.where}</pre></Part>
        {(s.windows ?? []).length > 0 ? <Part title={t("rules.windows")}><Windows scenario={s} /></Part> : null}
        <Part title={t("rules.basis")}><p className="wrap">{s.basis}</p></Part>
        <Part title={t("rules.examples")}><p>{t("rules.exampleCounts", { positive: s.examples.positive, negative: s.examples.negative })}</p></Part>
        <Part title={t("rules.hits")}>
          <button type="button" className={unattributed ? "chip chip-on" : "chip"} aria-pressed={unattributed} onClick={() => onUnattributed(!unattributed)}>{t("rules.onlyUnattributed")}</button>
          <ScenarioHits scenario={s.code} unattributed={unattributed} />
        </Part>
      </div>
    </aside>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return <section className="section"><h3 className="section-title">{title}</h3>{children}</section>;
}

function Windows({ scenario }: { scenario: Scenario }) {
  const { t } = useTranslation();
  return (
    <div className="scroll-x">
      <table className="mini">
        <thead><tr>{["name", "measure", "of", "by", "over"].map((head) => <th key={head}>{t(`window.${head}`)}</th>)}</tr></thead>
        <tbody>
          {(scenario.windows ?? []).map((w) => (
            <Fragment key={w.name}>
              <tr className={w.where ? "mini-open" : undefined}><td><code>{w.name}</code></td><td>{w.measure}</td><td>{w.of}</td><td>{w.by}</td><td className="num">{w.over}</td></tr>
              {w.where ? <tr><td colSpan={5} className="wrap"><span className="muted">{t("window.where")}</span> <code>{w.where}</code></td></tr> : null}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** ScenarioHits lists recent hits, of one rule or of all, on request only those that belong to no known person. */
export function ScenarioHits({ scenario, unattributed, merged = false, from, to }: {
  scenario?: string; unattributed: boolean; merged?: boolean; from?: string; to?: string;
}) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: ["hits", scenario ?? "", unattributed, merged, from ?? "", to ?? ""],
    queryFn: ({ pageParam }) => api.hits({ scenario, unattributed, merged, from, to }, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
  const hits = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  return (
    <Await query={query} rows={4}>
      {() => hits.length === 0 ? <Nothing title={t("rules.noHits")} hint={t("rules.noHitsHint")} /> : (
        <ul className="plain">
          {hits.map((hit) => (
            <HitLine key={hit.id} hit={hit}>
              <p className="hit-person">
                {hit.person ? <Link to="/persons/$id" params={{ id: hit.person.id }}><PersonLine person={hit.person} /></Link> : <span className="muted">{t("rules.noPerson")}</span>}
                {hit.warning_id ? <Link to="/alerts" search={{ id: hit.warning_id, state: "all" }}>{t("rules.toWarning")}</Link> : null}
              </p>
            </HitLine>
          ))}
          {query.hasNextPage ? <li className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></li> : null}
        </ul>
      )}
    </Await>
  );
}
