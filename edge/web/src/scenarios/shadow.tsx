import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type ShadowDay, type VersionDetail } from "../api/scenarios";
import { PlainTable } from "../ui/plaintable";
import { Await } from "../ui/states";
import { RowLine } from "./job";

/** Shadow compares what a version found beside the live set, day by day: it alerts nobody. */
export function Shadow({ row }: { row: VersionDetail }) {
  const { t } = useTranslation();
  const [day, setDay] = useState<string>();
  const days = useQuery({ queryKey: ["scenario", "shadow", row.id], queryFn: () => scenariosApi.shadow(row.id), refetchInterval: row.state === "shadow" ? 5000 : false });
  const hits = useInfiniteQuery({
    queryKey: ["scenario", "shadowHits", row.id, day ?? ""], queryFn: ({ pageParam }) => scenariosApi.shadowHits(row.id, day, pageParam), refetchInterval: row.state === "shadow" ? 5000 : false,
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const list = hits.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  return (
    <div data-testid="shadow">
      <p className="muted">{t(row.state === "shadow" ? "scenarioShadow.running" : "scenarioShadow.not")}</p>
      <Await query={days} rows={3}>
        {(page) => (
          <PlainTable<ShadowDay> label={t("scenarioTab.shadow")} testid="shadow-days" rows={page.items ?? []} keyOf={(each) => each.day} chosen={day} onOpen={(each) => setDay(day === each.day ? undefined : each.day)} empty={<p className="muted">{t("scenarioShadow.none")}</p>} columns={[
            { key: "day", title: t("byWord.day"), cell: (each) => <span className="num">{each.day}</span>, by: (each) => each.day },
            { key: "hits", title: t("scenarioShadow.hits"), right: true, cell: (each) => each.hits, by: (each) => each.hits }, { key: "shadow", title: t("scenarioShadow.shadow"), right: true, cell: (each) => each.shadow, by: (each) => each.shadow },
            { key: "only", title: t("scenarioShadow.only"), right: true, cell: (each) => each.only, by: (each) => each.only },
            { key: "live", title: t("scenarioShadow.live"), right: true, cell: (each) => each.live, by: (each) => each.live },
            ...((page.items ?? []).some((each) => each.suppressed > 0) ? [{ key: "suppressed", title: t("scenarioNumber.suppressed"), right: true, cell: (each: ShadowDay) => each.suppressed, by: (each: ShadowDay) => each.suppressed }] : []),
            { key: "both", title: t("scenarioShadow.both"), right: true, cell: (each) => each.both, by: (each) => each.both },
          ]} />
        )}
      </Await>
      <h3 className="section-title">{t("scenarioShadow.hits")} {day ? <button type="button" className="chip chip-on" onClick={() => setDay(undefined)}>{day} ×</button> : null}</h3>
      <Await query={hits} rows={3}>{() => (list.length === 0 ? <p className="muted">{t("rules.noHits")}</p> : <ul className="plain">{list.map((hit, i) => <RowLine key={i} row={hit} />)}</ul>)}</Await>
      {hits.hasNextPage ? <p className="more"><Button onClick={() => void hits.fetchNextPage()} loading={hits.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
    </div>
  );
}
