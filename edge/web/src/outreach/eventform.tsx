import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type Photo } from "../api/outreach";
import { useAct } from "../ui/act";
import { DayInput } from "../ui/dayinput";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { Field, FlowInput } from "../ui/field";
import { useSession } from "../ui/session";
import { fileHash } from "../ui/sha256";
import { FaultNote } from "../ui/states";
import { Chips, isoOf, localNow, onward, settingOf, today, useRules, useWord } from "./parts";

const EMPTY = { venue: "community", form: "lecture", kind: "routine", title: "", place: "", number: "", at: "", campaign: "", material: "", handed: "", staff: "", large: "", photos: [] as Photo[], note: "", more: "" };

/** EventForm takes an event in under a minute on a phone: venue and form by a tap, the number, and it is sent; the rest is filled or may stay empty. */
export function EventForm({ close, task }: { close: () => void; task?: string }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const rules = useRules();
  const word = useWord();
  const photo = useRef<HTMLInputElement>(null);
  const [tried, setTried] = useState(false);
  const draft = useDraft(`${session?.user.id ?? ""}.publicity`, EMPTY);
  const form = draft.value;
  const live = rules?.forms.find((each) => each.code === form.form)?.live ?? false;
  const campaigns = (useQuery({ queryKey: ["outreach", "campaigns"], queryFn: () => outreach.campaigns() }).data?.items ?? []).filter((each) => each.state === "recorded");
  const running = campaigns.find((each) => each.from <= today() && each.to >= today());
  const materials = (useQuery({ queryKey: ["outreach", "materials"], queryFn: () => outreach.materials() }).data?.items ?? []).filter((each) => each.state === "approved" && each.balance > 0);
  const campaign = form.campaign === "" ? (running?.id ?? "") : form.campaign === "-" ? "" : form.campaign;
  const title = form.title.trim() || `${word(rules?.venues, form.venue)}${word(rules?.forms, form.form)}`;
  const count = /^\d{1,10}$/.test(form.number.trim()) ? Number(form.number.trim()) : 0;
  const save = useAct(
    () => outreach.addEvent({
      at: isoOf(form.at || localNow(-60_000)), kind: live && form.kind === "routine" ? "live" : form.kind, form: form.form, venue: form.venue, title, theme: campaigns.find((each) => each.id === campaign)?.theme ?? "",
      campaign, task: task ?? "", place: form.place.trim(), [live ? "views" : "audience"]: count, large: form.large === "1", staff: Number(form.staff) || 0, photos: form.photos, note: form.note.trim(),
      material: Number(form.handed) > 0 ? form.material || materials[0]?.id : "", handed: Number(form.handed) || 0,
    }),
    [["outreach"]], (out) => { draft.clear(); void message.success(t("outreach.saved", { number: out.number })); close(); },
  );
  const submit = () => { setTried(true); if (count > 0 && !save.isPending) save.mutate(undefined); };
  const take = async (files: FileList | null) => {
    const room = settingOf(rules, "event.photos") - form.photos.length;
    const more = await Promise.all([...(files ?? [])].slice(0, room).map(async (file) => ({ sha256: await fileHash(file), bytes: file.size })));
    draft.set({ photos: [...form.photos, ...more.filter((each) => !form.photos.some((have) => have.sha256 === each.sha256))] });
  };
  return (
    <form className="card form out-form event-form" aria-label={t("outreach.newEvent")} data-testid="event-form" onSubmit={(event) => { event.preventDefault(); submit(); }}
      onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } else if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); submit(); } else onward(event); }}>
      <h2 className="section-title">{t("outreach.newEvent")}</h2>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <Chips label={t("outreach.venue")} options={(rules?.venues ?? []).map((each) => ({ value: each.code, text: word(rules?.venues, each.code) }))} value={form.venue} onChange={(venue) => draft.set({ venue })} testid="event-venue" />
      <Chips label={t("outreach.form")} options={(rules?.forms ?? []).map((each) => ({ value: each.code, text: word(rules?.forms, each.code) }))} value={form.form} onChange={(next) => draft.set({ form: next })} testid="event-form" />
      <div className="fields">
        <Field label={`${live ? t("outreach.views") : t("outreach.audience")} *`} wrong={tried && count === 0 ? t("outreach.numberMissing") : undefined} note={live ? t("outreach.viewsHint") : t("outreach.audienceHint")}><FlowInput value={form.number} onChange={(number) => draft.set({ number })} testid="event-number" mode="numeric" max={10} focus /></Field>
        <Field label={t("outreach.place")} note={t("outreach.placeHint")}><FlowInput value={form.place} onChange={(place) => draft.set({ place })} testid="event-place" max={80} /></Field>
        <Field label={t("outreach.title")} note={form.title.trim() === "" ? t("outreach.titleWill", { title }) : null}><FlowInput value={form.title} onChange={(next) => draft.set({ title: next })} testid="event-title" max={80} /></Field>
        <Field label={t("outreach.handed")} note={materials.length === 0 ? t("outreach.noStock") : null}>
          <span className="out-pair"><FlowInput value={form.handed} onChange={(handed) => draft.set({ handed })} testid="event-handed" mode="numeric" max={9} />
            <select className="plain-input" value={form.material} onChange={(event) => draft.set({ material: event.target.value })} aria-label={t("outreach.material")} data-testid="event-material">{materials.map((each) => <option key={each.id} value={each.id}>{each.title} {each.edition}</option>)}</select></span>
        </Field>
      </div>
      {form.more === "" ? <button type="button" className="link" onClick={() => draft.set({ more: "1" })} data-testid="event-more">{t("outreach.more")}</button> : (
        <div className="fields">
          <Field label={t("outreach.kind")}><select className="plain-input" value={form.kind} onChange={(event) => draft.set({ kind: event.target.value })}>{rules?.kinds.map((each) => <option key={each.code} value={each.code}>{word(rules.kinds, each.code)}</option>)}</select></Field>
          <Field label={t("outreach.at")} note={t("outreach.atHint")}><DayInput type="datetime-local" value={form.at || localNow()} max={localNow()} onChange={(event) => draft.set({ at: event.target.value })} /></Field>
          <Field label={t("outreach.campaign")}><select className="plain-input" value={campaign || "-"} onChange={(event) => draft.set({ campaign: event.target.value })}><option value="-">{t("outreach.none")}</option>{campaigns.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}</select></Field>
          <Field label={t("outreach.staff")}><FlowInput value={form.staff} onChange={(staff) => draft.set({ staff })} testid="event-staff" mode="numeric" max={6} /></Field>
          <Field label={t("outreach.note")} note={t("outreach.lateHint", { days: settingOf(rules, "event.late") })}><FlowInput value={form.note} onChange={(note) => draft.set({ note })} testid="event-note" max={500} /></Field>
        </div>
      )}
      <div className="bar out-bar">
        <label className="out-check"><input type="checkbox" checked={form.large === "1"} onChange={(event) => draft.set({ large: event.target.checked ? "1" : "" })} data-testid="event-large" /> {t("outreach.largeFrom", { count: settingOf(rules, "event.large") })}</label>
        <input ref={photo} type="file" accept="image/*" capture="environment" multiple hidden onChange={(event) => void take(event.target.files)} data-testid="event-photo" />
        <Button onClick={() => photo.current?.click()}>{t("outreach.photo")} {form.photos.length > 0 ? `✓ ${form.photos.length}` : ""}</Button>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" size="large" loading={save.isPending} data-testid="event-save">{t("outreach.save")}</Button><Button size="large" onClick={close}>{t("act.cancel")}</Button></div>
    </form>
  );
}
