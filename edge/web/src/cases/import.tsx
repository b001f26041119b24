import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { casesApi, type ImportOutcome } from "../api/cases";
import { PlainTable } from "../ui/plaintable";
import { FaultNote } from "../ui/states";

/** ImportCard takes a register in from Excel or CSV: looked at first, then taken whole, or the sound rows alone. */
export function ImportCard() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [update, setUpdate] = useState(false);
  const bring = useMutation({
    mutationFn: (how: { dry?: boolean; partial?: boolean }) => casesApi.bring(file as File, { ...how, update }),
    onSuccess: (out) => { if (out.taken) void client.invalidateQueries({ queryKey: ["cases"] }); },
  });
  const choose = (next: File | undefined) => { setFile(next); bring.reset(); };
  const out: ImportOutcome | undefined = bring.data;
  const zh = i18n.language.startsWith("zh");
  return (
    <section className="card form case-import" data-testid="case-import">
      <p className="muted">{t("cases.importHint")} <a href={casesApi.templateFile} className="link-button" data-testid="case-template">{t("cases.template")}</a></p>
      <div className="bar">
        <input type="file" accept=".xlsx,.csv,.txt" aria-label={t("cases.file")} onChange={(event) => choose(event.target.files?.[0])} data-testid="case-file" />
        <label><input type="checkbox" checked={update} onChange={(event) => { setUpdate(event.target.checked); bring.reset(); }} data-testid="case-update" /> {t("cases.update")}</label>
        <Button disabled={!file} loading={bring.isPending} onClick={() => bring.mutate({ dry: true })} data-testid="case-dry">{t("cases.dry")}</Button>
        {out?.dry_run && out.new + out.changed > 0 ? <Button type="primary" loading={bring.isPending} onClick={() => bring.mutate({ partial: out.faulty > 0 })} data-testid="case-take">{t(out.faulty > 0 ? "cases.takeSound" : "cases.take", { count: out.new + out.changed })}</Button> : null}
      </div>
      <FaultNote error={bring.error} onClose={bring.reset} />
      {out ? (
        <>
          <p data-testid="case-outcome">{t(out.taken ? "cases.taken" : out.dry_run ? "cases.looked" : "cases.notTaken", { read: out.read, fresh: out.new, changed: out.changed, same: out.same, faulty: out.faulty })}</p>
          {out.ignored_columns.length > 0 ? <p className="muted">{t("cases.ignored", { columns: out.ignored_columns.join(t("cases.comma")) })}</p> : null}
          {out.errors.length > 0 ? <PlainTable label={t("cases.faults")} testid="case-faults" rows={out.errors} keyOf={(row) => `${row.line}.${row.column}.${row.code}`} columns={[
            { key: "line", title: t("cases.line"), right: true, cell: (row) => row.line }, { key: "column", title: t("cases.column"), cell: (row) => row.column },
            { key: "why", title: t("cases.why"), wide: true, cell: (row) => (zh ? row.message_zh : row.message_en) },
          ]} /> : null}
        </>
      ) : null}
    </section>
  );
}
