import { App, Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Level, WarningDetail } from "../api/types";
import { useAct, WORK } from "../ui/act";
import { Choice } from "../ui/choice";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { useKeys, type KeyTable } from "../ui/keys";
import { CLOSE_OUTCOMES, FINDINGS, NOTE_MAX } from "../ui/outcomes";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";

const LEVELS: Level[] = ["urgent", "high", "medium", "low"];
/** Endings that need words: why it does not match. */
const NEEDS_NOTE = new Set(["false_alarm"]);

interface Decision { choice: string; note: string }
const EMPTY: Decision = { choice: "", note: "" };

/** DecisionForm is one choice of a few and a note: grading, closing and reviewing all are. */
function DecisionForm(props: {
  name: "grade" | "close" | "review"; warning: string; choices: { value: string; text: string }[]; testPrefix: string; testSave: string;
  noteNeeded: (choice: string) => boolean; run: (decision: Decision) => Promise<unknown>; onDone?: () => void;
}) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const draft = useDraft<Decision>(`${session?.user.id ?? ""}.${props.name}.${props.warning}`, EMPTY);
  const form = draft.value;
  const save = useAct(() => props.run({ ...form, note: form.note.trim() }), WORK, () => {
    draft.clear();
    void message.success(t(`${props.name}.saved`));
    props.onDone?.();
  });
  const needsNote = form.choice !== "" && props.noteNeeded(form.choice);
  const ready = form.choice !== "" && (!needsNote || form.note.trim() !== "");
  const submit = () => {
    if (ready && !save.isPending) save.mutate(undefined);
  };
  const keys: KeyTable = { Enter: submit };
  props.choices.forEach((choice, i) => {
    keys[String(i + 1)] = () => draft.set({ choice: choice.value });
  });
  useKeys(keys);
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); submit(); }} aria-label={t(`action.${props.name}`)}>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <Choice label={t(`action.${props.name}`)} options={props.choices} value={form.choice} onChange={(choice) => draft.set({ choice })} testPrefix={props.testPrefix} digits wide />
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }} maxLength={NOTE_MAX} value={form.note} aria-label={t(`${props.name}.note`)}
        placeholder={t(needsNote ? `${props.name}.noteNeeded` : `${props.name}.note`)} onChange={(event) => draft.set({ note: event.target.value })}
        data-testid={`${props.name}-note`}
      />
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid={props.testSave}>{t(`${props.name}.save`)}<kbd>Enter</kbd></Button>
        {needsNote && form.note.trim() === "" ? <span className="problem">{t(`${props.name}.noteNeeded`)}</span> : null}
      </div>
    </form>
  );
}

/** CloseForm ends a warning with its outcome. */
export function CloseForm({ warning }: { warning: WarningDetail }) {
  const { t } = useTranslation();
  return (
    <DecisionForm
      name="close" warning={warning.id} testPrefix="close-outcome" testSave="close-save"
      choices={CLOSE_OUTCOMES.map((value) => ({ value, text: t(`closeOutcome.${value}`) }))}
      noteNeeded={(choice) => NEEDS_NOTE.has(choice)}
      run={({ choice, note }) => api.close(warning.id, { version: warning.version, outcome: choice, note })}
    />
  );
}

/** GradeForm changes the level, always with a reason. */
export function GradeForm({ warning, onDone }: { warning: WarningDetail; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <DecisionForm
      name="grade" warning={warning.id} testPrefix="grade-level" testSave="grade-save" onDone={onDone}
      choices={LEVELS.filter((level) => level !== warning.level).map((value) => ({ value, text: t(`level.${value}`) }))}
      noteNeeded={() => true}
      run={({ choice, note }) => api.grade(warning.id, { version: warning.version, level: choice as Level, reason: note })}
    />
  );
}

/** ReviewForm says why a warned person was defrauded all the same. */
export function ReviewForm({ warning }: { warning: WarningDetail }) {
  const { t } = useTranslation();
  return (
    <DecisionForm
      name="review" warning={warning.id} testPrefix="review-finding" testSave="review-save"
      choices={FINDINGS.map((value) => ({ value, text: t(`finding.${value}`) }))}
      noteNeeded={() => true}
      run={({ choice, note }) => api.review(warning.id, { version: warning.version, finding: choice, note })}
    />
  );
}
