import { App, Button, Input } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OrderDetail } from "../api/types";
import { useQueue } from "../offline/queue";
import { Capture, evidenceOf, nothing, type Gathered } from "../proof/capture";
import { useAct, WORK } from "../ui/act";
import { Choice } from "../ui/choice";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { NOTE_MAX, RESULTS } from "../ui/outcomes";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import { emptyReport, LOSS_RESULTS, missingContact, reportProblem, sendReport, type ReportDraft } from "./reporting";

/**
 * ReportForm is the feedback of a station: a result, its proof when it rests on a meeting, and a note. It works without a line: what was
 * sent stays in this device until the centre has it.
 */
export function ReportForm({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const queue = useQueue();
  const draft = useDraft<ReportDraft>(`${session?.user.id ?? ""}.report.${order.id}`, emptyReport);
  const [gathered, setGathered] = useState<Gathered>(nothing);
  // Bytes do not survive a page: evidence in a draft from before would name what is gone.
  const form = { ...draft.value, evidence: evidenceOf(gathered) };
  const attempts = order.attempts ?? [];
  const missing = missingContact(form.result, attempts);
  const problem = reportProblem(form, attempts);
  const save = useAct(
    () => sendReport(form, order, gathered.pieces).finally(() => void client.invalidateQueries({ queryKey: ["order", order.id] })),
    WORK,
    (waits) => {
      draft.clear();
      if (waits === undefined) void message.success(t("report.saved"));
      else void message.warning(t(waits.state === "waiting" ? "offline.savedHere" : "offline.look"), 8);
    },
  );
  const submit = () => {
    if (problem === undefined && !save.isPending) save.mutate(undefined);
  };
  if (queue.list.some((each) => each.given.order_id === order.id)) return <p className="problem" role="status" data-testid="report-waiting">{t("offline.saved")}</p>;
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t("tasks.report")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <Choice label={t("report.result")} options={RESULTS.map((value) => ({ value, text: t(`result.${value}`) }))} value={form.result} onChange={(result) => draft.set({ result })} testPrefix="report-result" wide />
      {missing === "visit" ? (
        <>
          <p className="muted">{t("report.withVisit")}</p>
          <Capture value={gathered} onChange={setGathered} required />
        </>
      ) : null}
      {missing === "call" ? <p className="muted">{t("report.withCall")}</p> : null}
      {LOSS_RESULTS.has(form.result) ? (
        <Input inputMode="decimal" prefix="¥" value={form.loss} placeholder={t("report.lossHint")} aria-label={t("report.loss")} onChange={(event) => draft.set({ loss: event.target.value })} data-testid="report-loss" />
      ) : null}
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }} maxLength={NOTE_MAX} value={form.note} placeholder={t("report.noteHint")} aria-label={t("attempt.note")}
        onChange={(event) => draft.set({ note: event.target.value })} data-testid="report-note"
      />
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={problem !== undefined} loading={save.isPending} data-testid="report-save">{t("report.save")}</Button>
        {problem && form.result !== "" ? <span className="problem">{t(`report.problem.${problem}`)}</span> : null}
      </div>
    </form>
  );
}
