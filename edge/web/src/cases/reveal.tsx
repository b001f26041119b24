import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { casesApi } from "../api/cases";
import { useAct } from "../ui/act";
import { REASON_MIN, REVEAL_SECONDS } from "../ui/person";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";

/** RevealName shows a masked value of a case, and for a reason the full one for a minute. Every request is logged. */
export function RevealName({ id, suspect, masked, field }: { id: string; suspect?: string; masked: string; field: "name" | "id_number" }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [shown, setShown] = useState("");
  const act = useAct(() => casesApi.reveal(id, { suspect, field, reason: reason.trim() }), [], (out) => { setShown(out.value); setAsking(false); setReason(""); });
  useEffect(() => {
    if (shown === "") return;
    const timer = setTimeout(() => setShown(""), REVEAL_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [shown]);
  if (shown) return <b className="num" data-testid="case-revealed">{shown}</b>;
  if (!can("person.reveal")) return <span className="num">{masked}</span>;
  if (!asking) return <span className="reveal"><span className="num">{masked}</span><Button size="small" type="link" onClick={() => setAsking(true)} data-testid={`case-reveal-${field}`}>{t("reveal.show")}</Button></span>;
  return (
    <form className="reveal" onSubmit={(event) => { event.preventDefault(); if (reason.trim().length >= REASON_MIN) act.mutate(undefined); }}>
      <input className="plain-input" autoFocus value={reason} maxLength={200} placeholder={t("cases.revealWhy")} aria-label={t("cases.revealWhy")} onChange={(event) => setReason(event.target.value)} data-testid="case-reveal-reason" />
      <Button size="small" htmlType="submit" disabled={reason.trim().length < REASON_MIN} loading={act.isPending}>{t("reveal.show")}</Button>
      <FaultNote error={act.error} onClose={act.reset} />
    </form>
  );
}
