import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { ObjectionDetail as Detail } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { Choice } from "../ui/choice";
import { At, Due } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { formatFen } from "../ui/money";
import { HistoryList } from "../ui/records";
import { useSession } from "../ui/session";
import { Await, FaultNote } from "../ui/states";
import { Expiry, signOf, StopCount, StopLamp } from "../ui/stoplamp";

/** ObjectionDetail is one objection with its evidence, the order it is against, and the decision of somebody who did not give that order. */
export function ObjectionDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["objection", id], queryFn: () => money.objection(id) });
  return (
    <aside className="detail" data-testid="objection-detail" aria-label={t("objection.title")}>
      <Await query={query} rows={12}>
        {(objection) => (
          <>
            <header className="detail-head">
              <div className="detail-line">
                <b className="num">{objection.number}</b>
                {objection.state === "open" ? <Due at={objection.due_at} what="objection" /> : <b className={objection.state === "upheld" ? "good" : "bad"}>{objection.state === "upheld" ? "✓" : "✗"} {t(`objectionState.${objection.state}`)}</b>}
                <DetailClose onClose={onClose} />
              </div>
              <div className="detail-line detail-person"><b>{objection.name}</b><span className="num">{objection.account}</span><span className="muted">{objection.bank_name}</span></div>
              <p className="wrap">{objection.reason}</p>
            </header>
            <div className="detail-body">
              <Against objection={objection} />
              <section className="section">
                <h3 className="section-title">{t("objection.evidence")}</h3>
                {(objection.evidence ?? []).length === 0 ? <p className="muted">{t("objection.noEvidence")}</p> : (
                  <ul className="plain records">{(objection.evidence ?? []).map((each, i) => <li key={i}><At iso={each.at} /><span className="grow wrap"><b>{t(`objectionEvidence.${each.kind}`, { defaultValue: each.kind })}</b> {each.value}</span><span className="muted">{each.by}</span></li>)}</ul>
                )}
              </section>
              {objection.state === "open" ? <Decide objection={objection} /> : <Decided objection={objection} />}
              <section className="section"><h3 className="section-title">{t("detail.history")}</h3><HistoryList lines={(objection.history ?? []).map((each) => ({ ...each, action: "" }))} /></section>
            </div>
          </>
        )}
      </Await>
      {query.isError && !query.data ? <Button onClick={onClose}>{t("act.back")}</Button> : null}
    </aside>
  );
}

/** Against is the order that the objection is about. */
function Against({ objection }: { objection: Detail }) {
  const { t } = useTranslation();
  const order = objection.order;
  return (
    <section className="section detail-line">
      <span>{t("objection.against")} {objection.object === "hold"
        ? <Link to="/stoppay" search={{ id: objection.claim_id, list: "all" }} className="num">{objection.order_number}</Link>
        : <Link to="/measures" search={{ kind: objection.object === "freeze" ? undefined : objection.object, id: objection.object_id }}>{t(`measureKind.${objection.object}`)}</Link>}</span>
      {order ? <><StopLamp sign={signOf(order)} /><b className="num good">{formatFen(order.held_fen)}</b><StopCount count={order.count} />{order.hold_state === "holding" ? <Expiry until={order.expires_at} /> : null}</> : null}
      {objection.ordered_by ? <span className="muted">{t("objection.orderedBy", { name: objection.ordered_by })}</span> : null}
    </section>
  );
}

function Decided({ objection }: { objection: Detail }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <p><b>{objection.decided_by}</b> <At iso={objection.decided_at} shape="full" /></p>
      <p className="wrap">{objection.decision}</p>
      {objection.released_at ? <p className="good">✓ {t("objection.released")} <At iso={objection.released_at} shape="full" /></p> : null}
    </section>
  );
}

const WHY = { yes: ["proved", "wage", "goods"], no: ["false", "linked"] } as const;

/** Decide is the decision with its reason: upheld releases at once. */
function Decide({ objection }: { objection: Detail }) {
  const { t } = useTranslation();
  const { can, session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft<{ upheld: "yes" | "no" | ""; reason: string }>(`${session?.user.id ?? ""}.objection.${objection.id}`, { upheld: "", reason: "" });
  const { upheld, reason } = draft.value;
  const ready = upheld !== "" && reason.trim() !== "";
  const save = useAct(() => money.decide(objection.id, { version: objection.version, upheld: upheld === "yes", reason: reason.trim() }), [["objections"], ["objection"], ["stops"], ["claim"], ["claims"]], () => { draft.clear(); void message.success(t(upheld === "yes" ? "objection.savedYes" : "objection.savedNo")); });
  if (!can("claim.review")) return null;
  if (!objection.may_decide) return <p className="problem section">{t("objection.fourEyes", { name: objection.ordered_by })}</p>;
  return (
    <form className="form section" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t("objection.decide")}>
      <h3 className="section-title">{t("objection.decide")}</h3>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <Choice label={t("objection.decide")} options={[{ value: "yes" as const, text: t("objection.yes", { amount: formatFen(objection.held_fen) }) }, { value: "no" as const, text: t("objection.no") }]} value={upheld} onChange={(value) => draft.set({ upheld: value })} testPrefix="objection" />
      {upheld === "" ? null : <div className="choice">{WHY[upheld].map((key) => <button key={key} type="button" className="chip" onClick={() => draft.set({ reason: t(`objectionWhy.${key}`) })}>{t(`objectionWhy.${key}`)}</button>)}</div>}
      <Input.TextArea rows={2} maxLength={1000} value={reason} placeholder={t("objection.reasonHint")} aria-label={t("objection.reasonHint")} onChange={(event) => draft.set({ reason: event.target.value })} data-testid="objection-reason" />
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" danger={upheld === "yes"} htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="objection-save">{t(upheld === "yes" ? "objection.release" : "objection.save")}</Button></div>
    </form>
  );
}
