import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { linesApi, type LineKind, type LinesPage, type PlanAct, type Track } from "../api/lines";
import { useLang } from "../i18n";
import { AttemptForm } from "../ui/attempt";
import { At, Due } from "../ui/clock";
import { GateLine } from "../ui/gate";
import { useKeys } from "../ui/keys";
import { LevelLamp } from "../ui/lamp";
import { Reveal } from "../ui/person";
import { Await } from "../ui/states";
import { AskForm, PlanForm, WishForm } from "./forms";
import { TrackCard } from "./track";
import "./lines.css";

/** The keys by which a line is opened and the plan is moved. */
const LINE_KEYS: [LineKind, string][] = [["call", "c"], ["relatives", "r"], ["station", "v"], ["bank", "b"], ["carrier", "o"], ["assist", "a"], ["transfer", "t"]];
const PLAN_KEYS: [PlanAct, string][] = [
  ["away", "w"], ["not_found", "g"], ["confirm", "y"], ["deny", "n"], ["refused", "f"], ["escalate", "e"], ["settle", "s"], ["resume", "u"], ["prove", "p"], ["read", "k"],
];
type Open = { line: LineKind } | { act: PlanAct } | "wish" | undefined;

/** LinesScreen is one warning with its lines side by side: who looks for the person on which way, since when, until when. */
export function LinesScreen() {
  const { id } = useParams({ from: "/gate/lines/$id" });
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["lines", "page", id], queryFn: () => linesApi.page(id) });
  return (
    <div className="page lines" data-testid="lines">
      <Await query={query} rows={12}>{(page) => <Board id={id} page={page} />}</Await>
      {query.isError && !query.data ? <Link to="/alerts">{t("act.back")}</Link> : null}
    </div>
  );
}

function Board({ id, page }: { id: string; page: LinesPage }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [open, setOpen] = useState<Open>();
  const may = page.may ?? [];
  const asks = may.includes("ask");
  const keys: Record<string, () => void> = { Escape: () => (open ? setOpen(undefined) : void navigate({ to: "/alerts", search: { id, state: "all" } })) };
  for (const [line, key] of LINE_KEYS) if (asks) keys[key] = () => setOpen({ line });
  for (const [act, key] of PLAN_KEYS) if (may.includes(act)) keys[key] = () => setOpen({ act });
  if (asks) keys["d"] = () => setOpen("wish");
  useKeys(keys);
  const done = () => setOpen(undefined);
  return (
    <>
      <Head page={page} id={id} />
      <div className="lines-tracks" role="list" aria-label={t("lines.tracks")}>
        {columns(page.tracks ?? []).map(([kind, tracks]) => (
          <section key={kind} className="lines-column" role="listitem" data-testid={`line-${kind}`}>
            <header className="bar">
              <h2 className="section-title">{t(`lineKind.${kind}`)}</h2>
              {asks ? <button type="button" className="chip" onClick={() => setOpen({ line: kind })} data-testid={`open-${kind}`}>{t(kind === "call" ? "lines.record" : "lines.add")}<kbd>{keyOf(kind)}</kbd></button> : null}
            </header>
            {tracks.length === 0 ? <p className="muted">{t("lines.notOpen")}</p> : tracks.map((track) => <TrackCard key={track.id || track.order_id || kind} track={track} outcomes={page.outcomes ?? []} />)}
          </section>
        ))}
      </div>
      <div className="choice lines-acts" role="toolbar" aria-label={t("lines.acts")}>
        {PLAN_KEYS.filter(([act]) => may.includes(act)).map(([act, key]) => (
          <button key={act} type="button" className={typeof open === "object" && "act" in open && open.act === act ? "chip chip-on" : "chip"} onClick={() => setOpen({ act })} data-testid={`plan-${act}`}>{t(`planAct.${act}`)}<kbd>{key.toUpperCase()}</kbd></button>
        ))}
        {asks ? <button type="button" className="chip" onClick={() => setOpen("wish")} data-testid="open-wish">{t("lines.wish")}<kbd>D</kbd></button> : null}
      </div>
      <Forms id={id} page={page} open={open} done={done} />
      <div className="lines-below"><Checklist page={page} /><Steps page={page} /></div>
    </>
  );
}

const keyOf = (kind: LineKind) => LINE_KEYS.find(([each]) => each === kind)?.[1].toUpperCase();

/** columns puts every line under its kind, in the order of the keys; a kind without a line keeps its place. */
function columns(tracks: Track[]): [LineKind, Track[]][] {
  return LINE_KEYS.map(([kind]) => [kind, tracks.filter((track) => track.kind === kind && track.state !== "none")]);
}

function Forms({ id, page, open, done }: { id: string; page: LinesPage; open: Open; done: () => void }) {
  const { t } = useTranslation();
  if (!open) return <GateLine gate={page.gate} />;
  if (open === "wish") return <WishForm id={id} gate={page.gate} done={done} />;
  if ("act" in open) return <PlanForm key={open.act} id={id} act={open.act} page={page} done={done} />;
  if (open.line !== "call") return <AskForm key={open.line} id={id} kind={open.line} page={page} done={done} />;
  return <section className="actions" aria-label={t("lineKind.call")}><AttemptForm warning={id} order={page.order_id || undefined} keys onSaved={done} /></section>;
}

function Head({ id, page }: { id: string; page: LinesPage }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { plan, person } = page;
  return (
    <header className="lines-head">
      <div className="detail-line">
        <LevelLamp level={plan.level} />
        <b data-testid="plan-state" data-state={plan.state}>{t(`planState.${plan.state}`)}</b>
        <Link to="/persons/$id" params={{ id: person.id }}><b>{person.name || t("person.noName")}</b></Link>
        <Reveal target={person.id} warning={id} field="phone" masked={person.phone} />
        <span className="muted">{plan.unit.name}</span>
        <span className="grow" />
        <Link to="/alerts" search={{ id, state: "all" }} className="muted num">{page.number}</Link>
      </div>
      <p className="detail-reason"><b>{t(`fraud.${page.fraud}`, { defaultValue: page.fraud })}</b> {pick(page.reason_zh, page.reason_en)}</p>
      {plan.next_what ? (
        <p className="lines-next" data-testid="plan-next" data-what={plan.next_what}>
          {t("lines.next")} <b>{t(`planNext.${plan.next_what}`)}</b> <At iso={plan.next_at} shape="minute" /> <Due at={plan.next_at} />
        </p>
      ) : null}
      {plan.asked.name ? <p className="muted">{plan.asked.name} <At iso={plan.asked.at} /> {plan.asked.note}</p> : null}
      {plan.decided.name ? <p className="muted">{plan.decided.name} <At iso={plan.decided.at} /> {plan.decided.note}</p> : null}
    </header>
  );
}

function Checklist({ page }: { page: LinesPage }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <section className="section">
      <h2 className="section-title">{t("lines.tried")}</h2>
      <ul className="plain" data-testid="checklist">
        {(page.checklist ?? []).map((item) => (
          <li key={item.code} data-testid={`tried-${item.code}`} data-met={item.have >= item.least}>
            <span aria-hidden>{item.have >= item.least ? "✓" : "○"}</span> {pick(item.zh, item.en)} <b className="num">{item.have}/{item.least}</b>
            {item.last ? <span className="muted"> <At iso={item.last} /></span> : null}
            <span className="muted"> {[item.not_found ? t("planState.not_found") : "", item.refused ? t("planState.refused") : ""].filter((each) => each !== "").join(" · ")}</span>
          </li>
        ))}
      </ul>
      <p className="muted">{t("lines.triedHint")}</p>
    </section>
  );
}

function Steps({ page }: { page: LinesPage }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const choice = (code: string) => (page.outcomes ?? []).find((each) => each.code === code);
  return (
    <section className="section">
      <h2 className="section-title">{t("detail.history")}</h2>
      <ul className="plain">
        {(page.steps ?? []).map((step, i) => {
          const outcome = choice(step.outcome);
          return (
            <li key={i}>
              <At iso={step.at} /> <b>{step.kind ? `${t(`lineKind.${step.kind}`)} ` : ""}{t(`planAct.${step.act}`, { defaultValue: step.act })}</b>{" "}
              {outcome ? pick(outcome.zh, outcome.en) : ""} <span className="muted">{step.by.id === "system" ? "" : step.by.name} {step.by.note}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
