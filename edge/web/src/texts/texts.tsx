import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { texts, type Text, type TextCount, type TextFilter, type TextMute } from "../api/texts";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { useKeys } from "../ui/keys";
import { serverNow } from "../ui/now";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, FaultNote, Nothing } from "../ui/states";
import { TextStateWord } from "../ui/textpanel";
import { dayRange, lifeOf } from "./life";
import "./texts.css";

interface Search { list?: string; state?: string; template?: string; unit?: string; day?: string; id?: string; target_id?: string }
type Go = (next: Search) => void;

const STATES = ["waiting", "sending", "sent", "delivered", "undelivered", "unconfirmed", "refused", "bundled", "failed"] as const;
const MUTES = [["mutes"], ["textMute"], ["textChoices"]];
const DAY_MS = 86_400_000;

/** TextsScreen (短信) lists every text with its line of life and why it did not go, and who is sent none. Every count opens its list. */
export function TextsScreen() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/texts" }) as Search;
  const navigate = useNavigate();
  const go: Go = (next) => void navigate({ to: "/texts", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const rules = useQuery({ queryKey: ["textRules"], queryFn: texts.rules, staleTime: 60_000 }).data;
  const mutes = search.list === "mutes";
  useKeys({ Escape: () => go({ id: undefined }), m: () => go({ list: mutes ? undefined : "mutes", id: undefined }) });
  return (
    <div className={search.id ? "desk desk-open texts-desk" : "desk texts-desk"}>
      <section className="desk-list" aria-label={t("menu.texts")}>
        <div className="bar texts-bar">
          <h1 className="screen-title">{t("menu.texts")}</h1>
          {rules && !rules.sends ? <span className="doubt" data-testid="no-carrier">{t("texts.noCarrier")}</span> : null}
          {rules?.quiet ? <span className="doubt">{t("texts.quietNow", { from: rules.quiet_from, to: rules.quiet_to })}</span> : null}
          <span className="grow" />
          <button type="button" className={mutes ? "chip chip-on" : "chip"} aria-pressed={mutes} onClick={() => go({ list: mutes ? undefined : "mutes", id: undefined })} data-testid="texts-mutes">{t("texts.mutes")}<kbd className="desk-only">M</kbd></button>
        </div>
        {mutes ? <Mutes /> : <Texts search={search} go={go} templates={rules?.templates ?? []} />}
      </section>
      {search.id ? <Detail key={search.id} id={search.id} close={() => go({ id: undefined })} /> : null}
    </div>
  );
}

function Texts({ search, go, templates }: { search: Search; go: Go; templates: { code: string; name_zh: string; name_en: string }[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const units = useQuery({ queryKey: ["units"], queryFn: api.units, staleTime: 600_000, retry: false }).data?.items ?? [];
  const filter: TextFilter = { template: search.template, unit: search.unit, target_id: search.target_id, ...dayRange(search.day) };
  const query = useInfiniteQuery({
    queryKey: ["texts", "list", filter, search.state], initialPageParam: "", queryFn: ({ pageParam }) => texts.list({ ...filter, state: search.state }, pageParam || undefined),
    getNextPageParam: (last) => last.next || undefined,
  });
  const counts = useQuery({ queryKey: ["textCounts", filter], queryFn: () => texts.counts(filter) }).data?.items ?? [];
  const rows = (query.data?.pages ?? []).flatMap((page) => page.items ?? []);
  const move = (by: 1 | -1) => go({ id: neighbour(rows, search.id, by)?.id });
  useKeys({ "[": () => move(-1), "]": () => move(1) });
  const known = units.some((each) => each.code === search.unit);
  return (
    <>
      <div className="bar texts-bar" role="search">
        <States counts={counts} state={search.state} go={go} />
        <label>{t("texts.template")} <select className="plain-input" value={search.template ?? ""} onChange={(event) => go({ template: event.target.value || undefined, id: undefined })} data-testid="texts-template"><option value="">{t("texts.any")}</option>{templates.map((each) => <option key={each.code} value={each.code}>{pick(each.name_zh, each.name_en)}</option>)}</select></label>
        {units.length > 1 || search.unit ? <label>{t("texts.unit")} <select className="plain-input" value={search.unit ?? ""} onChange={(event) => go({ unit: event.target.value || undefined, id: undefined })} data-testid="texts-unit"><option value="">{t("texts.any")}</option>{known || !search.unit ? null : <option value={search.unit}>{search.unit}</option>}{units.map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}</select></label> : null}
        <label>{t("texts.day")} <DayInput value={search.day ?? ""} onChange={(event) => go({ day: event.target.value || undefined, id: undefined })} data-testid="texts-day" /></label>
        {search.target_id ? <button type="button" className="chip chip-on" onClick={() => go({ target_id: undefined })}>{t("texts.onePerson")} ×</button> : null}
      </div>
      <Await query={{ ...query, data: query.data }} rows={8}>
        {() => (
          <PlainTable<Text>
            rows={rows} keyOf={(row) => row.id} label={t("menu.texts")} testid="texts" chosen={search.id} onOpen={(row) => go({ id: row.id })} keys
            empty={<Nothing title={t("texts.none")} hint={t("texts.noneHint")} />}
            columns={[
              { key: "at", title: t("texts.accepted"), cell: (row) => <At iso={row.accepted_at} /> },
              { key: "state", title: t("texts.state"), cell: (row) => <TextStateWord text={row} /> },
              { key: "template", title: t("texts.template"), cell: (row) => pick(row.template_zh, row.template_en) || row.template },
              { key: "to", title: t("texts.to"), cell: (row) => <span className="num">{row.to}</span> },
              { key: "unit", title: t("texts.unit"), cell: (row) => row.unit.name },
              { key: "by", title: t("texts.by"), cell: (row) => row.sent_by.name || t("texts.byCentre") },
            ]}
          />
        )}
      </Await>
      {query.hasNextPage ? <div className="form-foot"><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="texts-more">{t("texts.more")}</Button></div> : null}
    </>
  );
}

/** States are the counts by state: each opens its list. */
function States({ counts, state, go }: { counts: TextCount[]; state?: string; go: Go }) {
  const { t } = useTranslation();
  const of = (name?: string) => counts.filter((each) => name === undefined || each.state === name).reduce((sum, each) => sum + each.count, 0);
  const chip = (name: string | undefined) => (
    <button key={name ?? "all"} type="button" role="radio" aria-checked={state === name} className={state === name ? "chip chip-on" : "chip"} onClick={() => go({ state: name, id: undefined })} data-testid={`texts-state-${name ?? "all"}`}>
      {name ? t(`textState.${name}`) : t("texts.any")} <span className="num">{of(name)}</span>
    </button>
  );
  return <div className="choice" role="radiogroup" aria-label={t("texts.state")}>{chip(undefined)}{STATES.filter((each) => of(each) > 0 || each === state).map(chip)}</div>;
}

function Detail({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["text", id], queryFn: () => texts.text(id) });
  return (
    <aside className="detail texts-pad" aria-label={t("menu.texts")} data-testid="text-detail">
      <Await query={query} rows={8}>{(text) => <Shown text={text} close={close} />}</Await>
    </aside>
  );
}

function Shown({ text, close }: { text: Text; close: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const note = (word: string) => t(`textReason.${word}`, { defaultValue: word });
  return (
    <>
      <div className="detail-line"><b>{pick(text.template_zh, text.template_en) || text.template}</b><TextStateWord text={text} /><span className="grow" /><Button size="small" onClick={close} aria-label={t("act.back")}>×</Button></div>
      <p className="wrap texts-words" data-testid="text-words">{text.text}</p>
      <p className="muted">
        {t("texts.to")} <span className="num">{text.to || "—"}</span>　{t("texts.by")} {text.sent_by.name || t("texts.byCentre")}　{text.unit.name}　{t("texts.parts", { count: text.parts })}
        {text.urgent ? <b>　{t("texts.urgent")}</b> : null}
      </p>
      <p>
        {text.warning_id ? <Link to="/alerts" search={{ id: text.warning_id, state: "all" }} data-testid="text-warning">{t("texts.warning")}</Link> : null} {text.ticket_id && can("hotline.work") ? <Link to="/hotline" search={{ id: text.ticket_id, list: "all" }} data-testid="text-ticket">{t("texts.ticket")}</Link> : null} <Link to="/texts" search={{ target_id: text.target_id }}>{t("texts.samePerson")}</Link>
        {text.bundled_to ? <> <Link to="/texts" search={{ id: text.bundled_to }}>{t("texts.wentFor")}</Link></> : null}
      </p>
      <h3 className="section-title">{t("texts.life")}</h3>
      <ol className="plain texts-life" data-testid="text-life">
        {lifeOf(text).map((step) => (
          <li key={step.what} className={step.tone} data-step={step.what}>
            <span className="muted num"><At iso={step.at} shape="full" /></span> <b>{step.what === "ended" ? t(`textState.${text.state}`) : t(`textStep.${step.what}`)}</b> {step.what === "taken" && step.note ? t("texts.tries", { count: Number(step.note) }) : step.note ? note(step.note) : ""}
          </li>
        ))}
      </ol>
      <MuteForm target={text.target_id} />
    </>
  );
}

/** MuteForm says whether the person is sent none, and lets who may change it, with a reason. */
function MuteForm({ target }: { target: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const muted = useQuery({ queryKey: ["textMute", target], queryFn: () => texts.muted(target), retry: false }).data;
  const [why, setWhy] = useState("");
  const [days, setDays] = useState(7);
  const done = () => setWhy("");
  const mute = useAct(() => texts.mute(target, why.trim(), new Date(serverNow() + days * DAY_MS).toISOString()), MUTES, done);
  const free = useAct(() => texts.mute(target, why.trim()), MUTES, done);
  if (!muted) return null;
  const act = muted.until ? free : mute;
  return (
    <section className="section">
      <h3 className="section-title">{t("texts.mute")}</h3>
      {muted.until ? <p className="doubt" data-testid="muted">{t("texts.mutedUntil")} <At iso={muted.until} shape="full" /> {muted.why} {muted.by}</p> : <p className="muted">{t("texts.notMuted")}</p>}
      {can("warning.work") ? (
        <form className="act-fields" onSubmit={(event) => { event.preventDefault(); if (why.trim() !== "" && !act.isPending) act.mutate(undefined); }}>
          <input className="plain-input" value={why} maxLength={200} placeholder={t("texts.muteWhy")} aria-label={t("texts.muteWhy")} onChange={(event) => setWhy(event.target.value)} data-testid="mute-why" />
          {muted.until ? null : <select className="plain-input" value={days} aria-label={t("texts.muteDays")} onChange={(event) => setDays(Number(event.target.value))}>{[1, 7, 30, 180].map((each) => <option key={each} value={each}>{t("texts.days", { count: each })}</option>)}</select>}
          <Button htmlType="submit" disabled={why.trim() === ""} loading={act.isPending} data-testid="mute-save">{t(muted.until ? "texts.free" : "texts.muteDo")}</Button>
        </form>
      ) : null}
      <FaultNote error={act.error} onClose={act.reset} />
    </section>
  );
}

function Mutes() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["mutes"], queryFn: texts.mutes });
  const navigate = useNavigate();
  return (
    <Await query={query} rows={6}>
      {(page) => (
        <PlainTable<TextMute>
          rows={page.items ?? []} keyOf={(row) => row.target_id} label={t("texts.mutes")} testid="mutes" keys onOpen={(row) => void navigate({ to: "/texts", search: { target_id: row.target_id } })}
          empty={<Nothing title={t("texts.noMutes")} hint={t("texts.noMutesHint")} />}
          columns={[
            { key: "who", title: t("texts.to"), cell: (row) => <>{row.name} <span className="num">{row.phone}</span></> },
            { key: "until", title: t("texts.mutedUntil"), cell: (row) => <At iso={row.until} shape="full" />, by: (row) => row.until },
            { key: "why", title: t("texts.muteWhy"), cell: (row) => row.why, wide: true },
            { key: "unit", title: t("texts.unit"), cell: (row) => row.unit.name },
            { key: "by", title: t("texts.by"), cell: (row) => row.by },
          ]}
        />
      )}
    </Await>
  );
}
