import { Button, Modal } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sheetsApi, type FieldMap, type Preview, type Sheet } from "../api/sheets";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";
import { doubled, fieldsOf, missingFields } from "./sheetdata";

/** Upload takes a bank's file: its columns are looked at first, the guess is shown and can be mended, then all of it is sent. */
export function Upload({ sheet, onSheet }: { sheet: string; onSheet: (sheet: Sheet) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const preview = useAct((chosen: File) => sheetsApi.preview(sheet, chosen), []);
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    preview.mutate(chosen);
  };
  const close = () => {
    setFile(undefined);
    preview.reset();
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <input ref={input} type="file" accept=".csv,.txt,.xlsx" hidden onChange={(event) => choose(event.target.files?.[0])} data-testid="sheet-file" />
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); choose(event.dataTransfer.files[0]); }}>
        <Button block loading={preview.isPending} onClick={() => input.current?.click()} data-testid="sheet-upload">+ {t("sheet.upload")}</Button>
        <span className="second">{t("sheet.uploadHint")}</span>
      </div>
      <FaultNote error={preview.error} onClose={close} />
      {file && preview.data ? <Mapping sheet={sheet} file={file} preview={preview.data} onClose={close} onSheet={onSheet} /> : null}
    </>
  );
}

/** Mapping says which column of the file is which field. The centre remembers it for the next file of the same bank. */
function Mapping({ sheet, file, preview, onClose, onSheet }: { sheet: string; file: File; preview: Preview; onClose: () => void; onSheet: (sheet: Sheet) => void }) {
  const { t } = useTranslation();
  const [map, setMap] = useState<FieldMap>(preview.guess ?? {});
  const columns = preview.columns ?? [];
  const send = useAct(() => sheetsApi.upload(sheet, file, Object.fromEntries(Object.entries(map).filter(([, column]) => column !== ""))), [["sheet", sheet], ["sheets"]], (next) => { onSheet(next); onClose(); });
  const missing = missingFields(map, preview.account);
  const twice = doubled(map);
  const sample = (column: string | undefined) => (columns.find((each) => each.name === column)?.samples ?? []).slice(0, 2).join(" · ");
  return (
    <Modal open onCancel={onClose} footer={null} width={760} title={t("mapping.title", { name: file.name })} maskClosable={false}>
      <p className="muted">{t("mapping.hint")}</p>
      {preview.account ? <p>{t("mapping.above", { account: preview.account, holder: preview.holder ?? "" })}</p> : null}
      <div className="mapping">
        {fieldsOf(preview.guess ?? {}).map((field) => (
          <label key={field} className={missing.includes(field) ? "param mapping-missing" : "param"}>
            <span>{t(`field.${field}`, { defaultValue: field })}{missing.includes(field) ? " *" : ""}</span>
            <select className="plain-input" value={map[field] ?? ""} onChange={(event) => setMap({ ...map, [field]: event.target.value })} data-testid={`map-${field}`}>
              <option value="">—</option>
              {columns.map((column) => <option key={column.name} value={column.name}>{column.name}</option>)}
            </select>
            <small className="muted">{sample(map[field])}</small>
          </label>
        ))}
      </div>
      {missing.length > 0 ? <p className="problem">{t("mapping.missing", { fields: missing.map((field) => t(`field.${field}`)).join(t("shell.comma")) })}</p> : null}
      {twice.length > 0 ? <p className="doubt">⚠ {t("mapping.twice", { columns: twice.join(t("shell.comma")) })}</p> : null}
      <FaultNote error={send.error} />
      {send.isPending ? <p role="status">◌ {t("mapping.sending", { size: Math.max(1, Math.round(file.size / 1024)) })}</p> : null}
      <div className="form-foot"><Button type="primary" disabled={missing.length > 0} loading={send.isPending} onClick={() => send.mutate(undefined)} data-testid="mapping-save">{t("mapping.save")}</Button></div>
    </Modal>
  );
}
