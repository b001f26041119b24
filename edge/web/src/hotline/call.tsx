import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hotline, type DeskRules, type Ticket, type TicketVerb } from "../api/hotline";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { useNow } from "../ui/now";
import { ScriptPanel } from "../ui/scriptpanel";
import { useSession } from "../ui/session";
import { spanText } from "../ui/span";
import { Await, FaultNote } from "../ui/states";
import { TextLines } from "../ui/textpanel";
import { CALLS, held, lineOf, onCall, PANELS, scriptAt, type Panel } from "./calls";
import { Flags } from "./line";
import { PanelForm } from "./panels";
import { ScreenPop } from "./pop";
import { RiskCard, Script } from "./script";
import { StopForm } from "./stopform";

/** Call is one call: what is known of the number, the form, the script beside it. Nothing covers it while somebody is on the line. */
export function Call({ id, rules, onClose }: { id: string; rules: DeskRules; onClose: () => void }) {
  const query = useQuery({ queryKey: ["ticket", id], queryFn: () => hotline.ticket(id) });
  return <section className="call" data-testid="call"><Await query={query}>{({ ticket, steps }) => <Open ticket={ticket} steps={steps?.length ?? 0} line={lineOf(steps ?? [])} rules={rules} onClose={onClose} />}</Await></section>;
}

function Open({ ticket, steps, line, rules, onClose }: { ticket: Ticket; steps: number; line: string; rules: DeskRules; onClose: () => void }) {
  const { t } = useTranslation();
  const { can, session } = useSession();
  const [panel, setPanel] = useState<Panel>(ticket.state === "wrapped" || ticket.state === "promised" ? "end" : "stop");
  const [field, setField] = useState("");
  const [started, setStarted] = useState(false);
  const [number, setNumber] = useState("");
  const [reading, setReading] = useState(false);
  const pop = useQuery({ queryKey: ["pop", ticket.id], queryFn: () => hotline.pop(ticket.id), enabled: ticket.phone !== "" });
  const act = useAct((verb: TicketVerb) => hotline.act(ticket.id, verb, { version: verb === "abusive" || verb === "risk" ? 0 : ticket.version }), CALLS);
  const dial = useAct(() => hotline.dial(ticket.id, ticket.version), CALLS, (out) => setNumber(out.number));
  const leads = can("hotline.lead");
  const mine = held(ticket, session?.user.id ?? "", leads);
  const done = ticket.state === "closed";
  const dials = ticket.phone !== "" && (ticket.state === "promised" || (mine && (ticket.state === "wrapped" || ticket.state === "answered")));
  const show = (name: Panel) => () => setPanel(name);
  const keys: Record<string, () => void> = { Escape: onClose, F4: () => setReading((now) => !now) };
  for (const [key, name] of Object.entries(PANELS)) if (!done || name === "note") keys[key] = show(name);
  if (!done) {
    keys.F7 = () => { if (!ticket.abusive) act.mutate("abusive"); };
    keys.F8 = () => { if (!ticket.risk) act.mutate("risk"); };
  }
  if (ticket.state === "queued") keys.a = () => act.mutate("answer");
  if (dials) keys["alt+d"] = () => dial.mutate(undefined);
  if (leads && ticket.state === "answered") keys["alt+t"] = () => act.mutate("take-over");
  useKeys(keys);
  const said = scriptAt(field, ticket.claim_id !== "" && panel === "stop", started);
  return (
    <>
      <Head ticket={ticket} rules={rules} user={session?.user.id ?? ""} number={number} line={line} />
      <nav className="act-keys call-keys" role="tablist" aria-label={t("detail.actions")}>
        {Object.entries(PANELS).map(([key, name]) => (
          <button key={name} type="button" role="tab" aria-selected={panel === name} className={panel === name ? "tab tab-on" : "tab"} disabled={done && name !== "note"} onClick={show(name)} data-testid={`panel-${name}`}>
            {t(`hotline.panel.${name}`)}<kbd>{key}</kbd>
          </button>
        ))}
        <button type="button" className="tab" aria-pressed={reading} onClick={() => setReading((now) => !now)} data-testid="act-script">{t(reading ? "hotline.intakeLines" : "hotline.script")}<kbd>F4</kbd></button>
        {done || ticket.abusive ? null : <button type="button" className="tab" onClick={() => act.mutate("abusive")} data-testid="act-abusive">{t("hotline.markAbusive")}<kbd>F7</kbd></button>}
        {done || ticket.risk ? null : <button type="button" className="tab" onClick={() => act.mutate("risk")} data-testid="act-risk">{t("hotline.markRisk")}<kbd>F8</kbd></button>}
        {ticket.state === "queued" ? <button type="button" className="tab" onClick={() => act.mutate("answer")} data-testid="act-answer">{t("hotline.answer")}<kbd>A</kbd></button> : null}
        {dials ? <button type="button" className="tab" onClick={() => dial.mutate(undefined)} data-testid="act-dial">{t("hotline.dial")}<kbd>Alt D</kbd></button> : null}
        {leads && ticket.state === "answered" ? <button type="button" className="tab" onClick={() => act.mutate("take-over")} data-testid="act-take-over">{t("hotline.takeOver")}<kbd>Alt T</kbd></button> : null}
      </nav>
      <FaultNote error={act.error ?? dial.error} onClose={() => { act.reset(); dial.reset(); }} />
      <div className="call-body" onFocus={(event) => setField((event.target as HTMLElement).dataset.testid ?? "")} onInput={() => setStarted(true)}>
        <div className="call-main">
          <TextLines of={{ ticket_id: ticket.id }} />
          <ScreenPop pop={pop.data} ticket={ticket} loading={pop.isFetching && !pop.data} />
          {panel === "stop" ? <StopForm ticket={ticket} pop={pop.data} work={can("claim.work")} reading={reading} /> : <PanelForm key={panel} panel={panel} ticket={ticket} rules={rules} mine={mine} steps={steps} onDone={() => setPanel((now) => (now === panel ? "stop" : now))} onEnd={onClose} />}
        </div>
        {reading ? <aside className="call-script" aria-label={t("hotline.script")}>{ticket.risk ? <RiskCard rules={rules} /> : null}<ScriptPanel number={ticket.number} /></aside> : <Script rules={rules} at={said} risk={ticket.risk} />}
      </div>
    </>
  );
}

/** Head says who it is, whose turn, since when, and what the supervisor should hear of. */
function Head({ ticket, rules, user, number, line }: { ticket: Ticket; rules: DeskRules; user: string; number: string; line: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const since = Date.parse(ticket.state === "answered" || ticket.state === "taken_over" ? ticket.answered_at : ticket.ended_at || ticket.queued_at);
  return (
    <header className="bar call-head">
      <b className="num call-phone" data-testid="call-phone">{number || ticket.phone || t("hotline.withheld")}</b>
      <span className={`call-state call-${ticket.state}`} data-testid="call-state">{t(`hotline.state.${ticket.state}`)}</span>
      <span className="num">{spanText(now - since)}</span>
      <span className="muted num">{ticket.number}</span>
      {ticket.desk.name ? <span className="muted">{ticket.desk.name}</span> : null}
      {ticket.claim_number ? <span className="good" data-testid="call-claim">✓ {ticket.claim_number}</span> : null}
      {ticket.record_id ? <span className="muted num">{t("hotline.record", { id: ticket.record_id })}</span> : null}
      <Flags ticket={ticket} />
      {line ? <span role="status" className={line === "talk" ? "good" : "doubt"} data-testid="call-line">{t(`hotline.line.${line}`)}</span> : null}
      {number ? <span className="doubt" role="status">{t("hotline.dialByHand")}</span> : null}
      {ticket.abusive && onCall(ticket) && ticket.state === "answered" ? <span className="doubt" role="status">{t("hotline.supervisorTold")}</span> : null}
      {ticket.state === "taken_over" ? <span className="good" role="status" data-testid="taken-over">{t(ticket.desk.id === user ? "hotline.restNow" : "hotline.takenOver", { name: ticket.leader.name, minutes: Math.round(rules.break_s / 60) })}</span> : null}
    </header>
  );
}
