import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { upstream, type CentreOrder, type CentreOrderDetail, type CentreOrderDo, type CentreVerb } from "../api/upstream";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { Due } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { useKeys } from "../ui/keys";
import { LevelLamp } from "../ui/lamp";
import { formatYuan } from "../ui/money";
import { Await, FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";
import { ACT_KEYS, actsOf, CENTRE_ORDERS, NEEDS_NOTE } from "./rules";

const RESULTS = ["dissuaded", "lost_stopped", "lost", "refused", "unreachable", "false_alarm", "duplicate"] as const;

interface Props { id: string; works: boolean; onClose: () => void; onOpen: (id: string) => void }

/** OrderDetail is one order between centres: its person, its clocks, what was done, what can be done. */
export function OrderDetail({ id, works, onClose, onOpen }: Props) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["centreOrder", id], queryFn: () => upstream.one(id) });
  return (
    <aside className="detail" aria-label={t("upstream.detail")} data-testid="centre-order-detail">
      <Await query={query} rows={6}>{(data) => <Body data={data} works={works} onClose={onClose} onOpen={onOpen} />}</Await>
    </aside>
  );
}

function Body({ data, works, onClose, onOpen }: Omit<Props, "id"> & { data: CentreOrderDetail }) {
  const { t } = useTranslation();
  const o = data.order;
  return (
    <>
      <header className="detail-head">
        <DetailClose onClose={onClose} />
        <div className="detail-line">
          <LevelLamp level={o.level} />
          <b className="num">{o.number}</b>
          <span className="call-state">{t(`upstream.state.${o.state}`)}</span>
          {o.due_now ? <Due at={o.due_now} /> : null}
          {o.chases > 0 ? <span className="doubt">{t("upstream.chased", { count: o.chases })}</span> : null}
        </div>
        <p className="detail-person">{o.name || t("person.noName")} <span className="num">{o.phone}</span> {o.place ? <span className="muted num">{o.place}</span> : <span className="doubt">{t("upstream.noPlace")}</span>}</p>
        <p className="detail-reason">{o.text}</p>
      </header>
      <div className="detail-body">
        {works ? <Acts order={o} /> : null}
        <Facts order={o} onOpen={onOpen} />
        <h2>{t("upstream.history")}</h2>
        <ol className="upstream-steps">
          {(data.steps ?? []).map((step, i) => (
            <li key={i}><span className="num muted">{formatTime(step.at, "short")}</span> {t(`upstream.act.${step.act}`, { defaultValue: step.act })} <span className="muted">{step.by.id === "system" ? t("upstream.bySystem") : step.by.name}</span>{step.note ? ` ${step.note}` : ""}</li>
          ))}
        </ol>
      </div>
    </>
  );
}

function Facts({ order: o, onOpen }: { order: CentreOrder; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const times = [["givenAt", o.given_at], ["inAt", o.in_at], ["ackDue", o.ack_due], ["ackAt", o.ack_at], ["passedAt", o.passed_at], ["due", o.due], ["endedAt", o.ended_at]] as const;
  return (
    <dl className="upstream-facts">
      <dt>{t(`upstream.peer.${o.side}`)}</dt><dd>{o.centre.name} <span className="num muted">{o.centre.code}</span></dd>
      {o.theirs ? <><dt>{t("upstream.theirs")}</dt><dd className="num">{o.theirs}</dd></> : null}
      <dt>{t("upstream.kind")}</dt><dd>{t(`family.${o.family}`)} {t(`fraud.${o.fraud}`)}</dd>
      {times.map(([name, at]) => at ? <div key={name} className="upstream-fact"><dt>{t(`upstream.${name}`)}</dt><dd className="num">{formatTime(at, "minute")}</dd></div> : null)}
      {o.result ? <><dt>{t("upstream.result")}</dt><dd>{t(`closeOutcome.${o.result}`, { defaultValue: o.result })}{o.loss_fen > 0 ? ` ${formatYuan(o.loss_fen)}` : ""}</dd></> : null}
      {o.note ? <><dt>{t("upstream.note")}</dt><dd>{o.note}</dd></> : null}
      {o.warning_id ? <><dt>{t("upstream.warning")}</dt><dd><Link to="/alerts" search={{ id: o.warning_id }} data-testid="order-warning">{t("upstream.openWarning")}</Link></dd></> : null}
      {o.child_id ? <><dt>{t("upstream.child")}</dt><dd><button type="button" className="link" onClick={() => onOpen(o.child_id)}>{t("upstream.openChild")}</button></dd></> : null}
      {o.parent_id ? <><dt>{t("upstream.parent")}</dt><dd><button type="button" className="link" onClick={() => onOpen(o.parent_id)}>{t("upstream.openParent")}</button></dd></> : null}
    </dl>
  );
}

/** Acts are what the order takes now. An act that needs words opens its line below; the others are done at once. */
function Acts({ order }: { order: CentreOrder }) {
  const { t } = useTranslation();
  const [verb, setVerb] = useState<CentreVerb>();
  const act = useAct((input: { verb: CentreVerb; body: CentreOrderDo }) => upstream.act(order.id, input.verb, { version: order.version, ...input.body }), CENTRE_ORDERS, () => setVerb(undefined));
  const verbs = actsOf(order);
  const begin = (next: CentreVerb) => {
    if (next === "acknowledge" || next === "chase") act.mutate({ verb: next, body: {} });
    else setVerb(next);
  };
  useKeys(Object.fromEntries(verbs.map((each) => [ACT_KEYS[each], () => begin(each)])));
  if (verbs.length === 0) return null;
  return (
    <div className="upstream-acts">
      <div className="choice">
        {verbs.map((each) => (
          <button key={each} type="button" className={verb === each ? "chip chip-on" : "chip"} disabled={act.isPending} onClick={() => begin(each)} data-testid={`do-${each}`}>
            {t(`upstream.do.${each}`)}<kbd>{ACT_KEYS[each].toUpperCase()}</kbd>
          </button>
        ))}
      </div>
      {verb ? <ActLine key={verb} verb={verb} busy={act.isPending} onDo={(body) => act.mutate({ verb, body })} onCancel={() => setVerb(undefined)} /> : null}
      <FaultNote error={act.error} onClose={act.reset} />
    </div>
  );
}

/** ActLine asks what an act needs: where to, what came of it, why. */
function ActLine({ verb, busy, onDo, onCancel }: { verb: CentreVerb; busy: boolean; onDo: (body: CentreOrderDo) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const [centre, setCentre] = useState("");
  const [result, setResult] = useState<(typeof RESULTS)[number]>("dissuaded");
  const [loss, setLoss] = useState("");
  const below = (useQuery({ queryKey: ["centreLinks"], queryFn: upstream.links }).data?.items ?? []).filter((link) => link.place === "below" && link.active);
  const lost = verb === "return" && (result === "lost" || result === "lost_stopped");
  const fen = loss === "" ? undefined : parseAmount(loss);
  const ready = (!NEEDS_NOTE.has(verb) || note.trim() !== "") && (!lost || fen !== undefined);
  const send = () => {
    if (!ready || busy) return;
    onDo({ ...(note.trim() === "" ? {} : { note: note.trim() }), ...(verb === "distribute" ? { centre } : {}), ...(verb === "return" ? { result, ...(lost && fen !== undefined ? { loss_fen: fen } : {}) } : {}) });
  };
  return (
    <form className="upstream-line-form" onSubmit={(event) => { event.preventDefault(); send(); }} onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); onCancel(); } }}>
      {verb === "distribute" ? (
        <label>{t("upstream.to")}
          <select className="plain-input" autoFocus value={centre} onChange={(event) => setCentre(event.target.value)} data-testid="distribute-to">
            <option value="">{t("upstream.here")}</option>
            {below.map((link) => <option key={link.code} value={link.code}>{link.name}</option>)}
          </select>
        </label>
      ) : null}
      {verb === "return" ? (
        <label>{t("upstream.result")}
          <select className="plain-input" autoFocus value={result} onChange={(event) => setResult(event.target.value as typeof result)} data-testid="return-result">
            {RESULTS.map((each) => <option key={each} value={each}>{t(`closeOutcome.${each}`)}</option>)}
          </select>
        </label>
      ) : null}
      {lost ? <label>{t("upstream.loss")}<input className="plain-input" inputMode="decimal" maxLength={16} value={loss} onChange={(event) => setLoss(event.target.value)} /></label> : null}
      {verb === "distribute" ? null : (
        <label className="upstream-wide">{t(NEEDS_NOTE.has(verb) ? "upstream.reason" : "upstream.note")}
          <input className="plain-input" autoFocus={verb !== "return"} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} data-testid="act-note" />
        </label>
      )}
      <button type="submit" className="chip chip-on" disabled={!ready || busy} data-testid="act-send">{t(`upstream.do.${verb}`)}</button>
      <button type="button" className="chip" onClick={onCancel}>{t("act.cancel")}</button>
    </form>
  );
}
