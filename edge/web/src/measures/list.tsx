import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MeasureFilter } from "../api/measures";
import type { Page } from "../api/money";
import { useKeys } from "../ui/keys";
import { serverNow } from "../ui/now";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { ASKS, type Ask, type Kind } from "./kinds";

export interface MeasureSearch { kind?: string; state?: string; claim?: string; sort?: string; id?: string; new?: string }

const HOUR = 3_600_000;
const inHours = (hours: number | undefined) => (hours === undefined ? undefined : new Date(serverNow() + hours * HOUR).toISOString());

/** useMeasures is the address of the screen, and how to change it. */
export function useMeasures(): { search: MeasureSearch; change: (next: MeasureSearch) => void } {
  const search = useSearch({ from: "/gate/measures" }) as MeasureSearch;
  const navigate = useNavigate();
  return { search, change: (next) => void navigate({ to: "/measures", search: (now: MeasureSearch) => ({ ...now, ...next }), replace: true }) };
}

interface Props<T> {
  kind: Exclude<Kind, "freeze">;
  read: (filter: MeasureFilter, cursor?: string) => Promise<Page<T>>;
  one: (id: string) => Promise<T>;
  sorts?: readonly string[];
  /** What makes a new one, where the user may; opened by N. */
  form?: (close: () => void) => ReactNode;
  row: (row: T, chosen: boolean, onOpen: () => void) => ReactNode;
}

/** MeasureList is one kind of measures: lists by state and clock, one row open at a time, and a form for a new one. */
export function MeasureList<T extends { id: string }>({ kind, read, one, sorts, form, row }: Props<T>) {
  const { t } = useTranslation();
  const { search, change } = useMeasures();
  const asks = ASKS[kind];
  const list = search.state !== undefined && search.state in asks ? search.state : search.claim || search.id ? "all" : Object.keys(asks)[0];
  const sort = sorts?.find((each) => each === search.sort);
  const query = useInfiniteQuery({
    queryKey: ["measures", kind, list, search.claim, sort],
    queryFn: ({ pageParam }) => { const { endsHours, reviewHours, ...ask }: Ask = asks[list]; return read({ ...ask, claim: search.claim, kind: sort, ends_by: inHours(endsHours), review_by: inHours(reviewHours) }, pageParam); },
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const listed = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const elsewhere = search.id !== undefined && query.data !== undefined && !listed.some((each) => each.id === search.id);
  const alone = useQuery({ queryKey: ["measures", kind, "one", search.id], queryFn: () => one(search.id ?? ""), enabled: elsewhere });
  const rows = elsewhere && alone.data ? [alone.data, ...listed] : listed;
  const move = (step: 1 | -1) => change({ state: list, id: neighbour(rows, search.id, step)?.id });
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => change({ id: undefined, new: undefined }),
    ...(form ? { n: () => change({ new: "1" }) } : {}),
  });
  return (
    <>
      <div className="bar measure-bar">
        <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
          {Object.keys(asks).map((name) => <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"} onClick={() => change({ state: name, id: undefined })} data-testid={`${kind}s-${name}`}>{t(`measureList.${kind}.${name}`)}</button>)}
        </div>
        {sorts ? (
          <select className="plain-input" value={sort ?? ""} aria-label={t("measures.sort")} onChange={(event) => change({ sort: event.target.value || undefined, id: undefined })} data-testid={`${kind}s-sort`}>
            <option value="">{t("measures.anySort")}</option>
            {sorts.map((each) => <option key={each} value={each}>{t(`markKind.${each}`)}</option>)}
          </select>
        ) : null}
        {search.claim ? <button type="button" className="chip chip-on" onClick={() => change({ claim: undefined })}>{t("freezes.ofClaim")} ×</button> : null}
        <span className="grow" />
        {form ? <Button type="primary" onClick={() => change({ new: search.new ? undefined : "1" })} data-testid={`${kind}-new`}>{t(`measureNew.${kind}`)}<kbd>N</kbd></Button> : null}
      </div>
      {form && search.new ? form(() => change({ new: undefined })) : null}
      <Await query={query} rows={8}>
        {() => rows.length === 0 ? <Nothing title={t(`measureNone.${kind}`)} hint={t(`measureNoneHint.${kind}`)} /> : (
          <ol className="rows freeze-list" aria-label={t(`measureKind.${kind}`)}>
            {rows.map((each) => row(each, each.id === search.id, () => change({ state: list, id: each.id === search.id ? undefined : each.id })))}
            {query.hasNextPage ? <li className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></li> : null}
          </ol>
        )}
      </Await>
    </>
  );
}
