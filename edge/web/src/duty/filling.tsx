import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { duty, DUTY, type DutyTeam } from "../api/duty";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";

/** teamsOf reads one team a line: officer, deputy, leader, parted by tabs or commas. */
export function teamsOf(text: string): DutyTeam[] {
  return text.split("\n").map((line) => line.split(/[\t,，]/).map((cell) => cell.trim())).filter((cells) => cells[0])
    .map(([officer, deputy, leader]) => ({ officer: officer ?? "", ...(deputy ? { deputy } : {}), ...(leader ? { leader } : {}) }));
}

/** Filling writes many shifts at once: pasted from a sheet, or by rotation of teams. All are taken or none. */
export function Filling({ how, unit, from, done }: { how: "paste" | "rotate"; unit?: string; from: string; done: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [first, setFirst] = useState(from);
  const [span, setSpan] = useState(28);
  const teams = teamsOf(text);
  const save = useAct(() => (how === "paste" ? duty.paste(unit, text) : duty.rotate(unit, { from: first, days: span, teams })), DUTY, done);
  const ready = how === "paste" ? text.trim() !== "" : teams.length > 0;
  return (
    <form className="card duty-form" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t(`duty.${how}`)}>
      {how === "rotate" ? (
        <>
          <label>{t("duty.from")} <input className="plain-input" type="date" value={first} onChange={(event) => setFirst(event.target.value)} /></label>
          <label>{t("duty.days")} <input className="plain-input" type="number" min={1} max={92} value={span} onChange={(event) => setSpan(Number(event.target.value))} /></label>
        </>
      ) : null}
      <textarea className="plain-input" autoFocus value={text} maxLength={65536} onChange={(event) => setText(event.target.value)} placeholder={t(how === "paste" ? "duty.pasteHint" : "duty.rotateHint")} aria-label={t(how === "paste" ? "duty.pasteHint" : "duty.rotateHint")} data-testid="duty-text" />
      <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="duty-save">{t("duty.write")}</Button>
      <Button onClick={done}>{t("act.cancel")}</Button>
      <span className="muted">{t("duty.allOrNone")}</span>
      <FaultNote error={save.error} onClose={() => save.reset()} />
    </form>
  );
}
