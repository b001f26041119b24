import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type Issue } from "../api/bulletins";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";

/** Strike takes a figure out of a draft, with the reason: where it stood, the text says nothing in its place. */
export function Strike({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  const [form, setForm] = useState({ figure: "", note: "" });
  const save = useAct(() => bulletinsApi.strike(issue.id, { version: issue.version, figure: form.figure, note: form.note.trim() }), [["bulletins"]], () => setForm({ figure: "", note: "" }));
  const ready = form.figure !== "" && form.note.trim() !== "";
  return (
    <form className="erratum-form" onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate(undefined); }} data-testid="strike-form">
      <h3 className="section-title">{t("bulletins.strike")}</h3>
      <select className="plain-input" value={form.figure} onChange={(event) => setForm({ ...form, figure: event.target.value })} aria-label={t("bulletins.strikeWhich")} data-testid="strike-figure">
        <option value="">{t("bulletins.strikeWhich")}</option>
        {(issue.figures ?? []).filter((figure) => !figure.struck && !figure.harm).map((figure) => <option key={figure.id} value={figure.id}>{figure.title} {figure.text}</option>)}
      </select>
      <Input value={form.note} maxLength={500} placeholder={t("bulletins.reason")} aria-label={t("bulletins.reason")} onChange={(event) => setForm({ ...form, note: event.target.value })} data-testid="strike-note" />
      <Button htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="strike-save">{t("bulletins.strike")}</Button>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
