import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, Fault } from "../api/client";
import { KeyMaker } from "../api/key";
import type { Channel } from "../api/types";
import { useLang } from "../i18n";
import { useAct, WORK } from "./act";
import { Choice } from "./choice";
import { useDraft } from "./draft";
import { DraftNote } from "./draftnote";
import { CALL_PROOF, EvidenceInput, VISIT_PROOF } from "./evidence";
import { GateLine, needsReason, useGate } from "./gate";
import { useKeys, type KeyTable } from "./keys";
import { NextTime } from "./nexttime";
import { serverNow } from "./now";
import { attemptBody, attemptProblem, emptyAttempt, NOTE_MAX, OUTCOMES, REACHED, TRY_AGAIN, type AttemptDraft } from "./outcomes";
import { useSession } from "./session";
import { FaultNote } from "./states";
import { nextTimes } from "./time";

const CHANNELS: Channel[] = ["call", "visit", "sms"];

/** chosen is the draft after an outcome was picked: a not-found one gets a next time at once, in one hour. */
export function chosen(draft: AttemptDraft, outcome: string, nowMs: number): Partial<AttemptDraft> {
  const nextAt = TRY_AGAIN.has(outcome) && draft.nextAt === "" ? nextTimes(nowMs)[0].at : draft.nextAt;
  return { outcome, nextAt };
}

/** useAttemptDraft is the draft of an attempt, per user and warning. */
function useAttemptDraft(warning: string, channel: Channel) {
  const { session } = useSession();
  return useDraft<AttemptDraft>(`${session?.user.id ?? ""}.attempt.${warning}`, emptyAttempt(channel));
}

/** AttemptForm records a call, text or visit. With `keys` the digits choose the outcome and Enter saves: two keys. */
export function AttemptForm({ warning, order, channel = "call", keys = false, onSaved }: {
  warning: string; order?: string; channel?: Channel; keys?: boolean; onSaved?: () => void;
}) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { message } = App.useApp();
  const draft = useAttemptDraft(warning, channel);
  const form = draft.value;
  const [keyMaker] = useState(() => new KeyMaker());
  const body = { warning_id: warning, ...(order ? { order_id: order } : {}), ...attemptBody(form) };
  const save = useAct(
    () => api.attempt(body, keyMaker.keyFor(body)),
    [...WORK, ["lines"]],
    (out) => {
      keyMaker.done();
      draft.clear();
      for (const caution of out.cautions ?? []) void message.warning(pick(caution.zh, caution.en), 8);
      void message.success(t("attempt.saved"));
      onSaved?.();
    },
  );
  const gate = useGate(warning);
  const asked = needsReason(gate.data) || (save.error instanceof Fault && save.error.code === "dissuade.needs_reason");
  const problem = attemptProblem(form) ?? (asked && (form.reason ?? "").trim() === "" ? "reason" : undefined);
  const choose = (outcome: string) => draft.set(chosen(form, outcome, serverNow()));
  const submit = () => {
    if (problem === undefined && !save.isPending) save.mutate(undefined);
  };
  useKeys(digitKeys(form, choose, submit), keys);
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t("attempt.title")}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <GateLine gate={gate.data} />
      {asked ? (
        <input
          className="plain-input" value={form.reason ?? ""} maxLength={300} placeholder={t("gate.reason")} aria-label={t("gate.reason")} data-testid="attempt-reason"
          onChange={(event) => draft.set({ reason: event.target.value })}
        />
      ) : null}
      <Choice
        label={t("attempt.channel")}
        options={CHANNELS.map((value) => ({ value, text: t(`channel.${value}`) }))}
        value={form.channel}
        onChange={(value) => draft.set({ channel: value, outcome: "" })}
        testPrefix="attempt-channel"
      />
      <Choice
        label={t("attempt.outcome")}
        options={OUTCOMES[form.channel].map((value) => ({ value, text: t(`outcome.${value}`) }))}
        value={form.outcome}
        onChange={choose}
        testPrefix="attempt-outcome"
        digits={keys}
        wide
      />
      <Reached form={form} set={draft.set} />
      {form.channel === "visit" || form.outcome === "answered" ? (
        <EvidenceInput
          value={form.evidence} onChange={(evidence) => draft.set({ evidence })} required={form.outcome === "met"}
          kinds={form.channel === "visit" ? VISIT_PROOF : CALL_PROOF}
        />
      ) : null}
      {TRY_AGAIN.has(form.outcome) ? <NextTime value={form.nextAt} onChange={(nextAt) => draft.set({ nextAt })} /> : null}
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }} maxLength={NOTE_MAX} value={form.note} placeholder={t("attempt.noteHint")}
        aria-label={t("attempt.note")} onChange={(event) => draft.set({ note: event.target.value })}
      />
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={problem !== undefined} loading={save.isPending} data-testid="attempt-save">
          {t("attempt.save")}{keys ? <kbd>Enter</kbd> : null}
        </Button>
        {problem && form.outcome !== "" ? <span className="problem">{t(`attempt.problem.${problem}`)}</span> : null}
      </div>
    </form>
  );
}

function digitKeys(form: AttemptDraft, choose: (outcome: string) => void, submit: () => void): KeyTable {
  const table: KeyTable = { Enter: submit };
  OUTCOMES[form.channel].forEach((outcome, i) => {
    table[String(i + 1)] = () => choose(outcome);
  });
  return table;
}

/** Reached asks, once the person was spoken to, whether they believe it and whether money has already gone. */
function Reached({ form, set }: { form: AttemptDraft; set: (change: Partial<AttemptDraft>) => void }) {
  const { t } = useTranslation();
  if (!REACHED.has(form.outcome)) return null;
  return (
    <div className="pair">
      <Choice
        label={t("attempt.believes")}
        options={[{ value: "yes", text: t("attempt.believesYes") }, { value: "no", text: t("attempt.believesNo") }]}
        value={form.believes}
        onChange={(believes) => set({ believes })}
        testPrefix="attempt-believes"
      />
      <Input
        className="paid" inputMode="decimal" prefix="¥" value={form.paid} placeholder={t("attempt.paidHint")}
        aria-label={t("attempt.paid")} onChange={(event) => set({ paid: event.target.value })}
      />
    </div>
  );
}
