import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BankLine, GroupRow, Span, TypeLine, UrgentLine } from "../api/stats";
import type { Level } from "../api/types";
import { useLang } from "../i18n";
import { Due } from "./clock";
import { ComparisonLine } from "./figure";
import { behindOf, shortSpan } from "./figurelink";
import { LevelLamp } from "./lamp";

/** duration writes seconds as people say them: 42 s, 3 min 20 s, 2 h 5 min. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation();
  return (seconds) => {
    const s = Math.max(0, Math.round(seconds));
    if (s < 60) return t("figures.seconds", { s });
    if (s < 3600) return s % 60 === 0 ? t("figures.minutes", { m: s / 60 }) : t("figures.minutesSeconds", { m: Math.floor(s / 60), s: s % 60 });
    return t("figures.hours", { h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60) });
  };
}

/** typeLines are the series of the chart: the types as they come, with a gap where nothing was counted yet. */
export function typeLines(types: TypeLine[], lang: "zh" | "en") {
  return types.map((type) => ({
    name: (lang === "en" ? type.en : type.zh) || type.code,
    points: (type.points ?? []).map((point) => ({ key: point.period.to, name: shortSpan(point.period), value: point.known ? point.value : null, text: lang === "en" ? point.text_en : point.text_zh })),
  }));
}

/** UrgentLines are the urgent warnings still open, without names: number, kind, unit and clock. */
export function UrgentLines({ lines, more, link = true }: { lines: UrgentLine[]; more: number; link?: boolean }) {
  const { t } = useTranslation();
  if (lines.length === 0) return <p className="board-none">{t("figures.noUrgent")}</p>;
  return (
    <ul className="plain urgent-lines" data-testid="urgent-lines">
      {lines.map((line) => (
        <li key={line.number}>
          <LevelLamp level={line.level as Level} />
          {link ? <Link to="/tasks" search={line.id ? { id: line.id } : { level: "urgent" }} className="num">{line.number}</Link> : <span className="num">{line.number}</span>}
          <span className="grow">{t(`fraud.${line.fraud}`, { defaultValue: line.fraud })}<span className="second">{line.unit_name}</span></span>
          <Due at={line.due_at} />
        </li>
      ))}
      {more > 0 ? <li className="board-more">{link ? <Link to="/tasks" search={{ level: "urgent" }}>{t("figures.moreUrgent", { count: more })}</Link> : t("figures.moreUrgent", { count: more })}</li> : null}
    </ul>
  );
}

/** BankLines are the banks by how fast they answer, the slowest first; who has not answered at all is said in words. Each number opens the list of the same days. */
export function BankLines({ banks, period, most = 8 }: { banks: BankLine[]; /** Of these days; without them nothing is a link. */ period?: Span; most?: number }) {
  const { t } = useTranslation();
  const duration = useDuration();
  const to = (code: string, bank: string, children: ReactNode) => (period ? <Link {...behindOf({ code, period }, { bank })}>{children}</Link> : children);
  if (banks.length === 0) return <p className="board-none">{t("figures.noBanks")}</p>;
  return (
    <div className="scroll-x"><table className="mini bank-lines" data-testid="bank-lines">
      <thead><tr><th>{t("dim.bank")}</th><th className="right">{t("figures.orders")}</th><th className="right">{t("figures.median")}</th><th className="right">{t("figures.p90")}</th><th>{t("figures.silent")}</th></tr></thead>
      <tbody>
        {banks.slice(0, most).map((bank) => (
          <tr key={bank.bank}>
            <td>{bank.name}</td>
            <td className="right num">{to("stop.ordered", bank.bank, bank.orders)}</td>
            <td className="right num">{bank.answered > 0 ? to("bank.response_p50", bank.bank, duration(bank.median_s)) : "—"}</td><td className="right num">{bank.answered > 0 ? to("bank.response_p90", bank.bank, duration(bank.p90_s)) : "—"}</td>
            <td>{bank.silent > 0 ? <b className="bad">{to("stop.silent", bank.bank, `! ${bank.silent}`)}</b> : <span className="muted">{bank.answered >= bank.orders ? t("figures.noneSilent") : t("figures.awaited", { count: bank.orders - bank.answered })}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table></div>
  );
}

/** TownLines are the places by how hard they are hit, the worst first, each with its change by name. */
export function TownLines({ rows, most = 8 }: { rows: GroupRow[]; most?: number }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  if (rows.length === 0) return <p className="board-none">{t("figures.noCases")}</p>;
  const per10k = rows.some((row) => row.per10k_text !== "");
  const shown = rows.filter((row) => !row.hidden).sort((a, b) => (per10k ? b.per10k - a.per10k : b.reading.value - a.reading.value)).slice(0, most);
  return (
    <table className="mini town-lines">
      <thead><tr><th>{t("dim.region")}</th><th className="right">{pick(rows[0]?.reading.zh, rows[0]?.reading.en)}</th>{per10k ? <th className="right">{t("figures.per10k")}</th> : null}<th>{t("figures.change")}</th></tr></thead>
      <tbody>
        {shown.map((row) => (
          <tr key={row.key}>
            <td>{pick(row.zh, row.en) || t("figures.notKnown")}</td><td className="right num">{pick(row.reading.text_zh, row.reading.text_en)}</td>{per10k ? <td className="right num">{row.per10k_text_en}</td> : null}
            <td>{(row.reading.compare ?? []).slice(0, 1).map((each) => <ComparisonLine key={each.kind} of={each} />)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
