import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type Circle, type Message, type Receipt } from "../api/outreach";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, FaultNote, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { Badge, bodyOf, Chips, Do, Entry, localNow, ten, WithReason, type Spec, type Values } from "./parts";
import "./outreach.css";

const TOUCH = [["outreach"]];
const LISTS: Record<string, string | undefined> = { open: "draft,verified,approved,sending", pushed: "pushed", archive: "withdrawn,expired,void", all: undefined };
const STEPS = ["draft", "verified", "approved", "pushed"];
const THREE_DAYS_MS = 72 * 3600_000;
export interface Search { state?: string; id?: string; new?: string }

/** stepOf is how far a message has come. */
export const stepOf = (state: string): number => (state === "sending" ? 2 : ["withdrawn", "expired"].includes(state) ? 3 : STEPS.indexOf(state));

/** GroupMessages (联席工作群消息) go from the draft over the department's word and another's approval to the members, and back when they must. */
export function GroupMessages() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = useSearch({ from: "/gate/group-messages" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/group-messages", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const list = search.state !== undefined && search.state in LISTS ? search.state : "all";
  const query = useQuery({ queryKey: ["outreach", "messages", list], queryFn: () => outreach.messages({ state: LISTS[list] }) });
  const circles = useQuery({ queryKey: ["outreach", "circles"], queryFn: () => outreach.circles() }).data?.items ?? [];
  const rows = query.data?.items ?? [];
  const move = (by: 1 | -1) => go({ id: neighbour(rows, search.id, by)?.id });
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => go({ id: undefined, new: undefined }), n: () => go({ new: "1" }) });
  return (
    <div className={search.id || search.new ? "desk desk-open out-desk" : "desk out-desk"}>
      <section className="desk-list" aria-label={t("menu.groupMessages")}>
        <div className="bar"><h1 className="screen-title">{t("menu.groupMessages")}</h1><span className="grow" />{can("outreach.work") ? <Button type="primary" onClick={() => go({ new: "1", id: undefined })} data-testid="message-new">{t("outreach.newMessage")}<kbd className="desk-only">N</kbd></Button> : null}</div>
        <Chips label={t("outreach.state")} value={list} onChange={(state) => go({ state: state === "all" ? undefined : state, id: undefined })} testid="messages" options={Object.keys(LISTS).map((value) => ({ value, text: t(`outreachList.${value}`) }))} />
        <Await query={query} rows={8}>
          {() => rows.length === 0 ? <Nothing title={t("outreach.noMessages")} hint={t("outreach.noMessagesHint")} /> : (
            <ol className="rows" aria-label={t("menu.groupMessages")}>
              {rows.map((row) => (
                <li key={row.id} className={row.id === search.id ? "row row-on out-message" : "row out-message"} aria-current={row.id === search.id ? "true" : undefined} data-testid="message-row" data-state={row.state} onClick={() => go({ id: row.id, new: undefined })}>
                  <button type="button" className="row-open"><b>{row.title}</b><span className="second muted">{row.what}</span></button>
                  <span className="right"><Badge state={row.state} /><span className="second muted num">{row.people > 0 ? t("outreach.readOf", { read: ten(row.read), people: ten(row.people) }) : <At iso={row.made_at} />}</span></span>
                </li>
              ))}
            </ol>
          )}
        </Await>
      </section>
      {search.new ? <Write circles={circles} go={go} /> : search.id ? <Detail key={search.id} id={search.id} circles={circles} close={() => go({ id: undefined })} /> : null}
    </div>
  );
}

/** useSpecs are the fields of a message, empty or as it was written. */
function useSpecs(): (circles: Circle[], of?: Message) => Spec[] {
  const { t } = useTranslation();
  return (circles, of) => [
    { name: "title", label: t("outreach.title"), must: true, start: of?.title }, { name: "what", label: t("outreach.what1"), kind: "area", must: true, start: of?.what }, { name: "why", label: t("outreach.why"), kind: "area", must: true, start: of?.why },
    { name: "todo", label: t("outreach.todo"), kind: "area", must: true, start: of?.todo },
    { name: "circle", label: t("outreach.circle"), kind: "choice", must: true, start: of?.circle ?? circles[0]?.id, options: circles.map((each) => ({ value: each.id, text: `${each.title} (${each.members?.length ?? 0})` })) },
    { name: "valid_until", label: t("outreach.validUntil"), kind: "moment", must: true, start: of ? formatTime(of.valid_until, "minute").replace(" ", "T") : localNow(THREE_DAYS_MS) },
  ];
}

/** Rewrite puts other words in: what was verified is verified anew. */
function Rewrite({ message, circles, close }: { message: Message; circles: Circle[]; close: () => void }) {
  const { t } = useTranslation();
  const specs = useSpecs();
  return <Entry title={t("outreach.rewrite")} testid="rewrite" close={close} touch={TOUCH} send={(body) => outreach.messageAct(message, "correct", body)} action={t("outreach.toVerify")} specs={specs(circles, message)}>{(values) => <Looked values={values} />}</Entry>;
}

function Write({ circles, go }: { circles: Circle[]; go: (next: Search) => void }) {
  const { t } = useTranslation();
  const specs = useSpecs();
  if (circles.length === 0) return <aside className="detail out-pad"><NewCircle /></aside>;
  return (
    <aside className="detail out-pad" aria-label={t("outreach.newMessage")}>
      <Entry title={t("outreach.newMessage")} testid="message" close={() => go({ new: undefined })} touch={TOUCH} send={outreach.draft} done={(out) => go({ id: out.id, new: undefined })} action={t("outreach.toVerify")} specs={specs(circles)}>{(values) => <Looked values={values} />}</Entry>
      <NewCircle />
    </aside>
  );
}

/** Looked shows what may not stand in the text, while it is written. */
function Looked({ values }: { values: Values }) {
  const { t } = useTranslation();
  const text = [values.title, values.what, values.why, values.todo].join("\n");
  const found = useQuery({ queryKey: ["outreach", "check", text], queryFn: () => outreach.check(text), enabled: text.trim() !== "", placeholderData: (before) => before, staleTime: Number.POSITIVE_INFINITY }).data?.items ?? [];
  if (text.trim() === "") return <p className="muted">{t("outreach.checkHint")}</p>;
  return found.length === 0 ? <p className="good" data-testid="message-clean">✓ {t("outreach.clean")}</p>
    : <ul className="plain bad" data-testid="message-found">{found.map((each) => <li key={each.from}>✗ {t(`outreachFinding.${each.code}`)} <b className="num">{each.text}</b></li>)}</ul>;
}

/** NewCircle records a group: one member a line, code, name and people. */
function NewCircle() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can("outreach.work")) return null;
  if (!open) return <button type="button" className="link" onClick={() => setOpen(true)} data-testid="circle-new">{t("outreach.newCircle")}</button>;
  const specs = [{ name: "title", label: t("outreach.circle"), must: true }, { name: "members", label: t("outreach.members"), kind: "area" as const, must: true, max: 4000, note: t("outreach.membersHint") }];
  return <Entry title={t("outreach.newCircle")} testid="circle" close={() => setOpen(false)} touch={TOUCH} specs={specs} send={(body) => outreach.addCircle({ ...bodyOf(specs.slice(0, 1), { title: String(body.title) }), members: membersOf(String(body.members ?? "")) })} />;
}

/** membersOf reads "code, name, people" lines. */
export function membersOf(text: string): { code: string; name: string; people: number }[] {
  return text.split("\n").map((line) => line.split(/[,，\t]/).map((each) => each.trim())).filter((parts) => parts[0]).map(([code, name, people]) => ({ code, name: name ?? "", people: Number(people) || 0 }));
}

function Detail({ id, circles, close }: { id: string; circles: Circle[]; close: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["outreach", "message", id], queryFn: () => outreach.message(id) });
  return (
    <aside className="detail out-pad" data-testid="message-detail" aria-label={t("menu.groupMessages")}>
      <Await query={query} rows={10}>{(message) => <Shown message={message} circles={circles} close={close} />}</Await>
    </aside>
  );
}

function Shown({ message, circles, close }: { message: Message; circles: Circle[]; close: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const at = stepOf(message.state);
  const circle = circles.find((each) => each.id === message.circle);
  const [rewriting, setRewriting] = useState(false);
  const mayRewrite = ["draft", "verified"].includes(message.state) && can("outreach.work");
  const facts: [string, string, string][] = [["draft", message.made_by, message.made_at], ["verified", [message.department, message.verified_by].filter((each) => each).join(" · "), message.verified_at], ["approved", message.approved_by, message.approved_at], ["pushed", message.pushed_at ? t("outreach.toMembers", { members: message.members, people: message.people }) : "", message.pushed_at]];
  return (
    <>
      <div className="detail-line"><b className="num">{message.number}</b><Badge state={message.state} />{message.state === "pushed" || message.state === "approved" ? <Due at={message.valid_until} what={t("outreach.validUntil")} /> : null}<span className="grow" /><Button size="small" onClick={close}>×</Button></div>
      <ol className="plain out-steps" aria-label={t("outreach.steps")}>
        {facts.map(([state, who, when], i) => <li key={state} className={i <= at ? "good" : "muted"}><b>{i <= at ? "✓" : i + 1} {t(`outreachStep.${state}`)}</b><span className="second">{who} {when ? <At iso={when} /> : null}</span></li>)}
      </ol>
      <p className="wrap out-words" data-testid="message-text">{message.text}</p>
      {message.contact ? <p className="muted wrap">{t("outreach.contactWas")} {message.contact}</p> : null}
      {message.note ? <p className="muted wrap">{message.note}</p> : null}
      {message.failure ? <p className="bad">✗ {message.failure}</p> : null}
      {message.state === "withdrawn" ? <p className="bad" data-testid="message-withdrawn">{t("outreach.withdrawnAt")} <At iso={message.withdrawn_at} shape="full" /> {message.taken_back ? `✓ ${t("outreach.takenBack")}` : t("outreach.notTakenBack")}</p> : null}
      {rewriting && mayRewrite ? <Rewrite message={message} circles={circles} close={() => setRewriting(false)} /> : message.state === "draft" && can("outreach.work") ? <Verify message={message} /> : null}
      <div className="form-foot">
        {message.state === "verified" && message.may_approve ? <><Do text={t("outreach.approve")} primary run={() => outreach.messageAct(message, "approve")} touch={TOUCH} testid="message-approve" /><WithReason text={t("outreach.return")} run={(note) => outreach.messageAct(message, "return", { note })} touch={TOUCH} testid="message-return" /></> : null}
        {message.state === "verified" && !message.may_approve ? <span className="muted">{t("outreach.otherApproves")}</span> : null}
        {message.state === "approved" && can("outreach.work") ? <Do text={t("outreach.push")} primary run={() => outreach.messageAct(message, "push")} touch={TOUCH} testid="message-push" /> : null}
        {mayRewrite && !rewriting ? <Button onClick={() => setRewriting(true)} data-testid="message-rewrite">{t("outreach.rewrite")}</Button> : null}
        {mayRewrite ? <WithReason text={t("outreach.discard")} run={(note) => outreach.messageAct(message, "discard", { note })} touch={TOUCH} testid="message-discard" /> : null}
        {["pushed", "sending"].includes(message.state) && can("outreach.work") ? <WithReason text={t("outreach.withdraw")} run={(note) => outreach.messageAct(message, "withdraw", { note })} touch={TOUCH} testid="message-withdraw" /> : null}
      </div>
      {message.pushed_at && circle ? <Receipts message={message} circle={circle} /> : null}
    </>
  );
}

function Verify({ message }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <Entry title={t("outreach.verify")} testid="verify" touch={TOUCH} action={t("outreach.record")} send={(body) => outreach.messageAct(message, "verify", { ...body, confirmed: body.confirmed === "yes" })} specs={[
      { name: "department", label: t("outreach.department"), must: true }, { name: "contact", label: t("outreach.contact"), must: true, max: 200, note: t("outreach.contactHint") },
      { name: "confirmed", label: t("outreach.said"), kind: "choice", must: true, start: "yes", options: [{ value: "yes", text: t("outreach.confirmed") }, { value: "no", text: t("outreach.denied") }] },
      { name: "note", label: t("outreach.note"), max: 200, note: t("outreach.deniedHint") },
    ]} />
  );
}

/** Receipts are who has read it: every member unit, those who have not first. */
function Receipts({ message, circle }: { message: Message; circle: Circle }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const got = useQuery({ queryKey: ["outreach", "receipts", message.id, message.version], queryFn: () => outreach.receipts(message.id) }).data?.items ?? [];
  const of = (code: string): Receipt | undefined => got.find((each) => each.member === code);
  const rows = [...(circle.members ?? [])].sort((a, b) => (of(a.code)?.read ?? 0) / a.people - (of(b.code)?.read ?? 0) / b.people);
  const [member, setMember] = useState("");
  const [read, setRead] = useState("");
  const [forwarded, setForwarded] = useState("");
  const save = useAct(() => outreach.receive(message.id, { member, read: Number(read) || 0, forwarded: Number(forwarded) || 0 }), TOUCH, () => { setMember(""); setRead(""); setForwarded(""); });
  return (
    <section>
      <h2 className="section-title">{t("outreach.receipts")} <span className="muted num" data-testid="message-coverage">{t("outreach.coverageOf", { members: message.members_read, all: message.members, read: message.read, people: message.people, forwarded: message.forwarded })}</span></h2>
      <PlainTable label={t("outreach.receipts")} testid="receipts" rows={rows} keyOf={(row) => row.code} onOpen={(row) => setMember(row.code)} chosen={member} columns={[
        { key: "name", title: t("outreach.member"), cell: (row) => row.name }, { key: "people", title: t("outreach.people"), right: true, cell: (row) => row.people },
        { key: "read", title: t("outreach.read"), right: true, cell: (row) => <b className={of(row.code) ? "" : "bad"}>{of(row.code)?.read ?? t("outreach.unread")}</b> }, { key: "forwarded", title: t("outreach.forwarded"), right: true, cell: (row) => of(row.code)?.forwarded ?? "" },
        { key: "at", title: t("outreach.at"), cell: (row) => <At iso={of(row.code)?.at} /> },
      ]} />
      {can("outreach.work") && ["pushed", "expired"].includes(message.state) ? (
        <form className="out-reason" onSubmit={(event) => { event.preventDefault(); if (member && read !== "") save.mutate(undefined); }}>
          <select className="plain-input" value={member} aria-label={t("outreach.member")} onChange={(event) => setMember(event.target.value)} data-testid="receipt-member"><option value="">{t("outreach.member")}</option>{(circle.members ?? []).map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}</select>
          <input className="plain-input out-short" inputMode="numeric" value={read} maxLength={6} placeholder={t("outreach.read")} aria-label={t("outreach.read")} onChange={(event) => setRead(event.target.value)} data-testid="receipt-read" />
          <input className="plain-input out-short" inputMode="numeric" value={forwarded} maxLength={6} placeholder={t("outreach.forwarded")} aria-label={t("outreach.forwarded")} onChange={(event) => setForwarded(event.target.value)} data-testid="receipt-forwarded" />
          <Button htmlType="submit" disabled={member === "" || read === ""} loading={save.isPending} data-testid="receipt-save">{t("outreach.record")}</Button>
        </form>
      ) : null}
      <FaultNote error={save.error} onClose={save.reset} />
    </section>
  );
}
