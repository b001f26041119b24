import { useTranslation } from "react-i18next";
import type { Conservation, Flow, FlowLink } from "../api/money";
import { useLang } from "../i18n";
import { ExitMark } from "../ui/exitmark";
import { formatFen, percent } from "../ui/money";

/** Sums is the check that no fen was lost on the way: in = held + exits + still followed + unknown. Statements know of no stop: there money is in an account. */
export function Sums({ conservation: c, ok, truncated, statements, onPart }: { conservation: Conservation; ok: boolean; truncated?: boolean; statements?: boolean; onPart?: (part: string) => void }) {
  const { t } = useTranslation();
  const sum = (name: string, fen: number) => (onPart ? <button type="button" className="link num sum-link" onClick={() => onPart(name)} data-testid={`sum-${name}`}>{formatFen(fen)}</button> : <b className="num">{formatFen(fen)}</b>);
  const part = (name: "held" | "exit" | "followed" | "unknown", fen: number) => <span className={`money-word-${name}`}><i className={`money-dot money-${name}`} aria-hidden="true" />{statements ? t(`sheetMoney.${name}`) : t(`money.${name}`)} {sum(name, fen)}</span>;
  return (
    <p className="sums" data-testid="conservation">
      <span>{t("flow.in")} {sum("in", c.in_fen)}</span>=
      {part("held", c.held_fen)}+{part("exit", c.exit_fen)}+{part("followed", c.followed_fen)}+{part("unknown", c.unknown_fen)}
      <b className={ok ? "good" : "bad"}>{ok ? `✓ ${t("money.balanced")}` : `✗ ${t("money.unbalanced")}`}</b>
      {truncated ? <span className="doubt">⚠ {t("flow.truncated")}</span> : null}
    </p>
  );
}

/** Exits lists how the money left, and what came back to where it had been. */
export function Exits({ flow, back, onPart }: { flow: Pick<Flow, "exits" | "conservation">; back: FlowLink[]; onPart?: (part: string) => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const exits = [...(flow.exits ?? [])].sort((a, b) => b.fen - a.fen);
  return (
    <section className="exits">
      <h2 className="section-title">{t("flow.exits")}</h2>
      {exits.length === 0 ? <p className="muted">{t("flow.noExits")}</p> : (
        <ul className="plain">
          {exits.map((exit) => <li key={exit.code}><ExitMark code={exit.code} text={pick(exit.zh, exit.en)} /><span className="muted">{t("flow.times", { count: exit.count })}</span>{onPart ? <button type="button" className="link num sum-link" onClick={() => onPart(exit.code)} data-testid="exit-sum">{formatFen(exit.fen)}</button> : <b className="num">{formatFen(exit.fen)}</b>}<span className="muted num">{percent(exit.fen, flow.conservation.in_fen)}</span></li>)}
        </ul>
      )}
      {back.length > 0 ? <p className="doubt">↺ {t("flow.back", { count: back.length })}</p> : null}
      <p className="muted">{t("flow.marks")}</p>
      <p className="muted">{t("flow.clickHint")}</p>
    </section>
  );
}
