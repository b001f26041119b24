import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { outreach, type PublicityEvent } from "../api/outreach";
import { At } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, Nothing } from "../ui/states";
import { EventForm } from "./eventform";
import { Badge, Chips, dayAfter, ten, today, useRules, useWord, WithReason } from "./parts";
import type { Desk } from "./outreach";

/** How far back the list looks at first. */
const DAYS = 90;

/** Events (宣传活动) are the ledger with its sums; every sum narrows the list below it to what it counts. */
export function Events({ search, go }: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const word = useWord();
  const from = search.from ?? today(-DAYS);
  const ask = { venue: search.venue, form: search.form, kind: search.kind, unit: search.unit, region: search.region, campaign: search.campaign, task: search.task, large: search.large, from: `${from}T00:00:00+08:00`, to: search.to ? dayAfter(search.to) : undefined };
  const query = useInfiniteQuery({ queryKey: ["outreach", "events", ask], queryFn: ({ pageParam }) => outreach.events({ ...ask, state: "recorded" }, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined });
  const sum = useQuery({ queryKey: ["outreach", "tally", "", ask], queryFn: () => outreach.tally(ask) }).data?.items?.[0];
  const byVenue = useQuery({ queryKey: ["outreach", "tally", "venue", ask], queryFn: () => outreach.tally({ ...ask, venue: undefined, by: "venue" }) }).data?.items ?? [];
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const one = rows.find((each) => each.id === search.id);
  return (
    <>
      {search.new && can("outreach.work") ? <EventForm close={() => go({ new: undefined })} task={search.task} /> : null}
      <nav className="counts out-counts" aria-label={t("outreach.sums")}>
        <button type="button" className="count" onClick={() => go({ large: undefined, form: undefined })} data-testid="sum-events"><b className="num">{ten(sum?.events ?? 0)}</b><span>{t("outreach.events")}</span></button>
        <button type="button" className="count" onClick={() => go({ large: "true" })} data-testid="sum-large"><b className="num">{ten(sum?.large ?? 0)}</b><span>{t("outreach.large")}</span></button>
        <button type="button" className="count" onClick={() => go({ large: undefined })} data-testid="sum-audience"><b className="num">{ten(sum?.audience ?? 0)}</b><span>{t("outreach.audience")}</span></button>
        <button type="button" className="count" onClick={() => go({ form: "live_show" })} data-testid="sum-views"><b className="num">{ten(sum?.views ?? 0)}</b><span>{t("outreach.views")}</span></button>
      </nav>
      <div className="bar out-bar">
        <label className="out-span">{t("outreach.from")} <DayInput value={from} onChange={(event) => go({ from: event.target.value || undefined })} data-testid="events-from" /></label>
        <label className="out-span">{t("outreach.to")} <DayInput value={search.to ?? ""} onChange={(event) => go({ to: event.target.value || undefined })} /></label>
        {(["large", "form", "unit", "region", "campaign", "task", "kind"] as const).filter((name) => search[name]).map((name) => <button key={name} type="button" className="chip chip-on" onClick={() => go({ [name]: undefined })}>{t(`outreach.${name}`)} ×</button>)}
        <span className="grow" />
        {can("outreach.work") ? <Button type="primary" onClick={() => go({ new: search.new ? undefined : "1" })} data-testid="event-new">{t("outreach.newEvent")}<kbd className="desk-only">N</kbd></Button> : null}
      </div>
      <Chips label={t("outreach.venue")} value={search.venue ?? ""} onChange={(venue) => go({ venue: venue || undefined })} testid="venue"
        options={[{ value: "", text: t("outreach.allVenues") }, ...byVenue.map((each) => ({ value: each.key, text: word(rules?.venues, each.key), count: each.events }))]} />
      <Sets byVenue={byVenue.map((each) => each.key)} />
      {one ? <One event={one} go={go} /> : null}
      <Await query={query} rows={8}>
        {() => (
          <PlainTable<PublicityEvent>
            label={t("outreachTab.events")} testid="events" rows={rows} keyOf={(row) => row.id} chosen={search.id} keys onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })}
            empty={<Nothing title={t("outreach.noEvents")} hint={t("outreach.noEventsHint")} />}
            columns={[
              { key: "at", title: t("outreach.at"), cell: (row) => <At iso={row.at} />, by: (row) => row.at },
              { key: "title", title: t("outreach.title"), wide: true, cell: (row) => <>{row.large ? <b className="out-large">{t("outreach.largeShort")}</b> : null}{row.title}<span className="second muted">{row.place}</span></> },
              { key: "unit", title: t("outreach.unit"), cell: (row) => row.unit.name, by: (row) => row.unit.name },
              { key: "venue", title: t("outreach.venue"), cell: (row) => word(rules?.venues, row.venue), by: (row) => row.venue },
              { key: "form", title: t("outreach.form"), cell: (row) => word(rules?.forms, row.form), by: (row) => row.form },
              { key: "audience", title: t("outreach.audience"), right: true, cell: (row) => (row.audience ? ten(row.audience) : ""), by: (row) => row.audience },
              { key: "views", title: t("outreach.views"), right: true, cell: (row) => (row.views ? ten(row.views) : ""), by: (row) => row.views },
            ]}
          />
        )}
      </Await>
      {query.hasNextPage ? <p className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
    </>
  );
}

/** Sets says which venues of 五进 and 六进 have had an event and which have not. */
function Sets({ byVenue }: { byVenue: string[] }) {
  const { t } = useTranslation();
  const rules = useRules();
  const word = useWord();
  return (
    <p className="muted out-sets">
      {rules?.sets.map((set) => {
        const missing = (set.venues ?? []).filter((venue) => !byVenue.includes(venue));
        return <span key={set.code} title={set.source}>{word(rules.sets, set.code)} <b className="num">{(set.venues?.length ?? 0) - missing.length}/{set.venues?.length ?? 0}</b>{missing.length > 0 ? t("outreach.missing", { what: missing.map((each) => word(rules.venues, each)).join(t("outreach.comma")) }) : ""}</span>;
      })}
    </p>
  );
}

function One({ event, go }: { event: PublicityEvent; go: Desk["go"] }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const word = useWord();
  const moves = useQuery({ queryKey: ["outreach", "moves", event.id], queryFn: () => outreach.moves({ event: event.id }) }).data?.items ?? [];
  return (
    <section className="card out-one" data-testid="event-one" aria-label={event.title}>
      <div className="detail-line"><b className="num">{event.number}</b><Badge state={event.state} /><span className="muted">{t("outreach.enteredBy", { name: event.made_by })} <At iso={event.made_at} /></span></div>
      <p className="wrap"><b>{event.title}</b> {event.theme ? `“${event.theme}”` : ""}</p>
      <p className="muted">{word(rules?.kinds, event.kind)} · {event.region_name || event.region} · {event.place} · {t("outreach.photos", { count: event.photos?.length ?? 0 })}{event.staff ? ` · ${t("outreach.staffN", { count: event.staff })}` : ""}{event.quiz_count ? ` · ${t("outreach.quizN", { count: event.quiz_count, before: event.quiz_before, after: event.quiz_after })}` : ""}</p>
      {moves.map((each) => <p key={each.id}>{t("outreach.handedN", { count: each.n })} <span className="muted num">{each.number}</span></p>)}
      <div className="form-foot">
        {can("outreach.work") ? <WithReason text={t("outreach.void")} run={(note) => outreach.eventAct(event, "void", { note })} touch={[["outreach"]]} testid="event-void" /> : null}
        <Button onClick={() => go({ id: undefined })}>{t("act.back")}</Button>
      </div>
    </section>
  );
}
