import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type Issue, type IssueAct } from "../api/bulletins";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";
import { BACK, ONWARD } from "./text";

/** Acts lead an issue on by one click with the document in sight, or back with a reason. What stops it is named before it is tried. */
export function Acts({ issue, stops, onStops }: { issue: Issue; stops: number; onStops: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [back, setBack] = useState<IssueAct>();
  const [note, setNote] = useState("");
  const acts = issue.acts ?? [];
  const run = useAct(
    (act: IssueAct) => bulletinsApi.act(issue.id, act, { version: issue.version, ...(note.trim() ? { note: note.trim() } : {}) }), [["bulletins"]],
    (now) => { setBack(undefined); setNote(""); void message.success(t(`issueDone.${now.state}`)); },
  );
  const onward = ONWARD.filter((act) => acts.includes(act));
  const backward = BACK.filter((act) => acts.includes(act));
  return (
    <div className="issue-acts">
      {onward.map((act) => stops > 0 && act === "submit" ? (
        <Button key={act} onClick={onStops} data-testid="issue-blocked">{t("bulletins.blocked", { count: stops })}</Button>
      ) : (
        <Button key={act} type="primary" onClick={() => run.mutate(act)} loading={run.isPending && run.variables === act} data-testid={`issue-${act}`}>{t(`issueAct.${act}`)}</Button>
      ))}
      {backward.map((act) => <Button key={act} onClick={() => setBack(back === act ? undefined : act)} data-testid={`issue-${act}`}>{t(`issueAct.${act}`)}</Button>)}
      {back ? (
        <form className="issue-back" onSubmit={(event) => { event.preventDefault(); if (note.trim() !== "" && !run.isPending) run.mutate(back); }}>
          <Input autoFocus value={note} maxLength={500} placeholder={t("bulletins.reason")} aria-label={t("bulletins.reason")} onChange={(event) => setNote(event.target.value)} data-testid="issue-note" />
          <Button htmlType="submit" danger disabled={note.trim() === ""} loading={run.isPending} data-testid="issue-note-save">{t(`issueAct.${back}`)}</Button>
        </form>
      ) : null}
      <FaultNote error={run.error} onClose={run.reset} />
    </div>
  );
}
