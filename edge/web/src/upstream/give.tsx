import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { randomKey } from "../api/key";
import { upstream, type CentreOrder, type CentreOrderGive } from "../api/upstream";
import { useAct } from "../ui/act";
import { DetailClose } from "../ui/detailclose";
import { FRAUDS } from "../ui/frauds";
import { FaultNote } from "../ui/states";
import { CENTRE_ORDERS } from "./rules";

const EMPTY: CentreOrderGive = { name: "", phone: "", place: "", centre: "", level: "high", family: "contact", fraud: "other", text: "" };
const LEVELS = ["urgent", "high", "medium", "low"] as const;

/** GiveForm gives an order to a lower centre. Only what reaching the person needs is asked for, since only that travels. */
export function GiveForm({ onClose, onGiven }: { onClose: () => void; onGiven: (order: CentreOrder) => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(EMPTY);
  const [key, setKey] = useState(randomKey);
  const give = useAct((body: CentreOrderGive) => upstream.give(body, key), CENTRE_ORDERS, onGiven);
  const below = (useQuery({ queryKey: ["centreLinks"], queryFn: upstream.links }).data?.items ?? []).filter((link) => link.place === "below" && link.active);
  const put = <K extends keyof CentreOrderGive>(name: K, value: CentreOrderGive[K]) => { setForm({ ...form, [name]: value }); setKey(randomKey()); };
  const ready = form.phone.trim() !== "" && form.text.trim() !== "" && ((form.place ?? "") !== "" || (form.centre ?? "") !== "");
  return (
    <aside className="detail" aria-label={t("upstream.give.title")}>
      <header className="detail-head"><DetailClose onClose={onClose} /><h2 className="upstream-title">{t("upstream.give.title")}</h2><p className="muted">{t("upstream.give.hint")}</p></header>
      <form className="detail-body upstream-give" onSubmit={(event) => { event.preventDefault(); if (ready && !give.isPending) give.mutate(form); }} data-testid="give-form">
        <label>{t("upstream.give.phone")}<input className="plain-input" autoFocus inputMode="tel" maxLength={24} value={form.phone} onChange={(event) => put("phone", event.target.value)} data-testid="give-phone" /></label>
        <label>{t("upstream.give.name")}<input className="plain-input" maxLength={60} value={form.name} onChange={(event) => put("name", event.target.value)} data-testid="give-name" /></label>
        <label>{t("upstream.give.place")}<input className="plain-input" inputMode="numeric" maxLength={12} value={form.place} onChange={(event) => put("place", event.target.value.replace(/\D/g, ""))} data-testid="give-place" /></label>
        <label>{t("upstream.give.centre")}
          <select className="plain-input" value={form.centre} onChange={(event) => put("centre", event.target.value)} data-testid="give-centre">
            <option value="">{t("upstream.give.byPlace")}</option>
            {below.map((link) => <option key={link.code} value={link.code}>{link.name}</option>)}
          </select>
        </label>
        <label>{t("filter.level")}
          <select className="plain-input" value={form.level} onChange={(event) => put("level", event.target.value as CentreOrderGive["level"])}>{LEVELS.map((each) => <option key={each} value={each}>{t(`level.${each}`)}</option>)}</select>
        </label>
        <label>{t("filter.family")}
          <select className="plain-input" value={form.family} onChange={(event) => put("family", event.target.value as CentreOrderGive["family"])}>{(["contact", "fund"] as const).map((each) => <option key={each} value={each}>{t(`family.${each}`)}</option>)}</select>
        </label>
        <label>{t("filter.fraud")}
          <select className="plain-input" value={form.fraud} onChange={(event) => put("fraud", event.target.value)}>{FRAUDS.map((each) => <option key={each} value={each}>{t(`fraud.${each}`)}</option>)}</select>
        </label>
        <label className="upstream-wide">{t("upstream.give.text")}<textarea className="plain-input" rows={4} maxLength={1000} value={form.text} onChange={(event) => put("text", event.target.value)} data-testid="give-text" /></label>
        <div className="choice">
          <button type="submit" className="chip chip-on" disabled={!ready || give.isPending} data-testid="give-send">{t("upstream.give.send")}</button>
          <button type="button" className="chip" onClick={onClose}>{t("act.cancel")}</button>
        </div>
        <FaultNote error={give.error} onClose={give.reset} />
      </form>
    </aside>
  );
}
