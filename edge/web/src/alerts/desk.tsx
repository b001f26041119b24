import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { App, Button } from "antd";
import type { InputRef } from "antd";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { WarningRow } from "../api/types";
import { useAct, WORK } from "../ui/act";
import { useKeys } from "../ui/keys";
import { useSession } from "../ui/session";
import { byUrgency, neighbour, nextUnclaimed } from "../ui/sort";
import { Await, Nothing, useFaultText } from "../ui/states";
import { Detail } from "./detail";
import { FilterBar, filterOf, type DeskSearch } from "./filter";
import { Row } from "./row";

/** useChoice keeps the chosen warning and the filter in the address bar. */
function useChoice() {
  const search = useSearch({ from: "/gate/alerts" }) as DeskSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<DeskSearch>) => void navigate({ to: "/alerts", search: (now: DeskSearch) => ({ ...now, ...next }), replace: true }),
    [navigate],
  );
  return { search, change };
}

/** AlertDesk (预警总台) is the live list of warnings with the chosen one beside it. */
export function AlertDesk() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { search, change } = useChoice();
  const filter = filterOf(search);
  const list = useInfiniteQuery({
    queryKey: ["warnings", filter],
    queryFn: ({ pageParam }) => api.warnings(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
  const rows = useMemo(() => (list.data?.pages.flatMap((page) => page.items ?? []) ?? []).sort(byUrgency), [list.data]);
  const filterInput = useRef<InputRef>(null);
  const claim = useClaim();
  const open = useCallback((id: string | undefined) => change({ id }), [change]);
  const claimRow = useCallback((row: WarningRow) => { open(row.id); claim.mutate(row); }, [open, claim.mutate]);
  useDeskKeys({ rows, chosen: search.id, open, claim: claimRow, toFilter: () => filterInput.current?.focus() });
  useEffect(() => {
    if (search.id) document.querySelector(`[data-id="${CSS.escape(search.id)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [search.id]);
  return (
    <div className={search.id ? "desk desk-open" : "desk"}>
      <section className="desk-list" aria-label={t("menu.alerts")}>
        <h1 className="screen-title sr-only">{t("menu.alerts")}</h1>
        <FilterBar search={search} change={change} inputRef={filterInput} />
        <Await query={list} rows={12}>
          {() => rows.length === 0 ? <NoRows search={search} reset={() => change(Object.fromEntries(Object.keys(search).map((k) => [k, undefined])))} /> : (
            <ol className="rows" aria-label={t("desk.list")}>
              {rows.map((row) => (
                <Row key={row.id} row={row} chosen={row.id === search.id} onOpen={open} onClaim={claimRow} canWork={can("warning.work")} busy={claim.isPending} />
              ))}
              {list.hasNextPage ? (
                <li className="more"><Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{t("act.more")}</Button></li>
              ) : null}
            </ol>
          )}
        </Await>
        <p className="desk-foot muted">{t("desk.keys")}</p>
      </section>
      {search.id ? <Detail key={search.id} id={search.id} onClose={() => open(undefined)} /> : null}
    </div>
  );
}

function NoRows({ search, reset }: { search: DeskSearch; reset: () => void }) {
  const { t } = useTranslation();
  const filtered = Object.entries(search).some(([name, value]) => name !== "id" && value);
  if (!filtered) return <Nothing title={t("desk.empty")} hint={t("desk.emptyHint")} />;
  return <Nothing title={t("desk.noMatch")} hint={t("desk.noMatchHint")} action={<Button onClick={reset}>{t("filter.reset")}</Button>} />;
}

/** useClaim takes a warning; when somebody was quicker it says so and shows the row as it is now. */
function useClaim() {
  const { message } = App.useApp();
  const faultText = useFaultText();
  const claim = useAct((row: WarningRow) => api.claim(row.id, row.version), WORK);
  useEffect(() => {
    if (claim.error) {
      const text = faultText(claim.error);
      void message.error(`${text.what} ${text.todo}`, 6);
    }
  }, [claim.error]);
  return claim;
}

function useDeskKeys({ rows, chosen, open, claim, toFilter }: {
  rows: WarningRow[]; chosen: string | undefined; open: (id: string | undefined) => void; claim: (row: WarningRow) => void; toFilter: () => void;
}): void {
  const { can } = useSession();
  const move = (step: 1 | -1) => open(neighbour(rows, chosen, step)?.id);
  const toNext = () => {
    const next = nextUnclaimed(rows, chosen);
    if (next) open(next.id);
  };
  const claimChosen = () => {
    const row = rows.find((each) => each.id === chosen);
    if (row && row.state === "open" && can("warning.work")) claim(row);
  };
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
    n: toNext, c: claimChosen, "/": toFilter,
    Escape: () => open(undefined),
    ...(chosen === undefined ? { Enter: () => move(1) } : {}),
  });
}
