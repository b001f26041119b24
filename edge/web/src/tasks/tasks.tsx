import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type OrderFilter } from "../api/client";
import { useKeys } from "../ui/keys";
import { byUrgency, neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { OrderCard } from "./card";
import { TaskDetail, type TaskAct } from "./detail";

interface TaskSearch { state?: string; level?: string; unit?: string; mine?: string; overdue?: string; figure?: string; part?: string; from?: string; to?: string; id?: string }

/** States that still ask for work by the station. */
export const TODO_STATES = "issued,signed";
const STATES = [TODO_STATES, "issued", "signed", "reported", "closed", "withdrawn", "all"];

/** filterOf turns the address into what is asked of the centre. */
export function filterOf(search: TaskSearch): OrderFilter {
  const state = search.state ?? (search.figure ? "all" : TODO_STATES);
  return {
    state: state === "all" ? undefined : state, level: search.level, unit: search.unit,
    mine: search.mine === "true" ? true : undefined, overdue: search.overdue === "true" ? true : undefined,
    ...(search.figure ? { figure: search.figure, part: search.part ?? "num", from: search.from, to: search.to } : {}),
  };
}

/** Tasks (我的任务) are the orders of my unit: rows on a desk, cards with large buttons on a phone. */
export function Tasks() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/tasks" }) as TaskSearch;
  const navigate = useNavigate();
  const [act, setAct] = useState<TaskAct>();
  const change = useCallback(
    (next: Partial<TaskSearch>) => void navigate({ to: "/tasks", search: (now: TaskSearch) => ({ ...now, ...next }), replace: true }),
    [navigate],
  );
  const filter = filterOf(search);
  const list = useInfiniteQuery({
    queryKey: ["orders", filter],
    queryFn: ({ pageParam }) => api.orders(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
  const rows = useMemo(() => (list.data?.pages.flatMap((page) => page.items ?? []) ?? []).sort(byUrgency), [list.data]);
  const open = useCallback((id: string | undefined, next?: TaskAct) => { setAct(next); change({ id }); }, [change]);
  const move = (step: 1 | -1) => open(neighbour(rows, search.id, step)?.id);
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => open(undefined),
    ...(search.id === undefined ? { Enter: () => move(1) } : {}),
  });
  return (
    <div className={search.id ? "desk desk-open" : "desk"}>
      <section className="desk-list" aria-label={t("menu.tasks")}>
        <h1 className="screen-title sr-only">{t("menu.tasks")}</h1>
        <TaskFilter search={search} change={change} />
        <Await query={list} rows={10}>
          {() => rows.length === 0 ? <Nothing title={t("tasks.empty")} hint={t("tasks.emptyHint")} /> : (
            <ol className="rows" aria-label={t("menu.tasks")}>
              {rows.map((row) => <OrderCard key={row.id} order={row} chosen={row.id === search.id} onOpen={open} />)}
              {list.hasNextPage ? (
                <li className="more"><Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{t("act.more")}</Button></li>
              ) : null}
            </ol>
          )}
        </Await>
      </section>
      {search.id ? <TaskDetail key={`${search.id}${act ?? ""}`} id={search.id} act={act} onClose={() => open(undefined)} /> : null}
    </div>
  );
}

function TaskFilter({ search, change }: { search: TaskSearch; change: (next: Partial<TaskSearch>) => void }) {
  const { t } = useTranslation();
  const state = search.state ?? (search.figure ? "all" : TODO_STATES);
  const toggle = (name: "mine" | "overdue") => (
    <button type="button" className={search[name] === "true" ? "chip chip-on" : "chip"} aria-pressed={search[name] === "true"} onClick={() => change({ [name]: search[name] === "true" ? undefined : "true" })}>
      {t(`filter.${name === "mine" ? "mySigned" : name}`)}
    </button>
  );
  return (
    <div className="filter" role="search">
      <Select
        value={state} aria-label={t("filter.state")} style={{ width: 118 }} popupMatchSelectWidth={false}
        options={STATES.map((value) => ({ value, label: value === TODO_STATES ? t("filterState.todo") : value === "all" ? t("filterState.all") : t(`orderState.${value}`) }))}
        onChange={(value: string) => change({ state: value === TODO_STATES ? undefined : value })}
      />
      <Select
        value={search.level} allowClear placeholder={t("filter.level")} aria-label={t("filter.level")} style={{ width: 100 }} popupMatchSelectWidth={false}
        options={["urgent", "high", "medium", "low"].map((value) => ({ value, label: t(`level.${value}`) }))}
        onChange={(level: string | undefined) => change({ level })}
      />
      {toggle("overdue")}
      {toggle("mine")}
      {search.figure ? (
        <button type="button" className="chip chip-on" onClick={() => change({ figure: undefined, part: undefined, from: undefined, to: undefined })}>
          {t("filter.figure", { name: t(`figure.${search.figure}`, { defaultValue: search.figure }) })} ×
        </button>
      ) : null}
    </div>
  );
}
