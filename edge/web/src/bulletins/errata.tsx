import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type Erratum, type Issue } from "../api/bulletins";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { FaultNote } from "../ui/states";

/** ErrataList are the corrections of a published issue: the issue stays as it went out, the correction stands beside it. */
export function ErrataList({ errata }: { errata: Erratum[] }) {
  const { t } = useTranslation();
  if (errata.length === 0) return null;
  return (
    <section>
      <h3 className="section-title">{t("bulletins.errata")}</h3>
      <ul className="plain errata">
        {errata.map((each) => <li key={each.id} data-testid="erratum"><p>{each.what ? <b>{each.what} </b> : null}<del>{each.old}</del> → <ins>{each.new}</ins></p><p className="muted">{each.reason} · {each.name} <At iso={each.at} /></p></li>)}
      </ul>
    </section>
  );
}

/** ErratumForm corrects a figure by counting it again, or a paragraph by new words; the reason is printed with it. */
export function ErratumForm({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form, setForm] = useState({ place: "", text: "", reason: "" });
  const figures = issue.figures ?? [];
  const isFigure = figures.some((figure) => figure.id === form.place);
  const done = () => { setForm({ place: "", text: "", reason: "" }); void message.success(t("bulletins.corrected")); };
  const save = useAct(() => bulletinsApi.correct(issue.id, { place: form.place, text: isFigure ? "" : form.text.trim(), reason: form.reason.trim() }), [["bulletins"]], done);
  const ready = form.place !== "" && form.reason.trim() !== "" && (isFigure || form.text.trim() !== "");
  // A paragraph with figures is corrected by its figures: the centre counts them again and takes no words for them.
  const paragraphs = (issue.sections ?? []).flatMap((section) => section.paragraphs ?? []).filter((each) => each.text !== "" && (each.spans ?? []).length === 0);
  return (
    <form className="erratum-form" onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate(undefined); }} data-testid="erratum-form">
      <h3 className="section-title">{t("bulletins.erratum")}</h3>
      <select className="plain-input" value={form.place} onChange={(event) => setForm({ ...form, place: event.target.value, text: paragraphs.find((each) => each.id === event.target.value)?.text ?? "" })} aria-label={t("bulletins.place")} data-testid="erratum-place">
        <option value="">{t("bulletins.place")}</option>
        <optgroup label={t("bulletins.figuresOf")}>{figures.filter((figure) => !figure.struck).map((figure) => <option key={figure.id} value={figure.id}>{figure.title} {figure.text}</option>)}</optgroup>
        <optgroup label={t("bulletins.paragraphsOf")}>{paragraphs.map((each) => <option key={each.id} value={each.id}>{[...each.text].slice(0, 24).join("")}…</option>)}</optgroup>
      </select>
      {form.place !== "" && isFigure ? <p className="muted">{t("bulletins.recounted")}</p> : null}
      {form.place !== "" && !isFigure ? <Input.TextArea value={form.text} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} onChange={(event) => setForm({ ...form, text: event.target.value })} aria-label={t("bulletins.words")} /> : null}
      <Input value={form.reason} maxLength={500} placeholder={t("bulletins.reason")} aria-label={t("bulletins.reason")} onChange={(event) => setForm({ ...form, reason: event.target.value })} data-testid="erratum-reason" />
      <Button htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="erratum-save">{t("bulletins.erratumSave")}</Button>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
