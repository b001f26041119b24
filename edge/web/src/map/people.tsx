import { useQuery } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { statsApi } from "../api/stats";
import { useAct } from "../ui/act";
import { DayInput } from "../ui/dayinput";
import { Await, FaultNote } from "../ui/states";

const CODE = /^(\d{6}|\d{9}|\d{12})$/;
const EMPTY = { region: "", day: "", n: "", source: "" };

/** populationOf reads a number of people as it is typed, with or without commas. */
export function populationOf(text: string): number | undefined {
  const plain = text.replace(/[,，\s]/g, "");
  const n = /^\d{1,10}$/.test(plain) ? Number(plain) : 0;
  return n >= 1 && n <= 2_000_000_000 ? n : undefined;
}

/** People are the population bases that rates per 10,000 stand on: each with its day and its source. */
export function People() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const query = useQuery({ queryKey: ["stats", "populations"], queryFn: statsApi.populations });
  const [form, setForm] = useState(EMPTY);
  const n = populationOf(form.n);
  const ready = CODE.test(form.region.trim()) && form.day !== "" && n !== undefined && form.source.trim() !== "";
  const save = useAct(() => statsApi.setPopulation({ region: form.region.trim(), day: form.day, n: n ?? 0, source: form.source.trim() }), [["stats"]], () => { setForm(EMPTY); void message.success(t("people.saved")); });
  const set = (change: Partial<typeof EMPTY>) => setForm((now) => ({ ...now, ...change }));
  return (
    <section className="panel people" aria-label={t("people.title")}>
      <h2 className="section-title">{t("people.title")}</h2>
      <p className="muted">{t("people.what")}</p>
      <form className="act-fields" onSubmit={(event) => { event.preventDefault(); if (ready && !save.isPending) save.mutate(undefined); }}>
        <Input value={form.region} maxLength={12} inputMode="numeric" placeholder={t("people.region")} aria-label={t("people.region")} onChange={(event) => set({ region: event.target.value })} />
        <DayInput value={form.day} aria-label={t("people.day")} onChange={(event) => set({ day: event.target.value })} />
        <Input value={form.n} maxLength={16} inputMode="numeric" placeholder={t("people.n")} aria-label={t("people.n")} status={form.n !== "" && n === undefined ? "error" : undefined} onChange={(event) => set({ n: event.target.value })} />
        <Input value={form.source} maxLength={200} placeholder={t("people.source")} aria-label={t("people.source")} onChange={(event) => set({ source: event.target.value })} />
        <Button htmlType="submit" disabled={!ready} loading={save.isPending}>{t("people.add")}</Button>
      </form>
      <FaultNote error={save.error} onClose={save.reset} />
      <Await query={query} rows={3}>
        {(data) => (data.items ?? []).length === 0 ? <p className="muted">{t("people.none")}</p> : (
          <table className="mini"><tbody>{(data.items ?? []).map((row) => <tr key={row.region + row.day}><td>{row.region_name} <span className="muted num">{row.region}</span></td><td className="num">{row.day}</td><td className="right num">{row.n.toLocaleString("en-US")}</td><td className="wrap">{row.source}</td></tr>)}</tbody></table>
        )}
      </Await>
    </section>
  );
}
