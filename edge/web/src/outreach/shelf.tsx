import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type Campaign, type Honour, type Pledge, type Word, type Work } from "../api/outreach";
import { At } from "../ui/clock";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Badge, Entry, isoOf, localNow, ten, today, useRules, useWord, WithReason, type Spec } from "./parts";
import type { Desk } from "./outreach";

const TOUCH = [["outreach"]];
const sum = <T,>(rows: T[], of: (row: T) => number) => ten(rows.reduce((all, row) => all + of(row), 0));

/** Shelf holds campaigns (宣传月), pledges (三个一), works (作品) and honours (形象大使、获奖). */
export function Shelf(desk: Desk) {
  return <div className="out-shelf"><Campaigns {...desk} /><Pledges {...desk} /><Works {...desk} /><Honours {...desk} /></div>;
}

function Head({ what, desk, children }: { what: string; desk: Desk; children?: ReactNode }) {
  const { t } = useTranslation();
  const { can } = useSession();
  return <div className="bar out-bar"><h2 className="section-title">{t(`outreachShelf.${what}`)}</h2>{children}<span className="grow" />{can("outreach.work") ? <Button onClick={() => desk.go({ new: desk.search.new === what ? undefined : what })} data-testid={`${what}-new`}>{t(`outreachNew.${what}`)}</Button> : null}</div>;
}

function Campaigns(desk: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const rows = useQuery({ queryKey: ["outreach", "campaigns"], queryFn: () => outreach.campaigns() }).data?.items ?? [];
  const done = useQuery({ queryKey: ["outreach", "tally", "campaign"], queryFn: () => outreach.tally({ by: "campaign" }) }).data?.items ?? [];
  const of = (row: Campaign) => done.find((each) => each.key === row.id);
  return (
    <section className="card">
      <Head what="campaign" desk={desk} />
      {desk.search.new === "campaign" ? <Entry title={t("outreachNew.campaign")} testid="campaign" close={() => desk.go({ new: undefined })} touch={TOUCH} send={outreach.addCampaign} specs={[
        { name: "title", label: t("outreach.title"), must: true }, { name: "theme", label: t("outreach.theme"), list: rules?.themes ?? [] }, { name: "from", label: t("outreach.from"), kind: "date", must: true, start: today() },
        { name: "to", label: t("outreach.to"), kind: "date", must: true, start: today(30) }, { name: "plan_events", label: t("outreach.planEvents"), kind: "number" }, { name: "plan_audience", label: t("outreach.planAudience"), kind: "number" },
      ]} /> : null}
      <PlainTable<Campaign> label={t("outreachShelf.campaign")} testid="campaigns" rows={rows} keyOf={(row) => row.id} empty={<p className="muted">{t("outreach.none")}</p>} columns={[
        { key: "title", title: t("outreach.title"), wide: true, cell: (row) => <>{row.title} <span className="muted">{row.theme}</span>{row.result ? <span className="second muted wrap">{row.result}</span> : null}</> },
        { key: "span", title: t("outreach.span"), cell: (row) => `${row.from} – ${row.to}`, by: (row) => row.from }, { key: "unit", title: t("outreach.unit"), cell: (row) => row.unit.name },
        { key: "events", title: t("outreach.events"), right: true, cell: (row) => <button type="button" className="link" onClick={() => desk.go({ tab: undefined, campaign: row.id, from: row.from, to: row.to })}>{ten(of(row)?.events ?? 0)} / {ten(row.plan_events)}</button> },
        { key: "audience", title: t("outreach.audience"), right: true, cell: (row) => <button type="button" className="link" onClick={() => desk.go({ tab: undefined, campaign: row.id, from: row.from, to: row.to })}>{ten(of(row)?.audience ?? 0)} / {ten(row.plan_audience)}</button> },
        { key: "state", title: t("outreach.state"), cell: (row) => (row.state === "recorded" && can("outreach.work") && row.to < today() ? <WithReason danger={false} text={t("outreach.close")} run={(note) => outreach.campaignAct(row, "close", { note })} touch={TOUCH} testid="campaign-close" /> : <Badge state={row.state === "recorded" && row.from <= today() && row.to >= today() ? "running" : row.state} />) },
      ]} />
    </section>
  );
}

function Pledges(desk: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const word = useWord();
  const [open, setOpen] = useState<string>();
  const rows = useQuery({ queryKey: ["outreach", "pledges"], queryFn: () => outreach.pledges({ state: "recorded" }) }).data?.items ?? [];
  const one = rows.find((row) => row.id === open);
  return (
    <section className="card">
      <Head what="pledge" desk={desk}><span className="muted num">{t("outreach.threeOnes", { letters: sum(rows, (row) => row.letters), handbooks: sum(rows, (row) => row.handbooks), pledges: sum(rows, (row) => row.pledges) })}</span></Head>
      {desk.search.new === "pledge" ? <Entry title={t("outreachNew.pledge")} testid="pledge" close={() => desk.go({ new: undefined })} touch={TOUCH} send={(body) => outreach.addPledge({ ...body, at: isoOf(localNow(-60_000)) })} specs={[
        { name: "venue", label: t("outreach.venue"), kind: "choice", must: true, start: "school", options: rules?.venues.map((each) => ({ value: each.code, text: word(rules.venues, each.code) })) },
        { name: "place", label: t("outreach.place") }, { name: "letters", label: t("outreach.letters"), kind: "number" }, { name: "handbooks", label: t("outreach.handbooks"), kind: "number" }, { name: "pledges", label: t("outreach.pledges"), kind: "number" },
      ]} /> : null}
      {one ? <div className="bar" data-testid="pledge-one"><b className="num">{one.number}</b> {one.place}<WithReason key={one.id} text={t("outreach.void")} run={(note) => outreach.pledgeAct(one, "void", { note })} touch={TOUCH} testid="pledge-void" /></div> : null}
      <PlainTable<Pledge> label={t("outreachShelf.pledge")} testid="pledges" rows={rows} keyOf={(row) => row.id} chosen={open} onOpen={can("outreach.work") ? (row) => setOpen(open === row.id ? undefined : row.id) : undefined} empty={<p className="muted">{t("outreach.none")}</p>} columns={[
        { key: "at", title: t("outreach.at"), cell: (row) => <At iso={row.at} />, by: (row) => row.at }, { key: "unit", title: t("outreach.unit"), cell: (row) => row.unit.name },
        { key: "venue", title: t("outreach.venue"), cell: (row) => <>{word(rules?.venues, row.venue)} <span className="muted">{row.place}</span></> },
        { key: "letters", title: t("outreach.letters"), right: true, cell: (row) => ten(row.letters) }, { key: "handbooks", title: t("outreach.handbooks"), right: true, cell: (row) => ten(row.handbooks) }, { key: "pledges", title: t("outreach.pledges"), right: true, cell: (row) => ten(row.pledges) },
      ]} />
    </section>
  );
}

function Works(desk: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [open, setOpen] = useState<string>();
  const rules = useRules();
  const word = useWord();
  const rows = useQuery({ queryKey: ["outreach", "works"], queryFn: () => outreach.works() }).data?.items ?? [];
  const options = (list: Word[] | undefined) => (list ?? []).map((each) => ({ value: each.code, text: word(list, each.code) }));
  const one = rows.find((row) => row.id === open);
  const specs = (of?: Work): Spec[] => [
    { name: "title", label: t("outreach.title"), must: true, start: of?.title }, { name: "genre", label: t("outreach.genre"), kind: "choice", must: true, start: of?.genre ?? "video", options: options(rules?.genres) },
    { name: "platform", label: t("outreach.platform"), kind: "choice", must: true, start: of?.platform ?? "wechat", options: options(rules?.platforms) }, { name: "views", label: t("outreach.views"), kind: "number", start: of?.views ? String(of.views) : "" },
    { name: "rights", label: t("outreach.rights"), kind: "choice", must: true, start: of?.rights ?? "own", options: options(rules?.rights) }, { name: "rights_note", label: t("outreach.rightsNote"), start: of?.rights_note },
  ];
  return (
    <section className="card">
      <Head what="work" desk={desk}><span className="muted num">{t("outreach.worksN", { count: rows.length })}</span></Head>
      {desk.search.new === "work" ? <Entry title={t("outreachNew.work")} testid="work" close={() => desk.go({ new: undefined })} touch={TOUCH} send={(body) => outreach.addWork(body.views ? { ...body, views_day: today() } : body)} specs={specs()} /> : null}
      {one ? <Entry key={one.id + one.version} title={one.title} testid="work-edit" close={() => setOpen(undefined)} touch={TOUCH} send={(body) => outreach.workAct(one, "correct", { ...body, ...(body.views ? { views_day: today() } : {}) })} specs={specs(one)} /> : null}
      <PlainTable<Work> label={t("outreachShelf.work")} testid="works" rows={rows} keyOf={(row) => row.id} chosen={open} onOpen={can("outreach.work") ? (row) => setOpen(open === row.id ? undefined : row.id) : undefined} empty={<p className="muted">{t("outreach.none")}</p>} columns={[
        { key: "title", title: t("outreach.title"), wide: true, cell: (row) => row.title }, { key: "genre", title: t("outreach.genre"), cell: (row) => word(rules?.genres, row.genre), by: (row) => row.genre },
        { key: "platform", title: t("outreach.platform"), cell: (row) => word(rules?.platforms, row.platform), by: (row) => row.platform },
        { key: "views", title: t("outreach.views"), right: true, cell: (row) => (row.views ? <span title={row.views_day}>{ten(row.views)}</span> : ""), by: (row) => row.views },
        { key: "rights", title: t("outreach.rights"), cell: (row) => <span className={row.rights === "unclear" ? "bad" : ""}>{word(rules?.rights, row.rights)} <span className="muted">{row.rights_note}</span></span> },
      ]} />
    </section>
  );
}

function Honours(desk: Desk) {
  const { t } = useTranslation();
  const { can } = useSession();
  const rows = useQuery({ queryKey: ["outreach", "honours"], queryFn: () => outreach.honours() }).data?.items ?? [];
  return (
    <section className="card">
      <Head what="honour" desk={desk} />
      {desk.search.new === "honour" ? <Entry title={t("outreachNew.honour")} testid="honour" close={() => desk.go({ new: undefined })} touch={TOUCH} send={outreach.addHonour} specs={[
        { name: "kind", label: t("outreach.kind"), kind: "choice", must: true, start: "award", options: ["ambassador", "award"].map((value) => ({ value, text: t(`outreachHonour.${value}`) })) },
        { name: "title", label: t("outreach.title"), must: true }, { name: "rank", label: t("outreach.rank"), kind: "number" }, { name: "document", label: t("outreach.document"), must: true, note: t("outreach.documentHint") }, { name: "until", label: t("outreach.until"), kind: "date" },
      ]} /> : null}
      <PlainTable<Honour> label={t("outreachShelf.honour")} testid="honours" rows={rows} keyOf={(row) => row.id} empty={<p className="muted">{t("outreach.none")}</p>} columns={[
        { key: "kind", title: t("outreach.kind"), cell: (row) => t(`outreachHonour.${row.kind}`) }, { key: "title", title: t("outreach.title"), wide: true, cell: (row) => <>{row.title}{row.rank ? <b className="num"> {t("outreach.rankN", { count: row.rank })}</b> : null}</> },
        { key: "document", title: t("outreach.document"), cell: (row) => row.document }, { key: "until", title: t("outreach.until"), cell: (row) => row.until },
        { key: "state", title: t("outreach.state"), cell: (row) => (row.state === "recorded" && can("outreach.work") ? <WithReason text={t("outreach.end")} run={(note) => outreach.honourAct(row, "end", { note })} touch={TOUCH} testid="honour-end" /> : <Badge state={row.state} />) },
      ]} />
    </section>
  );
}
