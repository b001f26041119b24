import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { InputRef } from "antd";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StopRow } from "../api/money";
import { money, type StopFilter } from "../api/moneyapi";
import { plainAccount } from "../ui/account";
import { At } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { Expiry, LEDGER_STEPS, signOf, StopCount, StopLamp } from "../ui/stoplamp";
import { Bulk } from "./bulk";
import { LedgerFilter, type LedgerSearch } from "./filter";
import { Reconcile } from "./reconcile";

/** filterOf turns the address into what is asked of the centre. */
export const filterOf = ({ bank, state, hold, expiring, silent, claim, q, from }: LedgerSearch): StopFilter =>
  ({ bank, state, hold, expiring, claim, from, ...(silent ? { silent: true } : {}), ...(isAccount(q) ? { account: plainAccount(q ?? "") } : { q: q?.toUpperCase() }) });

/** isAccount tells a whole account number, with or without blanks, from the beginning of an order's number. */
const isAccount = (typed: string | undefined): boolean => /^\d{12,}$/.test(plainAccount(typed ?? ""));

/** countText says one count of the desk; what is held is money. */
const countText = (name: string, count: number): string => (name === "held_fen" ? formatFen(count) : String(count));

/** Ledger (止付台账) is every order of the jurisdiction, with what is needed at the end of a shift: renew, release, compare, export. */
export function Ledger() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/stops" }) as LedgerSearch;
  const navigate = useNavigate();
  const change = useCallback((next: Partial<LedgerSearch>) => void navigate({ to: "/stops", search: (now: LedgerSearch) => ({ ...now, ...next }), replace: true }), [navigate]);
  const filter = filterOf(search);
  const list = useInfiniteQuery({
    queryKey: ["stops", filter], queryFn: ({ pageParam }) => money.stops(filter, pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const banks = useQuery({ queryKey: ["banks"], queryFn: money.banks, staleTime: 300_000 }).data?.items ?? [];
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items ?? []) ?? [], [list.data]);
  const choice = useChoice(rows);
  const input = useRef<InputRef>(null);
  useKeys({ ...choice.keys, "/": () => input.current?.focus() });
  const counts = list.data?.pages[0]?.counts ?? {};
  return (
    <div className="ledger">
      <header className="flow-head">
        <h1 className="screen-title">{t("menu.stops")}</h1>
        <LedgerFilter search={search} change={change} banks={banks} inputRef={input} />
        <span className="grow" />
        <button type="button" className={search.reconcile ? "chip chip-on" : "chip"} aria-pressed={!!search.reconcile} onClick={() => change({ reconcile: search.reconcile ? undefined : "1" })} data-testid="reconcile-open">{t("ledger.reconcile")}</button>
        <Link to="/measures" className="link-button" data-testid="ledger-freezes">{t("menu.measures")}</Link>
        <Link to="/stops/league" className="link-button">{t("ledger.league")}</Link>
        <a className="link-button" href={money.stopsFile(filter)} download>{t("ledger.xlsx")}</a>
      </header>
      {search.reconcile ? <Reconcile bank={search.bank} banks={banks} onBank={(bank) => change({ bank })} /> : (
        <>
          <Await query={list} rows={14}>
            {() => rows.length === 0 ? <Nothing title={t("ledger.none")} hint={t("ledger.noneHint")} action={<Button onClick={() => change(Object.fromEntries(Object.keys(search).map((k) => [k, undefined])))}>{t("filter.reset")}</Button>} /> : (
              <div className="ledger-body">
                <LedgerTable rows={rows} choice={choice} />
                {list.hasNextPage ? <p className="more"><Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
              </div>
            )}
          </Await>
          <Bulk rows={rows.filter((row) => choice.marked.has(row.id))} clear={choice.clear} total={<Totals counts={counts ?? {}} />} />
        </>
      )}
    </div>
  );
}

/** Where each count of the desk has its list, in the order of the work: claims on the desk, orders in the ledger. */
const TOTALS: Record<string, { to: "/stoppay" | "/stops"; search: Record<string, string | undefined> }> = {
  open: { to: "/stoppay", search: {} }, provisional: { to: "/stoppay", search: { list: "provisional" } }, review_due: { to: "/stoppay", search: { list: "review" } },
  waiting: { to: "/stops", search: { state: "sealed,sent,seen" } }, silent: { to: "/stops", search: { silent: "1" } }, failed: { to: "/stops", search: { state: "failed" } },
  holding: { to: "/stops", search: { hold: "holding" } }, expiring: { to: "/stops", search: { expiring: "12h" } }, held_fen: { to: "/stops", search: { hold: "holding,releasing,frozen" } },
};

/** Totals are the counts of the desk; each opens what it counts. */
function Totals({ counts }: { counts: Record<string, number> }) {
  const { t } = useTranslation();
  return (
    <span className="totals">
      {Object.keys(TOTALS).filter((name) => counts[name] !== undefined).map((name) => {
        const count = counts[name];
        const text = <>{t(`ledger.count.${name}`, { defaultValue: name })} <b>{countText(name, count)}</b></>;
        const way = TOTALS[name];
        return <Link key={name} to={way.to} search={way.search} data-testid={`total-${name}`}>{text}</Link>;
      })}
    </span>
  );
}

/** Choice is which row has the cursor and which are marked: arrows and Space, or the mouse. */
interface Choice { at: string | undefined; marked: Set<string>; setAt: (id: string) => void; toggle: (id: string) => void; all: () => void; clear: () => void; keys: Record<string, () => void> }

function useChoice(rows: StopRow[]): Choice {
  const { can } = useSession();
  const [at, setAt] = useState<string>();
  const [marked, setMarked] = useState<Set<string>>(new Set());
  const toggle = (id: string) => setMarked((now) => { const next = new Set(now); if (!next.delete(id)) next.add(id); return next; });
  const move = (step: 1 | -1) => {
    const next = neighbour(rows, at, step);
    setAt(next?.id);
    if (next) document.querySelector(`[data-id="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const all = () => setMarked((now) => (rows.every((row) => now.has(row.id)) ? new Set() : new Set(rows.map((row) => row.id))));
  const keys = {
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => setMarked(new Set()),
    ...(can("claim.work") ? { " ": () => { if (at) toggle(at); }, "ctrl+a": all } : {}),
  };
  return { at, marked, setAt, toggle, all, clear: () => setMarked(new Set()), keys };
}

function LedgerTable({ rows, choice }: { rows: StopRow[]; choice: Choice }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const work = can("claim.work");
  return (
    <table className="mini stop-table ledger-table">
      <thead>
        <tr>
          {work ? <th><input type="checkbox" checked={rows.length > 0 && rows.every((row) => choice.marked.has(row.id))} onChange={choice.all} aria-label={t("ledger.all")} /></th> : null}
          <th>{t("ledger.number")}</th><th>{t("stopCol.layer")}</th><th>{t("stopCol.bank")}</th><th>{t("stopCol.account")}</th><th className="right">{t("stopCol.asked")}</th><th className="right">{t("stopCol.held")}</th>
          <th>{t("stopCol.lamp")}</th><th>{t("stopCol.count")}</th><th>{t("stopCol.expiry")}</th><th>{t("ledger.sealed")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={row.id === choice.at ? "line line-on" : "line"} data-testid="ledger-row" data-id={row.id} onClick={() => choice.setAt(row.id)}>
            {work ? <td><input type="checkbox" checked={choice.marked.has(row.id)} onChange={() => choice.toggle(row.id)} aria-label={row.number} data-testid="ledger-mark" /></td> : null}
            <td><span className="num">{row.number}</span><span className="second"><Link to="/stoppay" search={{ id: row.claim_id, list: "all" }} className="num">{row.claim_number}</Link></span></td>
            <td className="num">{row.layer}</td><td>{row.bank_name}</td>
            <td><span className="num">{row.account}</span><span className="second">{row.name}</span></td>
            <td className="num right">{formatFen(row.fen)}</td><td className="num right">{row.held_fen > 0 ? <b className="good">{formatFen(row.held_fen)}</b> : <span className="muted">0</span>}</td>
            <td><StopLamp sign={signOf(row)} /></td><td><StopCount count={row.count} /></td>
            <td>{row.hold_state === "holding" || row.hold_state === "frozen" ? <Expiry until={row.expires_at} steps={LEDGER_STEPS} /> : null}</td><td><At iso={row.sealed_at} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
