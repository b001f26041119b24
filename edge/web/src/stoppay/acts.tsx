import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { ClaimDetail, StopRow } from "../api/money";
import { money } from "../api/moneyapi";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { formatFen } from "../ui/money";
import { Expiry } from "../ui/stoplamp";
import { FaultNote } from "../ui/states";
import { serverNow } from "../ui/now";
import { useSession } from "../ui/session";
import { ClaimActs, ReviewForm } from "./claimacts";
import { FreezeForm, ReleaseForm } from "./holdforms";
import { actsFor, type Line } from "./lines";
import { ManualForm } from "./manual";
import { Payers } from "./payers";

/** What an officer may be doing with a claim or one of its accounts. One form is open at a time. */
export type Act = "renew" | "release" | "freeze" | "manual" | "payers" | "claim" | "review";

/** What any change of a claim or an order makes stale. */
export const MONEY = [["claims"], ["claim"], ["stops"], ["flow"], ["today"]];

interface PanelProps {
  claim: ClaimDetail; line: Line | undefined; act: Act | undefined; setAct: (act: Act | undefined) => void; work: boolean;
  next: (line: Line) => void; remind: (order: string) => void;
}

/** ActPanel stands under the table: the keys of the chosen account, and the one open form. Nothing covers the table. */
export function ActPanel(props: PanelProps) {
  const { claim, line, act, setAct, work } = props;
  const { t } = useTranslation();
  const { can } = useSession();
  const order = line?.kind === "order" ? line.order : undefined;
  const done = () => setAct(undefined);
  return (
    <section className="act-panel" aria-label={t("detail.actions")}>
      <Keys {...props} order={order} />
      {act === "renew" && order ? <RenewForm order={order} onDone={done} /> : null}
      {act === "release" && order ? <ReleaseForm key={order.id} order={order} onDone={done} /> : null}
      {act === "freeze" && order ? <FreezeForm key={order.id} order={order} onDone={done} /> : null}
      {act === "payers" && order ? <Payers key={order.id} claim={claim.id} order={order} /> : null}
      {act === "manual" && work ? <ManualForm claim={claim.id} onDone={done} /> : null}
      {act === "claim" && work ? <ClaimActs claim={claim} onDone={done} /> : null}
      {act === "review" && can("claim.review") ? <ReviewForm claim={claim} onDone={done} /> : null}
    </section>
  );
}

function Keys({ line, act, setAct, work, next, remind, order }: PanelProps & { order: StopRow | undefined }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const may = order ? actsFor(order, serverNow()) : undefined;
  const tab = (name: Act, key: string, allowed: boolean | undefined) => allowed ? (
    <button type="button" role="tab" aria-selected={act === name} className={act === name ? "tab tab-on" : "tab"} onClick={() => setAct(act === name ? undefined : name)} data-testid={`act-${name}`}>
      {t(`stopAct.${name}`)}<kbd>{key}</kbd>
    </button>
  ) : null;
  return (
    <div className="act-keys" role="tablist" aria-label={t("detail.actions")}>
      <span className="act-what">
        {order ? <span title={pick(order.basis_zh, order.basis_en)}><b className="num">{order.account}</b> <span className="muted num">{order.number}</span></span>
          : line?.kind === "candidate" ? <b className="num">{line.leg.to.account}</b> : <span className="muted">{t("claim.chooseLine")}</span>}
      </span>
      {work && line && line.kind !== "exit" ? <button type="button" className="tab" onClick={() => next(line)} data-testid="act-next">{t("stopAct.next")}<kbd>N</kbd></button> : null}
      {tab("renew", "R", work && may?.renew)}
      {tab("release", "L", work && may?.release)}
      {tab("freeze", "F", work && may?.freeze)}
      {work && may?.remind && order ? <button type="button" className="tab" onClick={() => remind(order.id)} data-testid="act-remind">{t("stopAct.remind")}<kbd>M</kbd></button> : null}
      {tab("payers", "O", order !== undefined)}
      {tab("manual", "A", work)}
      {tab("claim", "E", work)}
    </div>
  );
}

/** RenewForm orders the second stop of an account. The law allows two, so it says that this is the last. */
function RenewForm({ order, onDone }: { order: StopRow; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const renew = useAct(() => money.renew(order.id), MONEY, () => { void message.success(t("renew.done")); onDone(); });
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); renew.mutate(undefined); }}>
      <p>{t("renew.ask", { amount: formatFen(order.held_fen) })} <Expiry until={order.expires_at} /></p>
      <FaultNote error={renew.error} onClose={renew.reset} />
      <div className="form-foot"><Button autoFocus type="primary" htmlType="submit" loading={renew.isPending} data-testid="renew-save">{t("stopAct.renew")} 2/2<kbd>Enter</kbd></Button></div>
    </form>
  );
}
