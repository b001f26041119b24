import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { govern, type LiaisonRow, type NoticeRow } from "../api/govern";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { day, State, Tabs, TOUCH, useNames, useWho } from "./parts";

type Search = Partial<Record<"tab" | "id" | "member" | "state", string>>;
const TABS = ["units", "group", "notices"] as const;
const SEATS = ["head", "deputy", "member", "office"] as const;

/** MembersScreen (成员单位): units with their liaisons, the leading group, notices and who has read them. */
export function MembersScreen() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/govern/members" }) as Search;
  const navigate = useNavigate();
  const { can } = useSession();
  const go = (next: Search) => void navigate({ to: "/govern/members", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const tabs = TABS.filter((each) => each !== "group" || can("govern.read"));
  const tab = tabs.find((each) => each === search.tab) ?? "units";
  const open = (next: string) => void navigate({ to: "/govern/members", search: { tab: next === "units" ? undefined : next } as never });
  useKeys({ ...Object.fromEntries(tabs.map((each, i) => [String(i + 1), () => open(each)])), Escape: () => go({ id: undefined }) });
  return (
    <div className="page govern">
      <header className="bar"><h1 className="screen-title">{t("menu.members")}</h1><Tabs tabs={tabs} value={tab} onChange={open} prefix="members" /></header>
      {tab === "units" ? <Units /> : tab === "group" ? <Group /> : can("govern.read") ? <Notices search={search} go={go} /> : <Inbox search={search} go={go} />}
    </div>
  );
}

function Units() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["govern", "members"], queryFn: () => govern.members() });
  const liaisons = useQuery({ queryKey: ["govern", "liaisons"], queryFn: () => govern.liaisons({ state: "active" }) }).data?.items ?? [];
  return (
    <Await query={query} rows={10}>
      {(page) => (
        <PlainTable label={t("menu.members")} testid="members" rows={page.items ?? []} keyOf={(row) => row.id} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[
            { key: "name", title: t("govern.member"), cell: (row) => row.name, by: (row) => row.rank },
            { key: "kind", title: t("govern.kind"), cell: (row) => t(`governKind.${row.kind}`), by: (row) => row.kind },
            { key: "liaison", title: t("govern.liaison"), cell: (row) => liaisons.filter((each) => each.member === row.member).map((each) => <Contact key={each.id} of={each} />) },
            { key: "since", title: t("govern.since"), cell: (row) => day(row.at), by: (row) => row.at },
          ]} />
      )}
    </Await>
  );
}

/** Contact shows a liaison; the whole number after a reason. */
function Contact({ of }: { of: LiaisonRow }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const act = useAct(() => govern.reveal(of.id, reason), []);
  return (
    <span>
      {of.name} <span className="muted">{of.post}</span> <span className="num">{act.data?.value ?? of.phone}</span>{" "}
      {act.data ? null : asking ? (
        <form className="gov-file" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
          <input className="plain-input" required autoFocus value={reason} onChange={(event) => setReason(event.target.value)} placeholder={t("govern.reason")} aria-label={t("govern.reason")} /><Button size="small" htmlType="submit">{t("govern.show")}</Button>
        </form>
      ) : <button type="button" className="link" onClick={() => setAsking(true)}>{t("govern.show")}</button>}
      <FaultNote error={act.error} />
    </span>
  );
}

function Group() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["govern", "seats"], queryFn: () => govern.seats({ state: "active" }) });
  return (
    <Await query={query} rows={4}>
      {(page) => {
        const seats = page.items ?? [];
        if (seats.length === 0) return <Nothing title={t("govern.none")} hint={t("govern.noneHint")} />;
        return [...new Set(seats.map((each) => each.group))].map((group) => (
          <section key={group} className="card gov-one gov-org">
            <h2>{group}</h2>
            {SEATS.filter((kind) => seats.some((each) => each.group === group && each.kind === kind)).map((kind) => (
              <div key={kind}><h3>{t(`governSeat.${kind}`)}</h3><ul>{seats.filter((each) => each.group === group && each.kind === kind).map((each) => <li key={each.id}><b>{each.name}</b><span className="muted">{each.post}</span></li>)}</ul></div>
            ))}
          </section>
        ));
      }}
    </Await>
  );
}

function Notices({ search, go }: { search: Search; go: (next: Search) => void }) {
  const who = useWho();
  const { t } = useTranslation();
  const { can } = useSession();
  const names = useNames();
  const query = useQuery({ queryKey: ["govern", "notices"], queryFn: () => govern.notices() });
  const receipts = useQuery({ queryKey: ["govern", "receipts", search.id], queryFn: () => govern.receipts({ ref: search.id }), enabled: Boolean(search.id) });
  const unread = useQuery({ queryKey: ["govern", "receipts", "unread"], queryFn: () => govern.receipts({ state: "unread" }) }).data?.items ?? [];
  const rows: NoticeRow[] = query.data?.items ?? [];
  const one = rows.find((each) => each.id === search.id);
  return (
    <>
      {can("govern.manage") ? <NewNotice /> : null}
      {one ? (
        <section className="card gov-one"><h2>{one.title}</h2><p className="gov-words">{one.text}</p><p className="muted">{who(one.sent)}{one.kind === "bulletin" && can("bulletin.read") ? <> · <Link to="/bulletins/$id" params={{ id: one.ref }}>{t("govern.openBulletin")}</Link></> : null}</p>
          <Await query={receipts} rows={4}>{(page) => {
            const all = page.items ?? [];
            const unread = all.filter((each) => each.state === "unread");
            return <><p>{t("govern.readOf", { read: all.length - unread.length, all: all.length })}</p>{unread.length > 0 ? <p><b>{t("govern.unread")}</b> {unread.map((each, i) => <span key={each.id} className={each.unreachable ? "gov-late" : undefined}>{i > 0 ? t("shell.comma") : ""}{names(each.member)}{each.unreachable ? ` · ${t("govern.unreachable")}` : ""}</span>)}</p> : null}</>;
          }}</Await>
        </section>
      ) : null}
      <div className="bar gov-bar">{["", "unread"].map((state) => <button key={state} type="button" className={(search.state ?? "") === state ? "chip chip-on" : "chip"} onClick={() => go({ state: state || undefined })} data-testid={`notices-${state || "all"}`}>{state ? <>{t("governState.unread")} <b className="num">{unread.length}</b></> : t("govern.all")}</button>)}</div>
      {search.state === "unread" ? (
        <PlainTable label={t("governState.unread")} testid="unread" rows={unread} keyOf={(row) => row.id} onOpen={(row) => go({ id: row.ref })} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[{ key: "member", title: t("govern.member"), cell: (row) => names(row.member), by: (row) => names(row.member) }, { key: "title", title: t("govern.title"), wide: true, cell: (row) => row.title }, { key: "at", title: t("govern.sent"), cell: (row) => day(row.at), by: (row) => row.at }, { key: "reach", title: t("govern.state"), cell: (row) => (row.unreachable ? <span className="gov-late">{t("govern.unreachable")}</span> : <State of={row.state} />) }]} />
      ) : <Await query={query} rows={6}>
        {() => <PlainTable label={t("governTab.notices")} testid="notices" keys rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[{ key: "number", title: t("govern.number"), cell: (row) => row.number }, { key: "title", title: t("govern.title"), wide: true, cell: (row) => row.title }, { key: "to", title: t("govern.addressees"), right: true, cell: (row) => row.to?.length ?? 0 }, { key: "unread", title: t("governState.unread"), right: true, cell: (row) => unread.filter((each) => each.ref === row.id).length, by: (row) => unread.filter((each) => each.ref === row.id).length }, { key: "sent", title: t("govern.sent"), cell: (row) => who(row.sent), by: (row) => row.at }]} />}
      </Await>}
    </>
  );
}

function NewNotice() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState("");
  const [words, setWords] = useState("");
  const act = useAct(() => govern.issue({ title, text: words }), TOUCH, () => { setOpen(false); setTitle(""); setWords(""); });
  if (!open) return <div className="bar gov-bar"><Button type="primary" onClick={() => setOpen(true)} data-testid="notice-new">{t("governAct.issueNotice")}</Button></div>;
  return (
    <form className="card gov-new" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
      <input className="plain-input" required maxLength={60} autoFocus value={title} onChange={(event) => setTitle(event.target.value)} placeholder={t("govern.title")} aria-label={t("govern.title")} />
      <textarea className="plain-input" required maxLength={2000} rows={4} value={words} onChange={(event) => setWords(event.target.value)} placeholder={t("govern.text")} aria-label={t("govern.text")} />
      <div className="gov-acts"><Button type="primary" htmlType="submit" loading={act.isPending}>{t("governAct.sendAll")}</Button><Button onClick={() => setOpen(false)}>{t("act.cancel")}</Button></div>
      <FaultNote error={act.error} />
    </form>
  );
}

/** Inbox is what a member unit was sent; opening a notice is its receipt. */
function Inbox({ search, go }: { search: Search; go: (next: Search) => void }) {
  const who = useWho();
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["govern", "receipts"], queryFn: () => govern.receipts() });
  const read = useAct((id: string) => govern.read(id), TOUCH);
  return (
    <>
      {read.data && read.data.receipt.id === search.id ? <section className="card gov-one"><h2>{read.data.notice.title}</h2><p className="gov-words">{read.data.notice.text}</p><p className="muted">{who(read.data.notice.sent)}</p></section> : null}
      <FaultNote error={read.error} />
      <Await query={query} rows={6}>
        {(page) => <PlainTable label={t("governTab.notices")} testid="inbox" keys rows={page.items ?? []} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => { go({ id: row.id }); read.mutate(row.id); }} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
          columns={[{ key: "title", title: t("govern.title"), wide: true, cell: (row) => row.title }, { key: "at", title: t("govern.sent"), cell: (row) => day(row.at), by: (row) => row.at }, { key: "state", title: t("govern.state"), cell: (row) => <State of={row.state} /> }, { key: "read", title: t("govern.readBy"), cell: (row) => who(row.read) }]} />}
      </Await>
    </>
  );
}
