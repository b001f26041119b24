import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { LeagueRow } from "../api/money";
import { money } from "../api/moneyapi";
import { formatFen, percent } from "../ui/money";
import { serverNow } from "../ui/now";
import { Await, Nothing } from "../ui/states";

const DAYS = ["1", "7", "30"];
const DAY_MS = 86_400_000;
/** Local targets, not law: received within two minutes, answered within ten. */
const SEEN_S = 120;
const ANSWERED_S = 600;

/** byAnswer puts the quickest first by the time within which nine of ten orders were answered; the silent come last. */
export const byAnswer = (a: LeagueRow, b: LeagueRow) => (a.answered_p90_s || Number.POSITIVE_INFINITY) - (b.answered_p90_s || Number.POSITIVE_INFINITY) || b.held_fen - a.held_fen;

/** secondsText writes a span as people compare spans: 9 s, 2 min 11 s, 2 h 43 min. */
export function secondsText(s: number, words: { s: string; m: string; h: string }): string {
  if (s <= 0) return "—";
  if (s < 60) return `${s} ${words.s}`;
  return s < 3600 ? `${Math.floor(s / 60)} ${words.m} ${s % 60} ${words.s}` : `${Math.floor(s / 3600)} ${words.h} ${Math.floor((s % 3600) / 60)} ${words.m}`;
}

/** League (银行响应榜) is how quickly each bank receives, answers and holds. */
export function League() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/stops/league" }) as { days?: string };
  const navigate = useNavigate();
  const days = DAYS.includes(search.days ?? "") ? (search.days as string) : "7";
  const from = new Date(Math.floor((serverNow() - Number(days) * DAY_MS) / 60_000) * 60_000).toISOString();
  const query = useQuery({ queryKey: ["stops", "league", days], queryFn: () => money.league(from) });
  return (
    <div className="page">
      <header className="bar">
        <h1 className="screen-title"><Link to="/stops">‹ {t("menu.stops")}</Link> {t("league.title")}</h1>
        <div className="choice" role="radiogroup" aria-label={t("league.span")}>
          {DAYS.map((each) => <button key={each} type="button" role="radio" aria-checked={days === each} className={days === each ? "chip chip-on" : "chip"} onClick={() => void navigate({ to: "/stops/league", search: { days: each }, replace: true })}>{t(`league.days.${each}`)}</button>)}
        </div>
      </header>
      <p className="muted">{t("league.hint")}</p>
      <Await query={query} rows={8}>{(page) => (page.items ?? []).length === 0 ? <Nothing title={t("league.none")} hint={t("league.noneHint")} /> : <Rows rows={[...(page.items ?? [])].sort(byAnswer)} from={from} />}</Await>
    </div>
  );
}

function Rows({ rows, from }: { rows: LeagueRow[]; from: string }) {
  const { t } = useTranslation();
  const words = { s: t("league.s"), m: t("league.m"), h: t("league.h") };
  const time = (seconds: number, target: number) => <span className={seconds > target ? "bad num" : "num"}>{seconds > target ? "▲ " : ""}{secondsText(seconds, words)}</span>;
  /** list opens the orders that a figure counts, of the same bank and period. */
  const list = (row: LeagueRow, text: ReactNode, more: { state?: string; hold?: string; silent?: string } = {}) => <Link to="/stops" search={{ bank: row.bank, from, ...more }}>{text}</Link>;
  return (
    <div className="scroll-x card">
      <table className="mini league">
        <thead>
          <tr><th>#</th><th>{t("stopCol.bank")}</th><th className="right">{t("league.orders")}</th><th className="right">{t("league.seen50")}</th><th className="right">{t("league.seen90")}</th><th className="right">{t("league.answered50")}</th><th className="right">{t("league.answered90")}</th><th className="right">{t("money.held")}</th><th>{t("league.share")}</th><th className="right">{t("league.refused")}</th><th className="right">{t("league.silent")}</th></tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row.bank} data-testid="league-row">
              <td className="num">{i + 1}</td><td>{list(row, <b>{row.bank_name}</b>)}</td><td className="num right">{list(row, row.orders)}</td>
              <td className="right">{list(row, time(row.seen_p50_s, SEEN_S))}</td><td className="right">{list(row, time(row.seen_p90_s, SEEN_S))}</td><td className="right">{list(row, time(row.answered_p50_s, ANSWERED_S), { state: "answered,refused" })}</td><td className="right">{list(row, time(row.answered_p90_s, ANSWERED_S), { state: "answered,refused" })}</td>
              <td className="num right">{list(row, formatFen(row.held_fen), { state: "answered" })}</td><td><span className="share"><i style={{ width: `${row.asked_fen > 0 ? (row.held_fen * 100) / row.asked_fen : 0}%` }} aria-hidden="true" /><b className="num">{percent(row.held_fen, row.asked_fen)}</b></span></td>
              <td className="num right">{list(row, row.refused, { state: "refused" })}</td><td className={row.silent > 0 ? "num right bad" : "num right"}>{list(row, row.silent, { silent: "1" })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
