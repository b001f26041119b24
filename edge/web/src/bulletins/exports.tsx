import { Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, FORMATS, type Issue } from "../api/bulletins";

/** Exports takes the document out as a file, with the reason why: the reason stands in the history. */
export function Exports({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState(t("bulletins.exportUsual"));
  const ready = reason.trim() !== "";
  const inside = (
    <div className="issue-exports" data-testid="exports">
      <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} aria-label={t("bulletins.exportWhy")} placeholder={t("bulletins.exportWhy")} data-testid="export-reason" />
      {issue.state !== "published" ? <p className="muted">{t("bulletins.exportDraft")}</p> : null}
      <div className="choice">{FORMATS.map((format) => <a key={format} className={ready ? "chip" : "chip chip-off"} aria-disabled={!ready} href={ready ? bulletinsApi.file(issue.id, format, reason.trim()) : undefined} download onClick={() => setOpen(false)} data-testid={`export-${format}`}>{t(`issueFormat.${format}`)}</a>)}</div>
    </div>
  );
  return <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" content={inside} title={t("bulletins.export")}><Button data-testid="export">{t("bulletins.export")}</Button></Popover>;
}
