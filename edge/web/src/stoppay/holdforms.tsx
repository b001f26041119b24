import { App, Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { StopRow } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { fileHash } from "../ui/sha256";
import { FaultNote } from "../ui/states";
import { MONEY } from "./acts";

const WHY = ["innocent", "surplus", "wrong", "objection"] as const;

/** amountOf reads the amount of a form that may be left empty for the whole hold; nothing when it is no amount or more than is held. */
function amountOf(text: string, most: number): number | undefined {
  const fen = text.trim() === "" ? most : parseAmount(text);
  return fen !== undefined && fen <= most ? fen : undefined;
}

/** ReleaseForm gives a hold free, in whole or in part, with the reason on record. */
export function ReleaseForm({ order, onDone }: { order: StopRow; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft(`${session?.user.id ?? ""}.release.${order.id}`, { reason: "", amount: "" });
  const { reason, amount } = draft.value;
  const fen = amountOf(amount, order.held_fen);
  const save = useAct(
    () => money.release(order.id, { reason: reason.trim(), ...(amount.trim() === "" ? {} : { fen }) }), MONEY,
    () => { draft.clear(); void message.success(t("release.done")); onDone(); },
  );
  const ready = reason.trim() !== "" && fen !== undefined;
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t("stopAct.release")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <div className="choice" role="group" aria-label={t("release.why")}>
        {WHY.map((key) => <button key={key} type="button" className="chip" onClick={() => draft.set({ reason: t(`release.reason.${key}`) })}>{t(`release.reason.${key}`)}</button>)}
      </div>
      <div className="act-fields">
        <Input autoFocus value={reason} maxLength={500} placeholder={t("release.why")} aria-label={t("release.why")} onChange={(event) => draft.set({ reason: event.target.value })} data-testid="release-reason" />
        <Input className="act-amount" value={amount} inputMode="decimal" prefix="¥" placeholder={t("release.whole", { amount: formatFen(order.held_fen) })} aria-label={t("release.amount")} status={fen === undefined ? "error" : undefined} onChange={(event) => draft.set({ amount: event.target.value })} />
        <Button type="primary" danger htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="release-save">{t("stopAct.release")} {fen === undefined ? "" : formatFen(fen)}</Button>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}

/** FreezeForm proposes to turn a hold into a freeze; the approver named in law decides. */
export function FreezeForm({ order, onDone }: { order: StopRow; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft(`${session?.user.id ?? ""}.freeze.${order.id}`, { basis: "", document: "", sha256: "", amount: "", major: "" });
  const form = draft.value;
  const fen = amountOf(form.amount, order.held_fen);
  const save = useAct(
    () => money.freeze(order.id, { version: order.version, fen: fen ?? 0, basis: form.basis.trim(), document: form.document.trim(), sha256: form.sha256, major: form.major !== "" }), [...MONEY, ["freezes"]],
    () => { draft.clear(); void message.success(t("freeze.done")); onDone(); },
  );
  const ready = fen !== undefined && form.basis.trim() !== "" && form.document.trim() !== "" && form.sha256 !== "";
  const pick = async (file: File | undefined) => { if (file) draft.set({ sha256: await fileHash(file) }); };
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t("stopAct.freeze")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <p className="muted">{t("freeze.hint")}</p>
      <div className="act-fields">
        <Input autoFocus value={form.basis} maxLength={64} placeholder={t("freeze.basis")} aria-label={t("freeze.basis")} onChange={(event) => draft.set({ basis: event.target.value })} data-testid="freeze-basis" />
        <Input value={form.document} maxLength={64} placeholder={t("freeze.document")} aria-label={t("freeze.document")} onChange={(event) => draft.set({ document: event.target.value })} data-testid="freeze-document" />
        <label className="file-pick"><input type="file" onChange={(event) => void pick(event.target.files?.[0])} aria-label={t("authority.file")} data-testid="freeze-file" /></label>
        <Input className="act-amount" value={form.amount} inputMode="decimal" prefix="¥" placeholder={t("release.whole", { amount: formatFen(order.held_fen) })} aria-label={t("freeze.amount")} status={fen === undefined ? "error" : undefined} onChange={(event) => draft.set({ amount: event.target.value })} />
        <label className="check"><input type="checkbox" checked={form.major !== ""} onChange={(event) => draft.set({ major: event.target.checked ? "1" : "" })} /> {t("freeze.major")}</label>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="freeze-save">{t("freeze.propose")}</Button>
      </div>
      <p className="muted num wrap">{form.sha256 ? `SHA-256 ${form.sha256}` : t("authority.fileHint")}</p>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
