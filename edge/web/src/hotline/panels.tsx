import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hotline, type DeskRules, type Ticket } from "../api/hotline";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { useDraft } from "../ui/draft";
import { FlowSelect } from "../ui/field";
import { FRAUDS } from "../ui/frauds";
import { useKeys } from "../ui/keys";
import { NextTime } from "../ui/nexttime";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { TextPanel } from "../ui/textpanel";
import { CALLS, onCall, type Panel } from "./calls";
import { Verifying } from "./vouch";

interface Props { ticket: Ticket; rules: DeskRules; mine: boolean; steps: number; onDone: () => void; onEnd: () => void }

/** PanelForm is the one open form beside the stop-payment. Nothing of it covers the call, and what was typed survives a reload. */
export function PanelForm({ panel, ...props }: Props & { panel: Panel }) {
  switch (panel) {
    case "station":
      return <Station {...props} />;
    case "sms":
      return <Texts {...props} />;
    case "note":
      return <Note {...props} />;
    case "promise":
      return <Promised {...props} />;
    case "vouch":
      return <Verifying ticket={props.ticket} />;
    default:
      return <End {...props} />;
  }
}

const NOTE_MAX = 2000;

function useWords(ticket: Ticket, what: string) {
  const { session } = useSession();
  return useDraft(`${session?.user.id ?? ""}.${what}.${ticket.id}`, { text: "", care: false, fraud: "", loss: "", at: "", kind: "" });
}

/** Words is the one text field of a panel; Ctrl+Enter sends. */
function Words({ value, onChange, label, testid }: { value: string; onChange: (text: string) => void; label: string; testid: string }) {
  return <textarea className="plain-input call-words" autoFocus rows={3} maxLength={NOTE_MAX} value={value} aria-label={label} placeholder={label} onChange={(event) => onChange(event.target.value)} data-testid={testid} />;
}

function Foot({ label, busy, error, reset }: { label: string; busy: boolean; error: unknown; reset: () => void }) {
  return (
    <>
      <FaultNote error={error} onClose={reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={busy} data-testid="panel-save">{label}<kbd>Ctrl Enter</kbd></Button></div>
    </>
  );
}

/** Station reports the caller, so that a warning is raised and his station gets its order. */
function Station({ ticket, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const draft = useWords(ticket, "station");
  const form = draft.value;
  const tell = useAct(() => hotline.station(ticket.id, { version: ticket.version, text: form.text.trim(), ...(form.fraud ? { fraud: form.fraud } : {}), loss_fen: parseAmount(form.loss) ?? 0 }), CALLS, () => {
    draft.clear();
    void message.success(t("hotline.stationDone"));
    onDone();
  });
  const save = () => { if (form.text.trim() !== "" && !tell.isPending) tell.mutate(undefined); };
  useKeys({ "ctrl+Enter": save });
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <p>{t("hotline.stationSay")}</p>
      <Words value={form.text} onChange={(text) => draft.set({ text })} label={t("hotline.stationText")} testid="station-text" />
      <div className="act-fields">
        <FlowSelect value={form.fraud} onChange={(fraud) => draft.set({ fraud })} options={FRAUDS.map((value) => ({ value, text: t(`fraud.${value}`) }))} testid="station-fraud" empty={t("hotline.fraudUnknown")} />
        <input className="plain-input" value={form.loss} maxLength={24} inputMode="decimal" placeholder={t("hotline.lossHint")} aria-label={t("hotline.lossHint")} onChange={(event) => draft.set({ loss: event.target.value })} data-testid="station-loss" />
      </div>
      <Foot label={t("hotline.panel.station")} busy={tell.isPending} error={tell.error} reset={tell.reset} />
    </form>
  );
}

/** Texts go out through the centre; where it has no carrier, from the desk's own phone, and the ticket keeps which one was. */
function Texts({ ticket }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const noted = useAct((code: string) => hotline.act(ticket.id, "sms", { message: code }), CALLS, () => void message.success(t("hotline.smsDone")));
  const copy = (code: string, text: string) => {
    void navigator.clipboard?.writeText(text).catch(() => undefined);
    noted.mutate(code);
  };
  if (ticket.phone === "") return <p className="doubt">{t("texts.noNumber")}</p>;
  return <><TextPanel ticket={ticket.id} copy={copy} /><FaultNote error={noted.error} onClose={noted.reset} /></>;
}

/** Note keeps words on this call, or for whoever answers the number next. */
function Note({ ticket, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const draft = useWords(ticket, "note");
  const { text, care } = draft.value;
  const note = useAct(async () => { if (care) await hotline.care(ticket.id, text.trim()); else await hotline.act(ticket.id, "note", { note: text.trim() }); }, CALLS, () => {
    draft.clear();
    void message.success(t("hotline.noteDone"));
    onDone();
  });
  const save = () => { if (text.trim() !== "" && !note.isPending) note.mutate(undefined); };
  useKeys({ "ctrl+Enter": save, "alt+c": () => draft.set({ care: !care }) });
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <Words value={text} onChange={(words) => draft.set({ text: words })} label={t(care ? "hotline.careHint" : "hotline.noteHint")} testid="note-text" />
      {ticket.phone === "" ? null : <label className={care ? "chip chip-on" : "chip"}><input type="checkbox" checked={care} onChange={(event) => draft.set({ care: event.target.checked })} data-testid="note-care" /> {t("hotline.care")}<kbd>Alt C</kbd></label>}
      <Foot label={t("hotline.panel.note")} busy={note.isPending} error={note.error} reset={note.reset} />
    </form>
  );
}

/** Promised says when the caller will be rung: the promise stands on everybody's Today until it is kept. */
function Promised({ ticket, mine, onEnd }: Props) {
  const { t } = useTranslation();
  const draft = useWords(ticket, "promise");
  const { at, text } = draft.value;
  const promise = useAct(() => hotline.act(ticket.id, "promise", { version: ticket.version, at, note: text.trim() }), CALLS, () => { draft.clear(); onEnd(); });
  const save = () => { if (at !== "" && !promise.isPending) promise.mutate(undefined); };
  useKeys({ "ctrl+Enter": save });
  if (ticket.phone === "") return <p className="doubt">{t("hotline.promiseNoNumber")}</p>;
  if (!mine && ticket.state !== "promised") return <p className="muted">{t("hotline.otherDesk", { name: ticket.desk.name })}</p>;
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <NextTime value={at} onChange={(iso) => draft.set({ at: iso })} />
      <Words value={text} onChange={(words) => draft.set({ text: words })} label={t("hotline.promiseNote")} testid="promise-note" />
      <Foot label={t("hotline.panel.promise")} busy={promise.isPending} error={promise.error} reset={promise.reset} />
    </form>
  );
}

/** End hangs up, and ends the ticket with what it was about: digits choose, Ctrl+Enter ends. */
function End({ ticket, rules, mine, onEnd }: Props) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const draft = useWords(ticket, "end");
  const [record, setRecord] = useState("");
  const kind = draft.value.kind || (ticket.claim_id !== "" ? "stop" : "");
  const kinds = (rules.kinds ?? []).filter((each) => !each.auto);
  const hang = useAct(() => hotline.act(ticket.id, "hang-up", { version: ticket.version }), CALLS);
  const miss = useAct(() => hotline.act(ticket.id, "miss", { version: ticket.version }), CALLS, onEnd);
  const end = useAct(async () => {
    if (record.trim() !== "") await hotline.act(ticket.id, "attach", { record_id: record.trim() });
    await hotline.act(ticket.id, "close", { kind, note: draft.value.text.trim() });
  }, CALLS, () => { draft.clear(); onEnd(); });
  const save = () => { if (kind !== "" && !end.isPending) end.mutate(undefined); };
  const digits = Object.fromEntries(kinds.map((each, i) => [`alt+${i < 9 ? i + 1 : 0}`, () => draft.set({ kind: each.code })]));
  useKeys({ "ctrl+Enter": save, ...digits, ...(onCall(ticket) && mine ? { "alt+h": () => hang.mutate(undefined) } : {}) });
  if (ticket.state === "queued") return <div className="act-form"><p>{t("hotline.missSay")}</p><FaultNote error={miss.error} onClose={miss.reset} /><div className="form-foot"><Button autoFocus onClick={() => miss.mutate(undefined)} loading={miss.isPending} data-testid="act-miss">{t("hotline.miss")}</Button></div></div>;
  if (!mine && ticket.state !== "promised") return <p className="muted">{t("hotline.otherDesk", { name: ticket.desk.name })}</p>;
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      {onCall(ticket) ? <p><Button onClick={() => hang.mutate(undefined)} loading={hang.isPending} data-testid="act-hang-up">{t("hotline.hangUp")}<kbd>Alt H</kbd></Button></p> : null}
      <div className="choice" role="radiogroup" aria-label={t("hotline.kind")}>
        {kinds.map((each, i) => (
          <button key={each.code} type="button" role="radio" aria-checked={kind === each.code} className={kind === each.code ? "chip chip-on" : "chip"} onClick={() => draft.set({ kind: each.code })} data-testid={`kind-${each.code}`}>
            {pick(each.zh, each.en)}{i < 10 ? <kbd>Alt {i < 9 ? i + 1 : 0}</kbd> : null}
          </button>
        ))}
      </div>
      <Words value={draft.value.text} onChange={(text) => draft.set({ text })} label={t(ticket.state === "promised" ? "hotline.endReason" : "hotline.endNote")} testid="end-note" />
      {ticket.record_id === "" ? <input className="plain-input" value={record} maxLength={60} placeholder={t("hotline.recordHint")} aria-label={t("hotline.recordHint")} onChange={(event) => setRecord(event.target.value)} data-testid="end-record" /> : null}
      <FaultNote error={hang.error} onClose={hang.reset} />
      <Foot label={t("hotline.close")} busy={end.isPending} error={end.error} reset={end.reset} />
    </form>
  );
}
