import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { outreach, type Gap, type Level, type Rate } from "../api/outreach";
import { At } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, Nothing } from "../ui/states";
import { Entry, percent, settingOf, ten, today, useRules } from "./parts";
import type { Desk } from "./outreach";

const TOUCH = [["outreach"]];

/** Rates (注册率) are registered people against a dated population base, and beside them the areas that no event has reached. */
export function Rates({ search, go }: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const day = search.to ?? today();
  const query = useQuery({ queryKey: ["outreach", "rates", day], queryFn: () => outreach.rates({ day }) });
  const rows = query.data?.items ?? [];
  const based = rows.filter((row) => row.base > 0 && row.region !== "");
  const specs = (what: "base" | "registration") => [
    { name: "region", label: t("outreach.region"), note: t("outreach.regionHint"), max: 12 }, { name: "member", label: t("outreach.member"), note: t("outreach.memberHint"), max: 32 },
    { name: "day", label: t("outreach.day"), kind: "date" as const, must: true, start: today() }, { name: "people", label: t(`outreach.${what}People`), kind: "number" as const, must: true },
    ...(what === "base" ? [{ name: "source", label: t("outreach.source"), must: true, note: t("outreach.sourceHint") }] : []),
  ];
  return (
    <>
      {search.new === "base" ? <Entry key="base" title={t("outreachNew.base")} testid="base" close={() => go({ new: undefined })} touch={TOUCH} send={outreach.addBase} specs={specs("base")} /> : null}
      {search.new && search.new !== "base" ? <Entry key="registration" title={t("outreachNew.registration")} testid="registration" close={() => go({ new: undefined })} touch={TOUCH} send={outreach.register} specs={specs("registration")} /> : null}
      <div className="bar out-bar">
        <label className="out-span">{t("outreach.asOf")} <DayInput value={day} max={today()} onChange={(event) => go({ to: event.target.value || undefined })} data-testid="rates-day" /></label>
        <span className="grow" />
        {can("outreach.work") ? <><Button onClick={() => go({ new: "base" })} data-testid="base-new">{t("outreachNew.base")}</Button><Button type="primary" onClick={() => go({ new: "1" })} data-testid="registration-new">{t("outreachNew.registration")}<kbd className="desk-only">N</kbd></Button></> : null}
      </div>
      <Await query={query} rows={8}>
        {() => (
          <PlainTable<Rate> label={t("outreach.rates")} testid="rates" rows={rows} keyOf={(row) => row.region + row.member} chosen={search.id} keys onOpen={(row) => go({ id: row.region + row.member === search.id ? undefined : row.region + row.member })}
            empty={<Nothing title={t("outreach.noRates")} hint={t("outreach.noRatesHint")} />}
            columns={[
              { key: "name", title: t("outreach.region"), cell: (row) => <>{row.name || row.member || row.region} <span className="muted num">{row.region}</span></> },
              { key: "rate", title: t("outreach.rate"), right: true, cell: (row) => (row.base === 0 ? <span className="muted">{t("outreach.noBase")}</span> : <b className={row.over ? "bad" : ""}>{percent(row.bp)}</b>), by: (row) => row.bp },
              { key: "registered", title: t("outreach.registered"), right: true, cell: (row) => ten(row.registered), by: (row) => row.registered }, { key: "day", title: t("outreach.asOf"), cell: (row) => row.day },
              { key: "base", title: t("outreach.base"), right: true, cell: (row) => (row.base ? ten(row.base) : ""), by: (row) => row.base },
              { key: "of", title: t("outreach.baseOf"), cell: (row) => <span className={row.old ? "bad" : "muted"}>{row.base_day} {row.base_source}{row.old ? t("outreach.old") : ""}{row.over ? t("outreach.over") : ""}</span> },
            ]} />
        )}
      </Await>
      <p className="muted">{t("outreach.rateNote", { n: rows.length, based: based.length, days: settingOf(rules, "base.old") })}</p>
      {search.id ? <History subject={search.id} /> : null}
      <Gaps go={go} days={settingOf(rules, "coverage.days")} />
    </>
  );
}

/** History lists the entries behind a rate. */
function History({ subject }: { subject: string }) {
  const { t } = useTranslation();
  const ask = /^\d+$/.test(subject) ? { subject } : { member: subject };
  const registered = useQuery({ queryKey: ["outreach", "registrations", subject], queryFn: () => outreach.registrations({ ...ask, state: "recorded" }) }).data?.items ?? [];
  const bases = useQuery({ queryKey: ["outreach", "bases", subject], queryFn: () => outreach.bases({ ...ask, state: "recorded" }) }).data?.items ?? [];
  const columns = [
    { key: "day", title: t("outreach.asOf"), cell: (row: Level) => row.day }, { key: "people", title: t("outreach.people"), right: true, cell: (row: Level) => ten(row.people) },
    { key: "delta", title: t("outreach.delta"), right: true, cell: (row: Level) => (row.delta > 0 ? `+${ten(row.delta)}` : ten(row.delta)) }, { key: "source", title: t("outreach.source"), cell: (row: Level) => row.source },
    { key: "by", title: t("outreach.by"), cell: (row: Level) => <>{row.made_by} <At iso={row.made_at} /></> },
  ];
  return (
    <section className="card out-one" data-testid="rate-history">
      <h2 className="section-title">{t("outreach.registrations")}</h2><PlainTable label={t("outreach.registrations")} rows={registered} keyOf={(row) => row.id} columns={columns} />
      <h2 className="section-title">{t("outreach.bases")}</h2><PlainTable label={t("outreach.bases")} rows={bases} keyOf={(row) => row.id} columns={columns} />
    </section>
  );
}

function Gaps({ go, days }: { go: Desk["go"]; days: number }) {
  const { t } = useTranslation();
  const rows = useQuery({ queryKey: ["outreach", "coverage"], queryFn: () => outreach.coverage() }).data?.items ?? [];
  if (rows.length === 0) return null;
  const empty = rows.filter((row) => row.events === 0).length;
  return (
    <section className="card">
      <h2 className="section-title">{t("outreach.coverage")} <span className="muted">{t("outreach.coverageN", { days, empty, all: rows.length })}</span></h2>
      <PlainTable<Gap> label={t("outreach.coverage")} testid="coverage" rows={rows} keyOf={(row) => row.region} onOpen={(row) => go({ tab: undefined, region: row.region, id: undefined })} columns={[
        { key: "name", title: t("outreach.region"), cell: (row) => <>{row.name} <span className="muted num">{row.region}</span></> }, { key: "people", title: t("outreach.base"), right: true, cell: (row) => ten(row.people), by: (row) => row.people },
        { key: "events", title: t("outreach.events"), right: true, cell: (row) => <b className={row.events === 0 ? "bad" : ""}>{ten(row.events)}</b>, by: (row) => row.events },
        { key: "audience", title: t("outreach.audience"), right: true, cell: (row) => ten(row.audience), by: (row) => row.audience }, { key: "last", title: t("outreach.last"), cell: (row) => (row.last ? <At iso={row.last} /> : <span className="bad">{t("outreach.never")}</span>), by: (row) => row.last },
      ]} />
    </section>
  );
}
