import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { duty, type DutyBoard, type DutyShift } from "../api/duty";
import { useLang } from "../i18n";
import { useKeys } from "../ui/keys";
import { useNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { useSession } from "../ui/session";
import { Await } from "../ui/states";
import { formatTime } from "../ui/time";
import { Filling } from "./filling";
import { ShiftForm } from "./shiftform";
import { Swaps } from "./swaps";
import "./duty.css";

export type Search = Partial<Record<"unit" | "from" | "shift" | "list", string>>;
const DAY_MS = 86_400_000;

/** days lists the days of a board, from its first. */
export const days = (from: string, n: number): string[] => Array.from({ length: n }, (_, i) => new Date(Date.parse(`${from}T00:00:00Z`) + i * DAY_MS).toISOString().slice(0, 10));

/** Roster (值班表) shows who is on duty in a unit for the days that must be full, and in red where nobody is. */
export function Roster() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = useSearch({ from: "/gate/duty" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/duty", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const query = useQuery({ queryKey: ["duty", "roster", search.unit ?? "", search.from ?? ""], queryFn: () => duty.roster(search.unit, search.from) });
  const units = useQuery({ queryKey: ["units"], queryFn: api.units, staleTime: 300_000, enabled: can("duty.manage") }).data?.items ?? [];
  const turn = (by: number) => go({ from: dayOf(Date.parse(`${query.data?.from ?? dayOf(Date.now())}T00:00:00+08:00`) + by * (query.data?.days ?? 14) * DAY_MS), shift: undefined });
  const list = (name: string) => go({ list: search.list === name ? undefined : name });
  useKeys({ Escape: () => go({ shift: undefined, list: undefined }), "[": () => turn(-1), "]": () => turn(1), h: () => void navigate({ to: "/handover" }), p: () => can("duty.manage") && list("paste"), r: () => can("duty.manage") && list("rotate") });
  return (
    <div className="page">
      <header className="bar">
        <h1 className="screen-title">{t("menu.duty")}</h1>
        {units.length > 0 ? <Select size="small" showSearch={{ optionFilterProp: "label" }} value={query.data?.unit.code} aria-label={t("duty.unit")} options={units.filter((each) => each.active).map((each) => ({ value: each.code, label: each.name }))} onChange={(unit: string) => go({ unit, shift: undefined })} data-testid="duty-unit" /> : <span className="muted">{query.data?.unit.name}</span>}
        <span className="grow" />
        <Button size="small" onClick={() => turn(-1)}>‹<kbd>[</kbd></Button>
        <Button size="small" onClick={() => go({ from: undefined })}>{t("duty.today")}</Button>
        <Button size="small" onClick={() => turn(1)}>›<kbd>]</kbd></Button>
        {can("duty.manage") ? <><Button size="small" onClick={() => list("paste")} data-testid="duty-paste">{t("duty.paste")}<kbd>P</kbd></Button><Button size="small" onClick={() => list("rotate")} data-testid="duty-rotate">{t("duty.rotate")}<kbd>R</kbd></Button></> : null}
        <Button size="small" type="primary" onClick={() => void navigate({ to: "/handover" })} data-testid="to-handover">{t("menu.handover")}<kbd>H</kbd></Button>
      </header>
      <Await query={query} rows={12}>
        {(board) => (
          <>
            <Gaps board={board} />
            <Swaps />
            {search.list === "paste" || search.list === "rotate" ? <Filling how={search.list} unit={search.unit} from={board.from} done={() => go({ list: undefined })} /> : null}
            {search.shift ? <ShiftForm key={search.shift} board={board} at={search.shift} unit={search.unit} close={() => go({ shift: undefined })} /> : null}
            <Grid board={board} chosen={search.shift} choose={(shift) => go({ shift })} />
          </>
        )}
      </Await>
    </div>
  );
}

/** Gaps are the spans of the days that must be full in which nobody is on duty. */
function Gaps({ board }: { board: DutyBoard }) {
  const { t } = useTranslation();
  if (board.gaps.length === 0) return <p className="muted" data-testid="duty-full">✓ {t("duty.full", { days: board.days })}</p>;
  return (
    <section aria-label={t("duty.gaps", { days: board.days, n: board.gaps.length })} data-testid="duty-gaps">
      <span className="duty-gap">✗ {t("duty.gaps", { days: board.days, n: board.gaps.length })}</span>
      <ul className="duty-gaps">{board.gaps.slice(0, 12).map((gap) => <li key={gap.from} className="bad num">{formatTime(gap.from, "minute")} – {formatTime(gap.to, "minute")}</li>)}</ul>
    </section>
  );
}

function Grid({ board, chosen, choose }: { board: DutyBoard; chosen?: string; choose: (at: string) => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { session } = useSession();
  const now = useNow();
  const me = session?.user.id ?? "";
  const of = (day: string, code: string): DutyShift | undefined => board.shifts.find((each) => each.day === day && each.code === code);
  return (
    <div className="scroll-x">
      <table className="mini plain-table duty-grid" aria-label={t("menu.duty")} data-testid="duty-grid">
        <thead><tr><th>{t("duty.day")}</th>{board.slots.map((slot) => <th key={slot.code}>{pick(slot.name_zh, slot.name_en)} <span className="num muted">{slot.from} · {t("duty.hours", { n: slot.hours })}</span></th>)}</tr></thead>
        <tbody>
          {days(board.from, board.days).map((day) => (
            <tr key={day}>
              <td className="num">{day}</td>
              {board.slots.map((slot) => {
                const shift = of(day, slot.code);
                const at = `${day} ${slot.code}`;
                const on = shift && Date.parse(shift.from) <= now && now < Date.parse(shift.to);
                const mine = shift && [shift.officer.id, shift.deputy.id, shift.leader.id].includes(me);
                return (
                  <td key={slot.code} data-label={pick(slot.name_zh, slot.name_en)} className={chosen === at ? "duty-chosen" : undefined}>
                    <button type="button" className={`duty-cell${on ? " duty-now" : ""}${mine ? " duty-mine" : ""}`} onClick={() => choose(at)} data-testid={`shift-${day}-${slot.code}`}>
                      {shift ? <><b>{shift.officer.name}</b>{on ? ` · ${t("duty.onNow")}` : ""}{shift.late ? <span className="bad"> · {t("duty.late")}</span> : ""}<span className="second">{t("duty.deputy")} {shift.deputy.name || "–"} · {t("duty.leader")} {shift.leader.name || "–"}</span></> : <span className="duty-gap">{t("duty.nobody")}</span>}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
