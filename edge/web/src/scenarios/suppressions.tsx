import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type Suppression } from "../api/scenarios";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { useKeys } from "../ui/keys";
import { serverNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import "./scenarios.css";

const STATES = ["active", "ended", "all"] as const;
const SUBJECTS = ["phone", "person", "account", "payee", "peer", "site", "app", "source"] as const;
const TOUCH = [["suppressions"]];
const DAY_MS = 86_400_000;
/** How often it is asked whether a new one is in force everywhere. */
const TAKEN_MS = 3000;

/** Suppressions (抑制) are of whom or what scenarios do not warn: who answers for it, why, and until when. */
export function Suppressions() {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/scenarios/suppressions" }) as { state?: string; code?: string };
  const state = STATES.find((each) => each === search.state) ?? "active";
  const go = (next: Record<string, string | undefined>) => void navigate({ to: "/scenarios/suppressions", search: { ...search, ...next } as never, replace: true });
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string>();
  const query = useInfiniteQuery({
    queryKey: ["suppressions", state, search.code ?? ""], queryFn: ({ pageParam }) => scenariosApi.suppressions({ state, scenario: search.code }, pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
    refetchInterval: ({ state: now }) => (now.data?.pages.some((page) => page.items?.some((each) => each.active && each.live < each.partitions)) ? TAKEN_MS : false),
  });
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const one = rows.find((each) => keyOf(each) === open);
  useKeys({ n: () => { if (can("scenario.write")) setAdding(true); }, Escape: () => { setAdding(false); setOpen(undefined); } });
  return (
    <div className="page scenario-suppressions">
      <header className="bar">
        <Link to="/scenarios" className="link-button" aria-label={t("act.back")}>‹</Link>
        <h1 className="screen-title">{t("suppressions.title")}</h1>
        <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
          {STATES.map((name) => <button key={name} type="button" role="radio" aria-checked={name === state} className={name === state ? "chip chip-on" : "chip"} onClick={() => go({ state: name })} data-testid={`suppressions-${name}`}>{t(`suppressions.${name}`)}</button>)}
          {search.code ? <button type="button" className="chip chip-on" onClick={() => go({ code: undefined })}>{search.code} ×</button> : null}
        </div>
        <span className="grow" />
        {can("scenario.write") ? <Button type="primary" onClick={() => setAdding(true)} data-testid="suppress-new">{t("suppressions.add")}<kbd className="desk-only">N</kbd></Button> : null}
      </header>
      <p className="muted">{t("suppressions.hint")}</p>
      {adding ? <Add most={query.data?.pages[0]?.days_most ?? 1} code={search.code} onDone={() => setAdding(false)} /> : null}
      <Await query={query} rows={6}>
        {() => (
          <PlainTable<Suppression> label={t("suppressions.title")} testid="suppressions" keys rows={rows} keyOf={keyOf} chosen={open} onOpen={(row) => setOpen(open === keyOf(row) ? undefined : keyOf(row))} empty={<Nothing title={t("suppressions.none")} hint={t("suppressions.noneHint")} />} columns={[
            { key: "value", title: t("suppressions.whom"), cell: (row) => <span className={row.active ? "" : "muted"}><span className="second">{t(`suppressions.subject.${row.subject}`)}</span><b className="num">{row.value}</b></span>, by: (row) => row.subject },
            { key: "scenario", title: t("suppressions.scenario"), cell: (row) => <ScenarioName code={row.scenario} />, by: (row) => row.scenario },
            { key: "why", title: t("suppressions.why"), wide: true, cell: (row) => <span className={row.active ? "" : "muted"}>{row.why}</span> },
            { key: "owner", title: t("suppressions.owner"), cell: (row) => row.owner, by: (row) => row.owner },
            { key: "until", title: t("suppressions.until"), cell: (row) => <span className={row.active ? "" : "muted"}><At iso={row.until} shape="minute" /></span>, by: (row) => row.until },
            { key: "state", title: t("filter.state"), cell: (row) => <Now row={row} /> },
          ]} />
        )}
      </Await>
      {query.hasNextPage ? <p className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
      {one ? <One key={open} row={one} /> : null}
    </div>
  );
}

const keyOf = (row: Suppression): string => row.id || `${row.subject} ${row.value} ${row.scenario} ${row.from}`;

function ScenarioName({ code }: { code: string }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const all = useQuery({ queryKey: ["scenario", "versions", "all", ""], queryFn: () => scenariosApi.list({}), staleTime: 60_000 }).data?.items ?? [];
  if (code === "") return <>{t("suppressions.every")}</>;
  const one = all.find((each) => each.code === code);
  return <>{pick(one?.name_zh ?? "", one?.name_en ?? "") || code}<span className="second muted num">{code}</span></>;
}

function Now({ row }: { row: Suppression }) {
  const { t } = useTranslation();
  if (!row.active) return <span className="state state-closed">{row.ended_by ? t("suppressions.endedEarly") : t("suppressions.over")}</span>;
  return row.live < row.partitions ? <span className="bad">{t("suppressions.taking", { live: row.live, all: row.partitions })}</span> : <span className="good">{t("suppressions.inForce")}</span>;
}

/** One is who made an entry and when, and how it ended or is ended. */
function One({ row }: { row: Suppression }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const end = useAct(() => scenariosApi.unsuppress(row, note.trim()), TOUCH);
  return (
    <section className="card" data-testid="suppression">
      <dl className="fact-list">
        <dt>{t("suppressions.made")}</dt><dd>{row.made_by} <At iso={row.made_at} shape="minute" /></dd>
        <dt>{t("suppressions.span")}</dt><dd><At iso={row.from} shape="minute" /> – <At iso={row.until} shape="minute" /></dd>
        {row.ended_by ? <><dt>{t("suppressions.endedEarly")}</dt><dd>{row.ended_by} <At iso={row.ended_at} shape="minute" /> {row.ended_note}</dd></> : null}
      </dl>
      {row.id === "" ? <p className="muted">{t("suppressions.fromFile")}</p> : null}
      {row.may_end ? (
        <form className="bar rule-span" onSubmit={(event) => { event.preventDefault(); if (note.trim() !== "" && !end.isPending) end.mutate(undefined); }}>
          <input className="plain-input suppress-why" value={note} maxLength={300} placeholder={t("suppressions.endWhy")} aria-label={t("suppressions.endWhy")} onChange={(event) => setNote(event.target.value)} data-testid="suppress-end-note" />
          <Button htmlType="submit" danger disabled={note.trim() === ""} loading={end.isPending} data-testid="suppress-end">{t("suppressions.end")}</Button>
        </form>
      ) : null}
      <FaultNote error={end.error} onClose={end.reset} />
    </section>
  );
}

/** Add makes an entry: of whom or what, for which scenario, why, who answers for it, until when. */
function Add({ most, code, onDone }: { most: number; code?: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { session } = useSession();
  const last = dayOf(serverNow() + (most - 1) * DAY_MS);
  const [form, setForm] = useState({ scenario: code ?? "", subject: "phone", value: "", owner: session?.user.name ?? "", why: "", until: dayOf(serverNow() + Math.min(30, most - 1) * DAY_MS) });
  const put = (key: keyof typeof form) => (event: { target: { value: string } }) => setForm({ ...form, [key]: event.target.value });
  const all = useQuery({ queryKey: ["scenario", "versions", "all", ""], queryFn: () => scenariosApi.list({}), staleTime: 60_000 }).data?.items ?? [];
  const codes = all.filter((each, i) => all.findIndex((one) => one.code === each.code) === i && each.state !== "discarded").sort((a, b) => a.code.localeCompare(b.code));
  const save = useAct(() => scenariosApi.suppress({ ...form, value: form.value.trim(), why: form.why.trim(), owner: form.owner.trim() }), TOUCH, onDone);
  const ready = form.value.trim() !== "" && form.why.trim().length > 1 && form.until !== "" && form.until <= last;
  return (
    <form className="card suppress-form" onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate(undefined); }} data-testid="suppress-form">
      <label><span>{t("suppressions.kind")}</span><select className="plain-input" autoFocus value={form.subject} onChange={put("subject")} data-testid="suppress-subject">{SUBJECTS.map((each) => <option key={each} value={each}>{t(`suppressions.subject.${each}`)}</option>)}</select></label>
      <label><span>{t("suppressions.whom")}</span><input className="plain-input" value={form.value} maxLength={255} autoComplete="off" onChange={put("value")} data-testid="suppress-value" /></label>
      <label><span>{t("suppressions.scenario")}</span><select className="plain-input" value={form.scenario} onChange={put("scenario")} data-testid="suppress-scenario"><option value="">{t("suppressions.every")}</option>{codes.map((each) => <option key={each.code} value={each.code}>{pick(each.name_zh, each.name_en) || each.code}</option>)}</select></label>
      <label><span>{t("suppressions.owner")}</span><input className="plain-input" value={form.owner} maxLength={60} onChange={put("owner")} data-testid="suppress-owner" /></label>
      <label><span>{t("suppressions.untilDay", { n: most })}</span><DayInput value={form.until} min={dayOf(serverNow())} max={last} onChange={put("until")} data-testid="suppress-until" /></label>
      <label className="suppress-why"><span>{t("suppressions.why")}</span><input className="plain-input" value={form.why} maxLength={100} onChange={put("why")} data-testid="suppress-why" /></label>
      {form.scenario === "" ? <p className="bad suppress-why">{t("suppressions.everyWarning")}</p> : null}
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="suppress-save">{t("suppressions.add")}</Button><Button onClick={onDone}>{t("act.cancel")}</Button></div>
    </form>
  );
}
