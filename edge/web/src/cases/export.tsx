import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { casesApi, type CaseFilter } from "../api/cases";
import { REASON_MIN } from "../ui/person";

/** ExportDialog takes the list out as a workbook, for a reason that is audited first. */
export function ExportDialog({ filter, close }: { filter: CaseFilter; close: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const ready = reason.trim().length >= REASON_MIN;
  const leave = () => { if (!ready) return; window.location.assign(casesApi.exportFile(filter, reason.trim())); close(); };
  return (
    <Modal open title={t("cases.export")} onCancel={close} footer={<><Button onClick={close}>{t("act.cancel")}</Button><Button type="primary" disabled={!ready} onClick={leave} data-testid="export-go">{t("cases.export")}</Button></>}>
      <p className="muted">{t("cases.exportHint")}</p>
      <Input autoFocus value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} onPressEnter={leave} placeholder={t("cases.exportWhy")} data-testid="export-reason" />
    </Modal>
  );
}
