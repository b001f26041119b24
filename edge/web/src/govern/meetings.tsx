import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { govern, type EscalationRow, type MeetingRow } from "../api/govern";
import { useAct } from "../ui/act";
import { DayInput } from "../ui/dayinput";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Acts, day, Facts, lastDay, State, Tabs, TOUCH, useNames, useWho, type Verb } from "./parts";

type Search = Partial<Record<"tab" | "id" | "state" | "kind", string>>;
type Go = (next: Search) => void;
const TABS = ["meetings", "escalations"] as const;
const KINDS = ["joint", "push", "talk", "interview", "study", "visit"] as const;

/** Meetings (会议·督导·约谈): meetings with what followed, and notices, listings and interviews in their steps. */
export function Meetings() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/govern/meetings" }) as Search;
  const navigate = useNavigate();
  const { can } = useSession();
  const go: Go = (next) => void navigate({ to: "/govern/meetings", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const tabs = TABS.filter((each) => each !== "meetings" || can("govern.read"));
  const tab = tabs.find((each) => each === search.tab) ?? tabs[0];
  const open = (next: string) => void navigate({ to: "/govern/meetings", search: { tab: next === tabs[0] ? undefined : next } as never });
  useKeys({ ...Object.fromEntries(tabs.map((each, i) => [String(i + 1), () => open(each)])), Escape: () => go({ id: undefined }) });
  return (
    <div className="page govern">
      <header className="bar"><h1 className="screen-title">{t("menu.meetings")}</h1><Tabs tabs={tabs} value={tab} onChange={open} prefix="meetings" /></header>
      {tab === "meetings" ? <MeetingList search={search} go={go} /> : <EscalationList search={search} go={go} />}
    </div>
  );
}

function MeetingList({ search, go }: { search: Search; go: Go }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery({ queryKey: ["govern", "meetings", search.kind], queryFn: () => govern.meetings({ kind: search.kind }) });
  const rows = query.data?.items ?? [];
  const one = rows.find((each) => each.id === search.id);
  return (
    <>
      {can("govern.manage") ? <Plan /> : null}
      <div className="bar gov-bar">{["", ...KINDS].map((kind) => <button key={kind} type="button" className={(search.kind ?? "") === kind ? "chip chip-on" : "chip"} onClick={() => go({ kind: kind || undefined })}>{kind ? t(`governMeeting.${kind}`) : t("govern.all")}</button>)}</div>
      {one ? <OneMeeting of={one} /> : null}
      <Await query={query} rows={6}>
        {() => <PlainTable label={t("governTab.meetings")} testid="meetings" keys rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[
            { key: "held", title: t("govern.held"), cell: (row) => day(row.held), by: (row) => row.held },
            { key: "kind", title: t("govern.kind"), cell: (row) => t(`governMeeting.${row.kind}`), by: (row) => row.kind },
            { key: "title", title: t("govern.title"), wide: true, cell: (row) => row.title },
            { key: "came", title: t("govern.came"), right: true, cell: (row) => `${(row.invited ?? []).filter((each) => each.came).length}/${row.invited?.length ?? 0}` },
            { key: "decisions", title: t("govern.decisions"), right: true, cell: (row) => row.decisions?.length ?? 0 },
            { key: "state", title: t("govern.state"), cell: (row) => <State of={row.state} /> },
          ]} />}
      </Await>
    </>
  );
}

function OneMeeting({ of }: { of: MeetingRow }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const names = useNames();
  const tasks = useQuery({ queryKey: ["govern", "tasks", "of", of.id], queryFn: () => govern.tasks({ ref: of.id }) }).data?.items ?? [];
  const away = (of.invited ?? []).filter((each) => !each.came);
  return (
    <section className="card gov-one" data-testid="meeting">
      <h2>{of.title}</h2>
      <Facts of={[[t("govern.number"), of.number], [t("govern.kind"), t(`governMeeting.${of.kind}`)], [t("govern.held"), day(of.held)], [t("govern.place"), of.place], [t("govern.chair"), of.chair], [t("govern.proof"), (of.files ?? []).map((each) => each.name).join(t("shell.comma"))]]} />
      {of.agenda ? <p className="gov-words muted">{of.agenda}</p> : null}
      {of.minutes ? <p className="gov-words">{of.minutes}</p> : null}
      {of.state === "held" && away.length > 0 ? <p><b>{t("govern.away")}</b> {away.map((each) => names(each.member)).join(t("shell.comma"))}</p> : null}
      {(of.decisions ?? []).map((each) => (
        <div key={each.text}><h3>{each.text}</h3>
          <ul>{tasks.filter((task) => (each.tasks ?? []).includes(task.id)).map((task) => <li key={task.id}><Link to="/govern/duties" search={{ tab: "tasks", id: task.id } as never} data-testid="meeting-task">{names(task.member)}</Link> · {t("govern.due")} {lastDay(task.due)} · <State of={task.state} overdue={task.overdue} /></li>)}</ul></div>
      ))}
      {can("govern.manage") && of.state === "planned" ? <Hold of={of} /> : null}
    </section>
  );
}

function Plan() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [fields, setFields] = useState({ kind: "push", title: "", place: "", chair: "", agenda: "", held: "" });
  const set = (more: Partial<typeof fields>) => setFields((now) => ({ ...now, ...more }));
  const act = useAct(() => govern.plan({ ...fields, held: new Date(`${fields.held}:00+08:00`).toISOString() }), TOUCH, () => setOpen(false));
  if (!open) return <div className="bar gov-bar"><Button type="primary" onClick={() => setOpen(true)} data-testid="meeting-new">{t("governAct.planMeeting")}</Button></div>;
  return (
    <form className="card gov-new" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
      <select className="plain-input" value={fields.kind} onChange={(event) => set({ kind: event.target.value })} aria-label={t("govern.kind")}>{KINDS.map((kind) => <option key={kind} value={kind}>{t(`governMeeting.${kind}`)}</option>)}</select>
      {(["title", "place", "chair"] as const).map((name) => <input key={name} className="plain-input" required={name === "title"} maxLength={60} value={fields[name]} onChange={(event) => set({ [name]: event.target.value })} placeholder={t(`govern.${name}`)} aria-label={t(`govern.${name}`)} />)}
      <DayInput type="datetime-local" required value={fields.held} onChange={(event) => set({ held: event.target.value })} aria-label={t("govern.held")} />
      <textarea className="plain-input" maxLength={2000} rows={3} value={fields.agenda} onChange={(event) => set({ agenda: event.target.value })} placeholder={t("govern.agenda")} aria-label={t("govern.agenda")} />
      <div className="gov-acts"><Button type="primary" htmlType="submit" loading={act.isPending}>{t("governAct.planMeeting")}</Button><Button onClick={() => setOpen(false)}>{t("act.cancel")}</Button></div>
      <FaultNote error={act.error} />
    </form>
  );
}

/** Hold records a meeting: who came, the minutes, one decision a line with the units that get a task. */
function Hold({ of }: { of: MeetingRow }) {
  const { t } = useTranslation();
  const names = useNames();
  const invited = of.invited ?? [];
  const [away, setAway] = useState<string[]>([]);
  const [minutes, setMinutes] = useState("");
  const [decision, setDecision] = useState("");
  const [to, setTo] = useState<string[]>([]);
  const turn = (listed: string[], code: string) => (listed.includes(code) ? listed.filter((each) => each !== code) : [...listed, code]);
  const act = useAct(() => govern.meetingAct(of.id, "hold", {
    version: of.version, minutes, held: of.held, came: invited.map((each) => ({ member: each.member, came: !away.includes(each.member), who: each.who })),
    decisions: decision.trim() ? [{ text: decision.trim(), to }] : [],
  }), TOUCH);
  const ticks = (listed: string[], set: (next: string[]) => void) => <div className="gov-ticks">{invited.map((each) => <label key={each.member}><input type="checkbox" checked={listed.includes(each.member)} onChange={() => set(turn(listed, each.member))} /> {names(each.member)}</label>)}</div>;
  return (
    <form className="gov-new" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
      <h3>{t("governAct.holdMeeting")}</h3>
      <textarea className="plain-input" required rows={4} maxLength={2000} value={minutes} onChange={(event) => setMinutes(event.target.value)} placeholder={t("govern.minutes")} aria-label={t("govern.minutes")} />
      <details><summary>{t("govern.away")} ({away.length})</summary>{ticks(away, setAway)}</details>
      <textarea className="plain-input" rows={2} maxLength={2000} value={decision} onChange={(event) => setDecision(event.target.value)} placeholder={t("govern.decision")} aria-label={t("govern.decision")} />
      <details open={decision !== ""}><summary>{t("govern.taskTo")} ({to.length})</summary>{ticks(to, setTo)}</details>
      <div><Button type="primary" htmlType="submit" loading={act.isPending}>{t("governAct.holdMeeting")}</Button></div>
      <FaultNote error={act.error} />
    </form>
  );
}

const STEPS = ["notice", "listing", "interview"] as const;

function EscalationList({ search, go }: { search: Search; go: Go }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery({ queryKey: ["govern", "escalations", search.state, search.kind], queryFn: () => govern.escalations({ state: search.state, kind: search.kind }) });
  const counts = useQuery({ queryKey: ["govern", "interviews"], queryFn: govern.interviews, enabled: can("govern.read") }).data?.items ?? [];
  const rows = query.data?.items ?? [];
  const one = rows.find((each) => each.id === search.id);
  return (
    <>
      {can("govern.manage") ? <Propose /> : null}
      <div className="bar gov-bar">
        {["", ...STEPS].map((kind) => <button key={kind} type="button" className={(search.kind ?? "") === kind ? "chip chip-on" : "chip"} onClick={() => go({ kind: kind || undefined })}>{kind ? t(`governStep.${kind}`) : t("govern.all")}</button>)}
        {search.state ? <button type="button" className="chip chip-on" onClick={() => go({ state: undefined })}>{t(`governState.${search.state}`)} ×</button> : null}
        {counts.length > 0 ? <span className="muted">{t("govern.interviewed")} {counts.map((each) => `${t(`governKind.${each.kind}`)} ${each.n}`).join(t("shell.comma"))}</span> : null}
      </div>
      {one ? <OneEscalation of={one} /> : null}
      <Await query={query} rows={6}>
        {() => <PlainTable label={t("governTab.escalations")} testid="escalations" keys rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[
            { key: "at", title: t("govern.proposed"), cell: (row) => day(row.at), by: (row) => row.at },
            { key: "kind", title: t("govern.step"), cell: (row) => t(`governStep.${row.kind}`), by: (row) => row.kind },
            { key: "object", title: t("govern.object"), cell: (row) => <>{row.object_name} <span className="muted">{t(`governKind.${row.object_kind}`)}</span></>, by: (row) => row.object_name },
            { key: "why", title: t("govern.why"), wide: true, cell: (row) => row.why },
            { key: "state", title: t("govern.state"), cell: (row) => <State of={row.state} />, by: (row) => row.state },
          ]} />}
      </Await>
    </>
  );
}

function OneEscalation({ of }: { of: EscalationRow }) {
  const who = useWho();
  const { t } = useTranslation();
  const { can } = useSession();
  const manage = can("govern.manage"), approve = can("govern.approve");
  const [present, setPresent] = useState("");
  const verbs: Verb[] = [];
  if (of.state === "proposed" && (manage || approve)) verbs.push({ verb: "adopt", label: t("governAct.adopt"), note: true, hint: t("govern.adoptHint") });
  if (of.state === "adopted" && approve) verbs.push({ verb: "approve", label: t("governAct.approve"), note: true });
  if ((of.state === "proposed" || of.state === "adopted") && (manage || approve)) verbs.push({ verb: "decline", label: t("governAct.decline"), note: true });
  if ((of.state === "held" || of.state === "failed" || (of.state === "issued" && of.kind !== "interview")) && (manage || can("member.work"))) verbs.push({ verb: "plan", label: t("governAct.plan"), note: true, proof: true });
  if (of.state === "planned" && manage) verbs.push({ verb: "recheck", label: t("governAct.pass"), note: true, extra: { pass: true } }, { verb: "recheck", label: t("governAct.fail"), note: true, danger: true, extra: { pass: false } });
  const hold = of.state === "issued" && of.kind === "interview" && manage;
  const send = (verb: string, body: Record<string, unknown>) => govern.escalationAct(of.id, verb, verb === "hold" ? { version: of.version, record: body.note, present, held: new Date(Date.now() - 60_000).toISOString() } : body);
  return (
    <section className="card gov-one" data-testid="escalation">
      <h2>{t(`governStep.${of.kind}`)} · {of.object_name} <State of={of.state} /></h2>
      <Facts of={[[t("govern.number"), of.number], [t("govern.trigger"), t(`governTrigger.${of.trigger}`)], [t("govern.period"), of.period], [t("govern.proposed"), who(of.proposed)], [t("govern.adopted"), who(of.adopted)], [t("govern.approved"), who(of.approved)], [t("govern.declined"), who(of.declined)], [t("govern.held"), day(of.held)], [t("govern.present"), of.present], [t("govern.due"), lastDay(of.due)], [t("govern.reason"), of.reason]]} />
      <p className="gov-words">{of.why} {of.trigger === "ranking" && of.ref ? <Link to="/govern/rankings" search={{ id: of.ref } as never} data-testid="of-ranking">{t("govern.toRanking")}</Link> : null}</p>
      {of.record ? <><h3>{t("govern.record")}</h3><p className="gov-words">{of.record}</p></> : null}
      {of.plan ? <><h3>{t("govern.plan")}</h3><p className="gov-words">{of.plan}</p><p className="muted">{who(of.planned)} {(of.plan_files ?? []).map((each) => each.name).join(t("shell.comma"))}</p></> : null}
      {(of.checks ?? []).map((each) => <p key={each.by.at}><b>{t(each.pass ? "govern.passed" : "govern.failed")}</b> {each.note} <span className="muted">{who(each.by)}</span></p>)}
      {hold ? <label className="gov-file">{t("govern.present")} <input className="plain-input" maxLength={60} value={present} onChange={(event) => setPresent(event.target.value)} /></label> : null}
      <Acts verbs={hold && present ? [{ verb: "hold", label: t("governAct.hold"), note: true }] : verbs} version={of.version} send={send} />
    </section>
  );
}

function Propose() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [fields, setFields] = useState({ kind: "notice", member: "", trigger: "other", why: "" });
  const members = useQuery({ queryKey: ["govern", "members"], queryFn: () => govern.members() }).data?.items ?? [];
  const act = useAct(() => govern.propose(fields), TOUCH, () => setOpen(false));
  if (!open) return <div className="bar gov-bar"><Button onClick={() => setOpen(true)}>{t("governAct.propose")}</Button></div>;
  return (
    <form className="card gov-new" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
      <select className="plain-input" value={fields.kind} onChange={(event) => setFields({ ...fields, kind: event.target.value })} aria-label={t("govern.step")}>{STEPS.map((kind) => <option key={kind} value={kind}>{t(`governStep.${kind}`)}</option>)}</select>
      <select className="plain-input" required value={fields.member} onChange={(event) => setFields({ ...fields, member: event.target.value })} aria-label={t("govern.member")}><option value="">{t("govern.member")}</option>{members.map((each) => <option key={each.member} value={each.member}>{each.name}</option>)}</select>
      <select className="plain-input" value={fields.trigger} onChange={(event) => setFields({ ...fields, trigger: event.target.value })} aria-label={t("govern.trigger")}>{["ranking", "duty", "return", "other"].map((each) => <option key={each} value={each}>{t(`governTrigger.${each}`)}</option>)}</select>
      <textarea className="plain-input" required rows={2} maxLength={2000} value={fields.why} onChange={(event) => setFields({ ...fields, why: event.target.value })} placeholder={t("govern.why")} aria-label={t("govern.why")} />
      <div className="gov-acts"><Button type="primary" htmlType="submit" loading={act.isPending}>{t("governAct.propose")}</Button><Button onClick={() => setOpen(false)}>{t("act.cancel")}</Button></div>
      <FaultNote error={act.error} />
    </form>
  );
}
