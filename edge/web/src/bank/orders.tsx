import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { memo, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { BankOrder } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { formatFen } from "../ui/money";
import { neighbour } from "../ui/sort";
import { Await, FaultNote, Nothing } from "../ui/states";
import { StopCount } from "../ui/stoplamp";
import { OrderAnswer } from "./answer";
import { Reminded } from "./reminded";

/** What any act of the bank makes stale. */
export const BANK = [["bankOrders"]];
const LISTS = { todo: "open", more: "open", held: "held", all: "all" } as const;
type List = keyof typeof LISTS;
/** The page reads again by itself, in case a change was not pushed to it. */
const EVERY_MS = 15_000;

/** unseen is an order that the bank has not acknowledged. */
const unseen = (order: BankOrder) => order.state === "sealed" || order.state === "sent";
const rank = (order: BankOrder) => (unseen(order) ? 0 : order.state === "seen" ? 1 : 2);
const late = (order: BankOrder) => (order.overdue && rank(order) < 2 ? 0 : 1);
const byNeed = (a: BankOrder, b: BankOrder) => late(a) - late(b) || rank(a) - rank(b) || (a.answer_by < b.answer_by ? -1 : 1);

/** BankOrders (B1) is the inbox of a bank: one click receives, the answer stands beside it. */
export function BankOrders() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/bank/orders" }) as { state?: string; id?: string };
  const navigate = useNavigate();
  const list: List = (Object.keys(LISTS) as List[]).find((name) => name === search.state) ?? "todo";
  const query = useInfiniteQuery({
    queryKey: ["bankOrders", LISTS[list]], queryFn: ({ pageParam }) => money.bankOrders(LISTS[list], pageParam), initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined, refetchInterval: EVERY_MS,
  });
  const answered = (order: BankOrder) => rank(order) === 2; // and more was promised: a list of its own
  const all = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const rows = list === "all" ? all : all.filter((order) => (list === "todo" ? !answered(order) : list === "more" ? answered(order) : true)).sort(byNeed);
  const chosen = rows.find((row) => row.id === search.id);
  const change = useCallback((next: { state?: string; id?: string }) => void navigate({ to: "/bank/orders", search: (now: object) => ({ ...now, ...next }), replace: true }), [navigate]);
  const seen = useAct((order: BankOrder) => money.bankSeen(order.id), BANK);
  const receive = useCallback((order: BankOrder) => { change({ id: order.id }); seen.mutate(order); }, [change, seen.mutate]);
  const move = (step: 1 | -1) => change({ id: neighbour(rows, search.id, step)?.id });
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => change({ id: undefined }),
    ...(chosen && unseen(chosen) ? { s: () => receive(chosen) } : {}),
  });
  return (
    <div className={chosen ? "desk desk-open bank-desk" : "desk bank-desk"}>
      <section className="desk-list" aria-label={t("menu.bankOrders")}>
        <h1 className="screen-title sr-only">{t("menu.bankOrders")}</h1>
        <div className="filter" role="radiogroup" aria-label={t("filter.state")}>
          {(Object.keys(LISTS) as List[]).map((name) => (
            <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"} onClick={() => change({ state: name === "todo" ? undefined : name, id: undefined })}>{t(`bankList.${name}`)}</button>
          ))}
        </div>
        <FaultNote error={seen.error} onClose={seen.reset} />
        <Await query={query} rows={10}>
          {() => rows.length === 0 ? <Nothing title={t("bank.none")} hint={t("bank.noneHint")} /> : (
            <ol className="rows" aria-label={t("menu.bankOrders")}>
              {rows.map((row) => <Line key={row.id} order={row} chosen={row.id === search.id} onOpen={change} onReceive={receive} busy={seen.isPending} />)}
            </ol>
          )}
        </Await>
        {query.hasNextPage ? <div className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></div> : null}
        <p className="desk-foot muted">{t("bank.keys")}</p>
      </section>
      {chosen ? <OrderAnswer key={chosen.id} order={chosen} onClose={() => change({ id: undefined })} onReceive={receive} /> : null}
    </div>
  );
}

const Line = memo(function Line({ order, chosen, onOpen, onReceive, busy }: {
  order: BankOrder; chosen: boolean; onOpen: (next: { id: string }) => void; onReceive: (order: BankOrder) => void; busy: boolean;
}) {
  const { t } = useTranslation();
  const open = rank(order) < 2;
  const what = t(`orderType.${order.type}`, { defaultValue: order.type });
  return (
    <li className={chosen ? "row row-on bank-row" : "row bank-row"} data-testid="bank-order" data-id={order.id} data-state={order.state} aria-current={chosen ? "true" : undefined} onClick={() => onOpen({ id: order.id })}>
      <span>{order.urgent ? <b className="bad" title={t("bank.urgent")}>● {what}</b> : <span className="muted" title={t("bank.plain")}>○ {what}</span>}<span className="second">{t(order.urgent ? "bank.urgent" : "bank.plain")}{order.count > 0 ? <> <StopCount count={order.count} /></> : null}</span></span>
      {open ? <Due at={order.answer_by} what="answer" /> : <At iso={order.issued_at} />}
      <button type="button" className="row-open" onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
        <b className="num">{order.account}</b> {order.name}
        <span className="second num">{order.number}{open && order.reminders > 0 ? <> <Reminded times={order.reminders} /></> : null}</span>
      </button>
      <b className="num right">{order.fen > 0 ? formatFen(order.fen) : order.limits ? t(`restrictLimits.${order.limits}`, { defaultValue: order.limits }) : ""}</b>
      <span className="right" onClick={(event) => event.stopPropagation()}>
        {unseen(order) ? <Button type="primary" disabled={busy} onClick={() => onReceive(order)} data-testid="bank-seen">{t("bank.receive")}</Button>
          : order.state === "seen" || order.more ? <Button onClick={() => onOpen({ id: order.id })} data-testid="bank-open">{t(order.more ? "bank.again" : "bank.answer")}</Button>
            : <span className="state state-closed">{t(`bankState.${order.state}`, { defaultValue: order.state })}</span>}
      </span>
    </li>
  );
});
