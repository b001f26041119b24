import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectionFigures, ObjectionRow } from "../api/money";
import { money } from "../api/moneyapi";
import { At, Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { formatFen, formatYuan } from "../ui/money";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { ObjectionDetail } from "./detail";

const LISTS = ["open", "upheld", "refused", "all"] as const;
/** What figures open beside the lists: those whose clock has run out, and holds that were wrong. */
const BEHIND = ["overdue", "wrong"] as const;
const ASKS: Record<List, { state?: string; object?: string }> = { open: { state: "open" }, upheld: { state: "upheld,missed" }, refused: { state: "refused" }, all: {}, overdue: { state: "open" }, wrong: { state: "upheld,missed", object: "hold" } };
type List = (typeof LISTS)[number] | (typeof BEHIND)[number];

/** byClock: what is still open comes first, the nearest deadline on top; then the latest decisions. */
export function byClock(a: ObjectionRow, b: ObjectionRow): number {
  if ((a.state === "open") !== (b.state === "open")) return a.state === "open" ? -1 : 1;
  return a.state === "open" ? (a.due_at < b.due_at ? -1 : 1) : a.decided_at < b.decided_at ? 1 : -1;
}

/** Objections (异议与解除) are the queue of those who say that their money is held wrongly. */
export function Objections() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/objections" }) as { state?: string; id?: string };
  const navigate = useNavigate();
  const change = useCallback((next: { state?: string; id?: string }) => void navigate({ to: "/objections", search: (now: object) => ({ ...now, ...next }), replace: true }), [navigate]);
  const list: List = [...LISTS, ...BEHIND].find((each) => each === search.state) ?? "open";
  const query = useInfiniteQuery({
    queryKey: ["objections", list], queryFn: ({ pageParam }) => money.objections(ASKS[list], pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const figures = useQuery({ queryKey: ["objections", "figures"], queryFn: money.objectionFigures });
  const rows = useMemo(() => (query.data?.pages.flatMap((page) => page.items ?? []) ?? []).filter((row) => list !== "overdue" || row.overdue).sort(byClock), [query.data, list]);
  const move = (step: 1 | -1) => change({ id: neighbour(rows, search.id, step)?.id });
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => change({ id: undefined }), ...(search.id === undefined ? { Enter: () => move(1) } : {}),
  });
  return (
    <div className={search.id ? "desk desk-open" : "desk"}>
      <section className="desk-list" aria-label={t("menu.objections")}>
        <h1 className="screen-title sr-only">{t("menu.objections")}</h1>
        {figures.data ? <Figures figures={figures.data} onList={(name) => change({ state: name, id: undefined })} /> : null}
        <div className="filter" role="radiogroup" aria-label={t("filter.state")}>
          {LISTS.map((name) => <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"} onClick={() => change({ state: name === "open" ? undefined : name, id: undefined })}>{t(`objectionList.${name}`)}</button>)}
        </div>
        <Await query={query} rows={8}>
          {() => rows.length === 0 ? <Nothing title={t("objection.none")} hint={t("objection.noneHint")} /> : (
            <ol className="rows" aria-label={t("menu.objections")}>
              {rows.map((row) => <Line key={row.id} row={row} chosen={row.id === search.id} onOpen={() => change({ id: row.id })} />)}
              {query.hasNextPage ? <li className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></li> : null}
            </ol>
          )}
        </Await>
      </section>
      {search.id ? <ObjectionDetail key={search.id} id={search.id} onClose={() => change({ id: undefined })} /> : null}
    </div>
  );
}

/** Figures say how often a hold was wrong: harm stands beside results. */
function Figures({ figures, onList }: { figures: ObjectionFigures; onList: (list: List) => void }) {
  const { t } = useTranslation();
  const each: [keyof ObjectionFigures, string, boolean, List][] = [
    ["open", String(figures.open), false, "open"], ["overdue", String(figures.overdue), figures.overdue > 0, "overdue"], ["upheld", String(figures.upheld + figures.missed), false, "upheld"], ["refused", String(figures.refused), false, "refused"],
    ["wrong_fen", formatYuan(figures.wrong_fen), false, "wrong"], ["release_p50_min", figures.release_p50_min < 0 ? "–" : t("objection.minutes", { count: figures.release_p50_min }), figures.release_p50_min > 30, "upheld"],
  ];
  return (
    <nav className="counts objection-counts" aria-label={t("objection.figures")}>
      {each.map(([name, text, hot, list]) => <button key={name} type="button" className={hot ? "count count-hot" : "count"} onClick={() => onList(list)} data-testid={`objections-${name}`}><b className="num">{text}</b><span>{t(`objectionFigure.${name}`)}</span></button>)}
    </nav>
  );
}

function Line({ row, chosen, onOpen }: { row: ObjectionRow; chosen: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={chosen ? "row row-on objection-row" : "row objection-row"} data-testid="objection-row" data-id={row.id} data-state={row.state} aria-current={chosen ? "true" : undefined} onClick={onOpen}>
      {row.state === "open" ? <Due at={row.due_at} what="objection" /> : <span><b className={row.state === "upheld" ? "good" : "bad"}>{row.state === "upheld" ? "✓" : "✗"} {t(`objectionState.${row.state}`)}</b><span className="second"><At iso={row.decided_at} /></span></span>}
      <button type="button" className="row-open" onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
        <b>{row.name}</b> <span className="num">{row.account}</span> <span className="muted">{row.bank_name}</span>
        <span className="second">{row.reason}</span>
      </button>
      <span className="right"><b className="num">{formatFen(row.held_fen)}</b><span className="second">{t(`objectionSource.${row.source}`, { defaultValue: row.source })} <At iso={row.filed_at} /></span></span>
    </li>
  );
}
