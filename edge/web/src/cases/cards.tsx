import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { casesApi, type CardFilter, type InvolvedCard } from "../api/cases";
import { DayInput } from "../ui/dayinput";
import { FlowSelect } from "../ui/field";
import { PlainTable } from "../ui/plaintable";
import { Await, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { useCases } from "./cases";
import { outletOf, useIssuers, useWords } from "./words";

/** CardLedger is the ledger of involved cards (涉案两卡) with the result of the look back (一案双查). */
export function CardLedger() {
  const { t } = useTranslation();
  const { change } = useCases();
  const { list, word } = useWords();
  const issuer = useIssuers();
  const [filter, setFilter] = useState<CardFilter>({});
  const set = (side: keyof CardFilter) => (value: string) => setFilter((now) => ({ ...now, [side]: value || undefined }));
  const query = useInfiniteQuery({
    queryKey: ["cards", filter], queryFn: ({ pageParam }) => casesApi.cards(filter, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  return (
    <>
      <div className="bar case-filters">
        <FlowSelect value={filter.kind ?? ""} onChange={set("kind")} options={list("cards")} empty={t("cases.anyCard")} testid="cards-kind" flow={false} />
        <FlowSelect value={filter.check ?? ""} onChange={set("check")} options={[{ value: "open", text: t("cases.checkOpen") }, ...list("checks")]} empty={t("cases.anyCheck")} testid="cards-check" flow={false} />
        {(["bank", "carrier", "outlet"] as const).map((side) => <input key={side} className="plain-input" value={filter[side] ?? ""} placeholder={t(`cases.${side}`)} aria-label={t(`cases.${side}`)} onChange={(event) => set(side)(event.target.value)} maxLength={60} />)}
        {(["from", "to"] as const).map((side) => <label key={side} className="case-day">{t(`cases.found.${side}`)}<DayInput value={filter[side] ?? ""} onChange={(event) => set(side)(event.target.value)} /></label>)}
      </div>
      <Await query={query} rows={10}>
        {() => (
          <>
            <PlainTable<InvolvedCard>
              label={t("cases.tab.cards")} testid="cards" rows={rows} keyOf={(row) => row.id} keys onOpen={(row) => change({ tab: undefined, id: row.case_id, number: row.number })}
              empty={<Nothing title={t("cases.noCards")} hint={t("cases.noneHint")} />}
              columns={[
                { key: "at", title: t("cases.foundAt"), cell: (row) => formatTime(row.at, "date"), by: (row) => row.at },
                { key: "kind", title: t("casePart.card"), cell: (row) => `${word("cards", row.kind)} ${row.mark ? `…${row.mark}` : ""}` },
                { key: "issuer", title: t("cases.issuer"), cell: (row) => issuer(row.bank || row.carrier), by: (row) => issuer(row.bank || row.carrier) },
                { key: "outlet", title: t("cases.outlet"), cell: (row) => outletOf(row), by: (row) => outletOf(row) },
                { key: "opened", title: t("cases.opened"), cell: (row) => formatTime(row.opened_at, "date"), by: (row) => row.opened_at },
                { key: "check", title: t("casePart.check"), cell: (row) => (row.check ? word("checks", row.check) : t("cases.checkOpen")), by: (row) => row.check },
                { key: "number", title: t("cases.number"), cell: (row) => <span className="num">{row.number}</span> },
                { key: "unit", title: t("cases.unit"), cell: (row) => row.unit.name },
              ]}
            />
            {query.hasNextPage ? <div className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></div> : null}
          </>
        )}
      </Await>
    </>
  );
}
