import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { OrderDetail } from "../api/types";
import { useAct, WORK } from "../ui/act";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";

const REASONS = ["elsewhere", "moved", "away"] as const;

/** TransferForm hands an order to another unit in three steps: to whom, why, and what will then be true. */
export function TransferForm({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft(`${session?.user.id ?? ""}.transfer.${order.id}`, { unit: "", reason: "" });
  const { unit, reason } = draft.value;
  const units = useQuery({ queryKey: ["units"], queryFn: api.units, staleTime: 300_000 });
  const choices = (units.data?.items ?? []).filter((each) => each.active && each.code !== order.unit.code);
  const target = choices.find((each) => each.code === unit);
  const save = useAct(() => api.transfer(order.id, { version: order.version, to_unit: unit, reason: reason.trim() }), WORK, () => {
    draft.clear();
    void message.success(t("transfer.saved", { name: target?.name ?? unit }));
  });
  const ready = target !== undefined && reason.trim() !== "";
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t("tasks.transfer")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <p className="field-label">1 · {t("transfer.to")}</p>
      <Select
        showSearch={{ optionFilterProp: "label" }} value={unit || undefined} placeholder={t("transfer.toHint")} aria-label={t("transfer.to")} loading={units.isPending}
        options={choices.map((each) => ({ value: each.code, label: `${each.name} ${each.code}` }))} onChange={(value: string) => draft.set({ unit: value })}
      />
      <FaultNote error={units.error} retry={() => void units.refetch()} />
      <p className="field-label">2 · {t("transfer.why")}</p>
      <div className="choice">
        {REASONS.map((key) => (
          <button key={key} type="button" className="chip" onClick={() => draft.set({ reason: t(`transfer.reason.${key}`) })}>{t(`transfer.reason.${key}`)}</button>
        ))}
      </div>
      <Input.TextArea rows={2} maxLength={500} value={reason} aria-label={t("transfer.why")} placeholder={t("transfer.whyHint")} onChange={(event) => draft.set({ reason: event.target.value })} />
      {ready ? <p className="confirm">3 · {t("transfer.confirm", { number: order.number, name: target.name })}</p> : null}
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="transfer-save">{t("transfer.save")}</Button>
      </div>
    </form>
  );
}

/** ChaseForm (督办) reminds the unit, on record. */
export function ChaseForm({ order, onDone }: { order: OrderDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft(`${session?.user.id ?? ""}.chase.${order.id}`, { note: "" });
  const note = draft.value.note.trim();
  const save = useAct(() => api.chase(order.id, note), WORK, () => {
    draft.clear();
    void message.success(t("chase.saved", { name: order.unit.name }));
    onDone();
  });
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); if (note !== "") save.mutate(undefined); }} aria-label={t("tasks.chase")}>
      <Input.TextArea rows={2} maxLength={500} value={draft.value.note} aria-label={t("chase.note")} placeholder={t("chase.hint")} onChange={(event) => draft.set({ note: event.target.value })} />
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={note === ""} loading={save.isPending}>{t("tasks.chase")}</Button>
      </div>
    </form>
  );
}
