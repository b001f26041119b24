import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ticket } from "../api/hotline";
import { vouch, type VouchCheck } from "../api/vouch";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";
import { VouchedFor, VouchPanel } from "../ui/vouchcode";

/** Verifying checks a code that the caller was given, and gives the operator one of his own for a call out. */
export function Verifying({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const [number, setNumber] = useState("");
  const check = useAct(() => vouch.check({ code: code.trim(), ticket: ticket.id, ...(number.trim() ? { number: number.trim() } : {}) }), []);
  const save = () => { if (code.trim() !== "" && !check.isPending) check.mutate(undefined); };
  useKeys({ "ctrl+Enter": save });
  return (
    <>
      <form className="act-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        <p>{t("vouch.deskSay")}</p>
        <div className="desk-verify">
          <input className="plain-input" autoFocus inputMode="numeric" maxLength={40} autoComplete="off" value={code} aria-label={t("vouch.code")} placeholder={t("vouch.code")} onChange={(event) => setCode(event.target.value)} data-testid="desk-code" />
          <input className="plain-input" inputMode="tel" maxLength={24} autoComplete="off" value={number} aria-label={t("vouch.rang")} placeholder={t("vouch.rang")} onChange={(event) => setNumber(event.target.value)} data-testid="desk-rang" />
        </div>
        <FaultNote error={check.error} onClose={check.reset} />
        <div className="form-foot"><Button type="primary" htmlType="submit" loading={check.isPending} data-testid="desk-check">{t("vouch.check")}<kbd>Enter</kbd></Button></div>
      </form>
      {check.data ? <Answer answer={check.data} /> : null}
      {ticket.state === "closed" ? null : <VouchPanel kind="ticket" subject={ticket.id} first="call" desk />}
    </>
  );
}

function Answer({ answer }: { answer: VouchCheck }) {
  const { t } = useTranslation();
  const real = answer.verdict === "real";
  return (
    <section className={real ? "vouch-answer vouch-answer-real" : "vouch-answer"} role={real ? "status" : "alert"} data-testid="desk-answer" data-verdict={answer.verdict}>
      <p><b className="verdict">{real ? "✓" : "✗"} {t(`vouch.verdict.${answer.verdict}`)}</b></p>
      <p>{t(`vouch.tell.${answer.verdict}`)}</p>
      {answer.officer ? (
        <p>
          <b>{answer.officer}</b> {answer.unit.name}{answer.badge ? ` · ${t("vouch.badgeTail", { tail: answer.badge })}` : ""} · {answer.way ? t(`vouch.ways.${answer.way}`) : ""}{answer.number ? ` · ${t("vouch.ringsFrom", { number: answer.number })}` : ""}<br />
          {t("vouch.span", { from: formatTime(answer.since, "short"), until: formatTime(answer.until, "short") })}
          {" · "}<VouchedFor kind={answer.kind} subject={answer.subject} title={answer.title} />
        </p>
      ) : null}
      {answer.same ? <p className={answer.same === "yes" ? "good" : "doubt"}>{t(`vouch.same.${answer.same}`)}</p> : null}
    </section>
  );
}
