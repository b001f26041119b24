import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { CounterAlert } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";

const openQuery = { queryKey: ["counterAlerts", "open"], queryFn: () => money.counterAlerts("open") };
const WORDS = ["stop", "hold", "callBack", "genuine"] as const;

/** CounterLink stands at the head of the desk and says how many tellers wait for an answer. */
export function CounterLink() {
  const { t } = useTranslation();
  const count = useQuery(openQuery).data?.items?.length ?? 0;
  return <Link to="/stoppay/alerts" className={count > 0 ? "link-button counter-link counter-link-hot" : "link-button counter-link"} data-testid="counter-link">{t("counterDesk.title")}<b className="num">{count}</b></Link>;
}

/** CounterAlerts (柜面警情) are tellers who hold a customer at the counter and wait to be told what to do. */
export function CounterAlerts() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["counterAlerts", "all"], queryFn: () => money.counterAlerts() });
  return (
    <div className="page">
      <header className="bar"><h1 className="screen-title">{t("counterDesk.title")}</h1><Link to="/stoppay" className="link-button">‹ {t("menu.stoppay")}</Link></header>
      <Await query={query} rows={5}>
        {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("counterDesk.none")} hint={t("counterDesk.noneHint")} /> : (
          <ul className="plain card-list">{(page.items ?? []).map((alert) => <Line key={alert.id} alert={alert} />)}</ul>
        )}
      </Await>
    </div>
  );
}

function Line({ alert }: { alert: CounterAlert }) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <li className="counter-line" data-testid="counter-alert" data-state={alert.state}>
      <p className="detail-line">
        <b className="num">{alert.number}</b><b>{alert.bank_name}</b><span className="muted">{alert.given_by}</span><At iso={alert.at} />
        <span className="grow" />{alert.state === "open" ? <Due at={alert.answer_by} what="answer" /> : <span className="good">✓ {t("counterDesk.answered")}</span>}
      </p>
      <p><b>{alert.customer}</b> <span className="num">{alert.phone}</span> <span className="num muted">{alert.account}</span> → <span className="num">{alert.payee || "—"}</span> <b className="num">{formatFen(alert.fen)}</b></p>
      <p className="wrap">{alert.description}</p>
      {alert.state === "answered" ? <p className="counter-answer"><b>{alert.answered_by}</b> <At iso={alert.answered_at} shape="full" /><br />{alert.answer_zh}</p> : can("claim.work") ? <AnswerForm alert={alert} /> : null}
    </li>
  );
}

/** AnswerForm tells the teller what to do: common answers by one click, then changed as needed. */
function AnswerForm({ alert }: { alert: CounterAlert }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft(`${session?.user.id ?? ""}.counteranswer.${alert.id}`, { answer: "" });
  const answer = draft.value.answer.trim();
  const save = useAct(() => money.answerAlert(alert.id, { version: alert.version, answer }), [["counterAlerts"]], () => { draft.clear(); void message.success(t("counterDesk.sent", { bank: alert.bank_name })); });
  return (
    <form className="counter-reply" onSubmit={(event) => { event.preventDefault(); if (answer !== "") save.mutate(undefined); }} aria-label={t("counterDesk.reply")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <div className="choice" role="group" aria-label={t("counterDesk.reply")}>
        {WORDS.map((key) => <button key={key} type="button" className="chip" onClick={() => draft.set({ answer: t(`counterDesk.words.${key}`) })} data-testid={`counter-word-${key}`}>{t(`counterDesk.short.${key}`)}</button>)}
      </div>
      <div className="act-fields">
        <Input value={draft.value.answer} maxLength={1000} placeholder={t("counterDesk.reply")} aria-label={t("counterDesk.reply")} onChange={(event) => draft.set({ answer: event.target.value })} data-testid="counter-reply" />
        <Button type="primary" htmlType="submit" disabled={answer === ""} loading={save.isPending} data-testid="counter-reply-save">{t("counterDesk.send")}</Button>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
