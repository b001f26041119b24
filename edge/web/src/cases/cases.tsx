import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { CASE_SIDES, casesApi, type CaseFilter, type CaseRow } from "../api/cases";
import { useKeys } from "../ui/keys";
import { formatYuan } from "../ui/money";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { CardLedger } from "./cards";
import { CaseDetailCard } from "./detail";
import { ExportDialog } from "./export";
import { CaseFilters } from "./filters";
import { CaseForm } from "./form";
import { ImportCard } from "./import";
import { useWords } from "./words";

export type CaseSearch = CaseFilter & { tab?: string; id?: string; new?: string };

/** useCases is the address of the screen, and how to change it. */
export function useCases(): { search: CaseSearch; change: (next: CaseSearch) => void } {
  const search = useSearch({ from: "/gate/cases" }) as CaseSearch;
  const navigate = useNavigate();
  return { search, change: (next) => void navigate({ to: "/cases", search: (now: CaseSearch) => ({ ...now, ...next }), replace: true }) };
}

/** Cases (案件) is the register: lists by the sides of the figures, one case with its history, a form that is typed without a mouse. */
export function Cases() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { search, change } = useCases();
  const tab = search.tab === "cards" || search.tab === "import" ? search.tab : "list";
  const [leaving, setLeaving] = useState(false);
  const filter: CaseFilter = Object.fromEntries(CASE_SIDES.flatMap((side) => (search[side] ? [[side, search[side]]] : [])));
  const go = (next: string) => change({ tab: next === "list" ? undefined : next, id: undefined, new: undefined });
  useKeys({ "1": () => go("list"), "2": () => go("cards"), ...(can("case.work") ? { "3": () => go("import"), n: () => change({ tab: undefined, new: "1" }) } : {}), Escape: () => change({ id: undefined, new: undefined }) });
  const tabs = can("case.work") ? ["list", "cards", "import"] : ["list", "cards"];
  return (
    <div className="page cases">
      <header className="bar">
        <h1 className="screen-title">{t("menu.cases")}</h1>
        <div className="tabs" role="tablist" aria-label={t("menu.cases")}>
          {tabs.map((each, i) => <button key={each} type="button" role="tab" aria-selected={each === tab} className={each === tab ? "tab tab-on" : "tab"} onClick={() => go(each)} data-testid={`cases-${each}`}>{t(`cases.tab.${each}`)}<kbd className="desk-only">{i + 1}</kbd></button>)}
        </div>
        <span className="grow" />
        {tab === "list" ? <Button onClick={() => setLeaving(true)} data-testid="cases-export">{t("cases.export")}</Button> : null}
        {can("case.work") ? <Button type="primary" onClick={() => change({ tab: undefined, new: search.new ? undefined : "1" })} data-testid="case-new">{t("cases.new")}<kbd>N</kbd></Button> : null}
      </header>
      {leaving ? <ExportDialog filter={filter} close={() => setLeaving(false)} /> : null}
      {tab === "cards" ? <CardLedger /> : tab === "import" ? <ImportCard /> : (
        <>
          {search.new ? <CaseForm close={() => change({ new: undefined })} done={(id) => change({ new: undefined, id })} /> : null}
          <CaseFilters filter={filter} change={change} />
          <CaseTable filter={filter} />
        </>
      )}
    </div>
  );
}

function CaseTable({ filter }: { filter: CaseFilter }) {
  const { t } = useTranslation();
  const { search, change } = useCases();
  const { word } = useWords();
  const query = useInfiniteQuery({
    queryKey: ["cases", filter], queryFn: ({ pageParam }) => casesApi.list(filter, pageParam), initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const sums = query.data?.pages[0]?.sums;
  const move = (step: 1 | -1) => change({ id: neighbour(rows, search.id, step)?.id });
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1) });
  return (
    <Await query={query} rows={10}>
      {() => (
        <>
          {search.id ? <CaseDetailCard id={search.id} close={() => change({ id: undefined })} /> : null}
          {sums ? <p className="muted" data-testid="case-sums"><Trans t={t} i18nKey="cases.sums" values={{ cases: sums.cases, solved: sums.solved, loss: formatYuan(sums.loss_fen) }} components={{ to: <button type="button" className="link" onClick={() => change({ state: "solved", id: undefined })} data-testid="case-sum-solved" /> }} /></p> : null}
          <PlainTable<CaseRow>
            label={t("menu.cases")} testid="cases" rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => change({ id: row.id === search.id ? undefined : row.id })}
            empty={<Nothing title={t("cases.none")} hint={t("cases.noneHint")} />}
            columns={[
              { key: "number", title: t("cases.number"), cell: (row) => <span className="num">{row.number}</span> },
              { key: "filed", title: t("cases.filed"), cell: (row) => formatTime(row.filed_at, "date"), by: (row) => row.filed_at },
              { key: "unit", title: t("cases.unit"), cell: (row) => row.unit.name },
              { key: "fraud", title: t("cases.fraud"), cell: (row) => word("frauds", row.fraud) },
              { key: "loss", title: t("cases.loss"), right: true, cell: (row) => formatYuan(row.loss_fen), by: (row) => row.loss_fen },
              { key: "state", title: t("cases.state"), cell: (row) => <StateWord row={row} /> },
              { key: "persons", title: t("cases.persons"), right: true, cell: (row) => (row.persons > 0 ? row.persons : ""), by: (row) => row.persons },
              { key: "tags", title: t("cases.tags"), wide: true, cell: (row) => <Tags row={row} /> },
            ]}
          />
          {query.hasNextPage ? <div className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></div> : null}
        </>
      )}
    </Await>
  );
}

/** StateWord says where a case stands, and since when. */
export function StateWord({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const at = row.state === "solved" ? row.solved_at : row.state === "closed" ? row.closed_at : row.state === "withdrawn" ? row.withdrawn_at : "";
  return <span className={row.void ? "muted" : undefined}>{t(row.void ? "caseState.void" : `caseState.${row.state}`)}{at ? ` ${formatTime(at, "date")}` : ""}</span>;
}

function Tags({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const words = [
    ...(row.supervision ? [`${word("supervision", row.supervision)}${row.supervise_due ? ` ${t("cases.until", { day: formatTime(row.supervise_due, "date") })}` : ""}`] : []),
    ...(row.large ? [t("cases.large")] : []), ...(row.warned ? [t("cases.warned")] : []), ...(row.campaigns ?? []),
  ];
  return <>{row.overdue ? <b className="bad">{t("cases.overdue")} </b> : null}{words.join(t("cases.comma"))}</>;
}
