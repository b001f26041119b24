import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type FraudFree } from "../api/outreach";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Badge, Chips, Do, Entry, today, useRules, useWord, WithReason } from "./parts";
import type { Desk } from "./outreach";

const TOUCH = [["outreach"]];
const STATES = ["applied", "watching", "awarded", "withdrawn", "refused"];

/** FraudFreeUnits (无诈单位) goes from the application over the watch to the title, and back at once when a case occurs. */
export function FraudFreeUnits({ search, go }: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const word = useWord();
  const query = useQuery({ queryKey: ["outreach", "fraudfree"], queryFn: () => outreach.fraudFree() });
  const all = query.data?.items ?? [];
  const rows = all.filter((each) => !search.state || each.state === search.state);
  const one = rows.find((each) => each.id === search.id);
  return (
    <>
      {search.new ? (
        <Entry title={t("outreachNew.fraudFree")} testid="fraudfree" close={() => go({ new: undefined })} touch={TOUCH} send={outreach.apply} done={(out) => go({ id: out.id, new: undefined })} specs={[
          { name: "kind", label: t("outreach.kind"), kind: "choice", must: true, start: "community", options: rules?.units.map((each) => ({ value: each.code, text: word(rules.units, each.code) })) },
          { name: "title", label: t("outreach.name"), must: true }, { name: "region", label: t("outreach.region"), must: true, max: 12, note: t("outreach.communityHint") },
        ]} />
      ) : null}
      <div className="bar out-bar">
        <Chips label={t("outreach.state")} value={search.state ?? ""} onChange={(state) => go({ state: state || undefined, id: undefined })} testid="fraudfree-state" options={[{ value: "", text: t("outreach.all"), count: all.length }, ...STATES.map((value) => ({ value, text: t(`outreachState.${value}`), count: all.filter((each) => each.state === value).length }))]} />
        <span className="grow" />
        {can("outreach.work") ? <Button type="primary" onClick={() => go({ new: "1" })} data-testid="fraudfree-new">{t("outreachNew.fraudFree")}<kbd className="desk-only">N</kbd></Button> : null}
      </div>
      {one ? <One key={one.id + one.version} unit={one} /> : null}
      <Await query={query} rows={6}>
        {() => (
          <PlainTable<FraudFree> label={t("outreachTab.fraudFree")} testid="fraudfrees" rows={rows} keyOf={(row) => row.id} chosen={search.id} keys onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })}
            empty={<Nothing title={t("outreach.noFraudFree")} hint={t("outreach.noFraudFreeHint")} />}
            columns={[
              { key: "title", title: t("outreach.name"), wide: true, cell: (row) => row.title }, { key: "kind", title: t("outreach.kind"), cell: (row) => word(rules?.units, row.kind) },
              { key: "region", title: t("outreach.region"), cell: (row) => <>{row.region_name} <span className="muted num">{row.region}</span></> }, { key: "state", title: t("outreach.state"), cell: (row) => <Badge state={row.state} />, by: (row) => row.state },
              { key: "watch", title: t("outreach.watch"), cell: (row) => (row.watch_from ? `${row.watch_from} – ${row.watch_to}` : "") }, { key: "awarded", title: t("outreach.awardedAt"), cell: (row) => (row.awarded_at ? <At iso={row.awarded_at} /> : "") },
              { key: "gone", title: t("outreach.withdrawnAt"), cell: (row) => (row.withdrawn_at ? <span className="bad"><At iso={row.withdrawn_at} /></span> : "") },
            ]} />
        )}
      </Await>
    </>
  );
}

/** countedOf is the list that a criterion counts: the cases or the events of the area in the days of the watch. */
function countedOf(unit: FraudFree, criterion: string) {
  if (criterion === "no_case") return { to: "/cases", search: { region: unit.region, filed_from: unit.watch_from, filed_to: unit.watch_to } } as const;
  return { to: "/outreach", search: { region: unit.region, from: unit.watch_from, to: unit.watch_to } } as const;
}

function One({ unit }: { unit: FraudFree }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const word = useWord();
  const [found, setFound] = useState<Record<string, string>>(() => Object.fromEntries((unit.criteria ?? []).map((each) => [each.code, each.note])));
  const judge = useAct(() => outreach.fraudFreeAct(unit, "judge", { found }), TOUCH);
  const may = can("outreach.approve") && !unit.mine;
  return (
    <section className="card out-one" data-testid="fraudfree-one" aria-label={unit.title}>
      <div className="detail-line"><b className="num">{unit.number}</b><b>{unit.title}</b><Badge state={unit.state} /><span className="muted">{t("outreach.enteredBy", { name: unit.made_by })} <At iso={unit.made_at} /></span>{unit.awarded_by ? <span className="muted">{t("outreach.awardedBy", { name: unit.awarded_by })}</span> : null}</div>
      {unit.note ? <p className="muted wrap">{unit.note} {unit.case ? <Link to="/cases" search={{ id: unit.case }}>{t("outreach.case")}</Link> : null}</p> : null}
      <ul className="plain out-criteria">
        {rules?.criteria.map((criterion) => {
          const got = unit.criteria?.find((each) => each.code === criterion.code);
          return (
            <li key={criterion.code}>
              <b className={got?.met ? "good" : "muted"}>{got?.met ? "✓" : "○"}</b> {word(rules.criteria, criterion.code)} {criterion.auto ? (got && (criterion.code !== "no_case" || can("case.read")) ? <Link {...countedOf(unit, criterion.code)} className="num" data-testid={`counted-${criterion.code}`}>{t("outreach.counted", { count: got.n })}</Link> : <span className="muted num">{got ? t("outreach.counted", { count: got.n }) : t("outreach.auto")}</span>)
                : unit.state === "watching" && can("outreach.work") ? <input className="plain-input" value={found[criterion.code] ?? ""} maxLength={200} placeholder={t("outreach.found")} aria-label={word(rules.criteria, criterion.code)} onChange={(event) => setFound({ ...found, [criterion.code]: event.target.value })} data-testid={`criterion-${criterion.code}`} /> : <span className="muted">{got?.note}</span>}
            </li>
          );
        })}
      </ul>
      <FaultNote error={judge.error} onClose={judge.reset} />
      <div className="form-foot">
        {unit.state === "applied" && may ? <Do text={t("outreach.beginWatch")} primary run={() => outreach.fraudFreeAct(unit, "watch")} touch={TOUCH} testid="fraudfree-watch" /> : null}
        {unit.state === "watching" && can("outreach.work") ? <Button onClick={() => judge.mutate(undefined)} loading={judge.isPending} data-testid="fraudfree-judge">{t("outreach.judge")}</Button> : null}
        {unit.state === "watching" && may ? <Do text={t("outreach.award")} primary run={() => outreach.fraudFreeAct(unit, "award")} touch={TOUCH} testid="fraudfree-award" note={unit.watch_to >= today() ? t("outreach.watchUntil", { day: unit.watch_to }) : undefined} /> : null}
        {["applied", "watching"].includes(unit.state) && may ? <WithReason text={t("outreach.refuse")} run={(note) => outreach.fraudFreeAct(unit, "refuse", { note })} touch={TOUCH} testid="fraudfree-refuse" /> : null}
        {unit.state === "awarded" && can("outreach.approve") ? <WithReason text={t("outreach.withdrawTitle")} run={(note) => outreach.fraudFreeAct(unit, "withdraw", { note })} touch={TOUCH} testid="fraudfree-withdraw" /> : null}
        {["applied", "watching"].includes(unit.state) && unit.mine ? <span className="muted">{t("outreach.otherApproves")}</span> : null}
      </div>
    </section>
  );
}
