import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { WarningDetail } from "../api/types";
import { useLang } from "../i18n";
import { useAct, WORK } from "../ui/act";
import { AttemptForm } from "../ui/attempt";
import { DetailClose } from "../ui/detailclose";
import { At, Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { HitLine, WhyList } from "../ui/hits";
import { FamilyWord, LevelLamp, StateWord } from "../ui/lamp";
import { formatYuan } from "../ui/money";
import { Reveal, saidTwice } from "../ui/person";
import { AttemptList, HistoryList, OrderList } from "../ui/records";
import { ScriptPanel } from "../ui/scriptpanel";
import { useSession } from "../ui/session";
import { Await, FaultNote } from "../ui/states";
import { TextLines, TextPanel } from "../ui/textpanel";
import { CloseForm, GradeForm, ReviewForm } from "./actions";

/** Detail is the chosen warning: who, why this level, what was done, and what to do now. */
export function Detail({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["warning", id], queryFn: () => api.warning(id) });
  return (
    <aside className="detail" data-testid="warning-detail" aria-label={t("detail.title")}>
      <Await query={query} rows={14}>
        {(warning) => (
          <>
            <Head warning={warning} onClose={onClose} />
            <div className="detail-body">
              {query.isError ? <FaultNote error={query.error} /> : null}
              <Actions warning={warning} />
              <Section title={t("detail.why")}><WhyList why={warning.why ?? []} /></Section>
              <Section title={t("detail.orders")} count={warning.orders?.length}><OrderList orders={warning.orders ?? []} /></Section>
              <Section title={t("detail.attempts")} count={warning.attempts?.length}><AttemptList attempts={warning.attempts ?? []} warning={warning.id} /></Section>
              <TextLines of={{ warning_id: warning.id }} />
              <Section title={t("detail.evidence")} count={warning.hit_count}>
                <ul className="plain">{(warning.hits ?? []).map((hit) => <HitLine key={hit.id} hit={hit} />)}</ul>
              </Section>
              <Section title={t("detail.history")}><HistoryList lines={warning.history ?? []} /></Section>
            </div>
          </>
        )}
      </Await>
      {query.isError && !query.data ? <Button onClick={onClose}>{t("act.back")}</Button> : null}
    </aside>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: React.ReactNode }) {
  return (
    <section className="section">
      <h3 className="section-title">{title}{count ? <span className="muted num"> {count}</span> : null}</h3>
      {children}
    </section>
  );
}

function Head({ warning, onClose }: { warning: WarningDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const person = warning.person;
  return (
    <header className="detail-head">
      <div className="detail-line">
        <LevelLamp level={warning.level} flash={warning.state === "open" && warning.level === "urgent"} />
        <FamilyWord family={warning.family} />
        <StateWord kind="warning" state={warning.state} />
        {warning.due_what ? <Due at={warning.due_at} what={warning.due_what} /> : null}
        <span className="grow" />
        <span className="muted num">{warning.number}</span>
        <DetailClose onClose={onClose} />
      </div>
      <div className="detail-line detail-person">
        <Link to="/persons/$id" params={{ id: person.id }} title={t("detail.toPerson")}><b>{person.name || t("person.noName")}</b></Link>
        <Reveal target={person.id} warning={warning.id} field="phone" masked={person.phone} />
        {saidTwice(person, warning.unit) ? null : <span className="muted">{person.place_name || person.place}</span>}
      </div>
      <p className="detail-reason"><b>{t(`fraud.${warning.fraud}`, { defaultValue: warning.fraud })}</b> {pick(warning.reason_zh, warning.reason_en)}</p>
      <p className="detail-line muted">
        <span>{t("detail.unit", { name: warning.unit.name })}</span>
        <span>{warning.claimed_by ? t("detail.claimedBy", { name: warning.claimed_by.name }) : t("desk.nobody")}</span>
        {warning.possible_loss_fen > 0 ? <span className="num">{t("detail.loss", { amount: formatYuan(warning.possible_loss_fen) })}</span> : null}
        <span>{t("detail.opened")} <At iso={warning.opened_at} /></span>
        {warning.previous ? <Link to="/alerts" search={{ id: warning.previous, state: "all" }}>{t("detail.previous")}</Link> : null}
        {warning.finding ? <span>{t(`finding.${warning.finding}`, { defaultValue: warning.finding })}</span> : null}
        {warning.outcome ? <span>{t(`closeOutcome.${warning.outcome}`, { defaultValue: warning.outcome })}</span> : null}
        {warning.watch_until ? <span>{t("detail.watchUntil")} <At iso={warning.watch_until} shape="minute" /></span> : null}
      </p>
    </header>
  );
}

type Open = "attempt" | "text" | "grade" | "close" | "review";

/** Actions offers what this user may do with this warning now. One form is open at a time; drafts of the others stay. */
function Actions({ warning }: { warning: WarningDetail }) {
  const { t } = useTranslation();
  const { can, session } = useSession();
  const navigate = useNavigate();
  const live = warning.state === "open" || warning.state === "working";
  const mine = warning.claimed_by?.id === session?.user.id;
  const holds = mine || (session?.roles ?? []).includes("leader"); // who may end or give back the work
  const order = warning.order && ["issued", "signed"].includes(warning.order.state) ? warning.order.id : undefined;
  const work = live && can("warning.work");
  const [open, setOpen] = useState<Open | undefined>(warning.state === "review" ? "review" : "attempt");
  const [script, setScript] = useState(false);
  const claim = useAct(() => api.claim(warning.id, warning.version), WORK);
  const release = useAct(() => api.release(warning.id, warning.version), WORK);
  const gradable = live && can("warning.grade");
  const reviewable = warning.state === "review" && can("warning.review");
  useKeys({
    ...(gradable ? { g: () => setOpen("grade") } : {}),
    ...(can("warning.work") ? { p: () => void navigate({ to: "/lines/$id", params: { id: warning.id } }) } : {}),
    ...(work ? { r: () => setOpen("attempt"), F3: () => setOpen("text"), h: () => setScript(!script) } : {}),
    ...(work && holds ? { x: () => setOpen("close") } : {}),
    ...(reviewable ? { v: () => setOpen("review") } : {}),
    ...(can("claim.work") ? { s: () => void navigate({ to: "/stoppay/new", search: { warning: warning.id } }) } : {}),
    ...(holds && warning.claimed_by && live ? { u: () => release.mutate(undefined) } : {}),
  });
  if (!work && !gradable && !reviewable) return null;
  const tab = (name: Open, allowed: boolean, key: string) => allowed ? (
    <button type="button" role="tab" aria-selected={open === name} className={open === name ? "tab tab-on" : "tab"} onClick={() => setOpen(name)} data-testid={`action-${name}`}>
      {t(`action.${name}`)}<kbd>{key}</kbd>
    </button>
  ) : null;
  return (
    <section className="actions">
      <div className="tabs" role="tablist" aria-label={t("detail.actions")}>
        {work && warning.state === "open" ? (
          <Button type="primary" loading={claim.isPending} onClick={() => claim.mutate(undefined)} data-testid="detail-claim">{t("desk.claim")}<kbd>C</kbd></Button>
        ) : null}
        {can("claim.work") ? <Link to="/stoppay/new" search={{ warning: warning.id }} className="tab tab-money" data-testid="warning-stop">{t("intake.open")}<kbd>S</kbd></Link> : null}
        {work ? <Link to="/lines/$id" params={{ id: warning.id }} className="tab" data-testid="warning-lines">{t("lines.open")}<kbd>P</kbd></Link> : null}
        {work ? <button type="button" className={script ? "tab tab-on" : "tab"} aria-pressed={script} onClick={() => setScript(!script)} data-testid="action-script">{t("action.script")}<kbd>H</kbd></button> : null}
        {tab("attempt", work, "R")}
        {tab("text", work, "F3")}
        {tab("grade", gradable, "G")}
        {tab("close", work && holds, "X")}
        {tab("review", reviewable, "V")}
        {holds && warning.claimed_by && live ? <button type="button" className="tab" onClick={() => release.mutate(undefined)}>{t("action.release")}<kbd>U</kbd></button> : null}
      </div>
      <FaultNote error={claim.error ?? release.error} />
      {script && work ? <ScriptPanel fraud={warning.fraud} number={warning.number} warning={warning.id} /> : null}
      {open === "attempt" && work ? <AttemptForm warning={warning.id} order={order} keys /> : null}
      {open === "text" && work ? <TextPanel warning={warning.id} /> : null}
      {open === "grade" && gradable ? <GradeForm warning={warning} onDone={() => setOpen("attempt")} /> : null}
      {open === "close" && work && holds ? <CloseForm warning={warning} /> : null}
      {open === "review" && reviewable ? <ReviewForm warning={warning} /> : null}
    </section>
  );
}
