import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClaimDetail } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { Choice } from "../ui/choice";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { MONEY } from "./acts";

type ClaimAct = "confirm" | "withdraw" | "close";

/** ClaimActs confirms, withdraws or closes the claim itself, and says what will then be true. */
export function ClaimActs({ claim, onDone }: { claim: ClaimDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const acts: ClaimAct[] = claim.standing === "provisional" ? ["confirm", "withdraw", "close"] : ["withdraw", "close"];
  const [act, setAct] = useState<ClaimAct>(acts[0]);
  const draft = useDraft(`${session?.user.id ?? ""}.claim.${claim.id}`, { note: "" });
  const note = draft.value.note.trim();
  const save = useAct(() => money.claimAct(claim.id, act, { version: claim.version, note }), MONEY, () => { draft.clear(); void message.success(t(`claim.actDone.${act}`)); onDone(); });
  const ready = note !== "";
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <div className="act-fields">
        <Choice label={t("stopAct.claim")} options={acts.map((value) => ({ value, text: t(`claim.act.${value}`) }))} value={act} onChange={setAct} testPrefix="claim-act" />
        <Input autoFocus value={draft.value.note} maxLength={500} placeholder={t("claim.actNote")} aria-label={t("claim.actNote")} onChange={(event) => draft.set({ note: event.target.value })} />
        <Button type="primary" danger={act === "withdraw"} htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="claim-act-save">{t(`claim.act.${act}`)}</Button>
      </div>
      <p className="confirm">{t(`claim.actHint.${act}`, { amount: formatFen(claim.held_fen) })}</p>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}

type Finding = "upheld" | "reversed";

/** ReviewForm is the shift leader's look afterwards: the order went out at once, the review says whether it was right. */
export function ReviewForm({ claim, onDone }: { claim: ClaimDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft<{ finding: Finding | ""; note: string }>(`${session?.user.id ?? ""}.postreview.${claim.id}`, { finding: "", note: "" });
  const { finding, note } = draft.value;
  const ready = finding !== "" && (finding === "upheld" || note.trim() !== "");
  const save = useAct(() => money.claimAct(claim.id, "review", { version: claim.version, ...(finding === "" ? {} : { finding }), note: note.trim() }), MONEY, () => { draft.clear(); void message.success(t("claim.reviewed")); onDone(); });
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <div className="act-fields">
        <Choice label={t("claim.act.review")} options={(["upheld", "reversed"] as Finding[]).map((value) => ({ value, text: t(`reviewFinding.${value}`) }))} value={finding} onChange={(value) => draft.set({ finding: value })} testPrefix="post-review" />
        <Input value={note} maxLength={500} placeholder={t("claim.reviewNote")} aria-label={t("claim.reviewNote")} onChange={(event) => draft.set({ note: event.target.value })} />
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="post-review-save">{t("act.save")}</Button>
      </div>
      {finding === "reversed" ? <p className="confirm">{t("claim.reviewReversed", { amount: formatFen(claim.held_fen) })}</p> : null}
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
