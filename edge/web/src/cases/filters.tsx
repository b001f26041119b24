import { useTranslation } from "react-i18next";
import type { CaseFilter } from "../api/cases";
import { DayInput } from "../ui/dayinput";
import { FlowSelect } from "../ui/field";
import { useWords } from "./words";

const SELECTS = [["fraud", "frauds"], ["campaign", "campaigns"], ["supervision", "supervision"], ["band", "amount_bands"], ["measure", "measures"]] as const;
const STATES = ["filed", "solved", "closed", "withdrawn"] as const;
const DAYS = ["filed_from", "filed_to"] as const;
/** What another screen may ask for; it is shown as a chip that can be taken off. */
const ASKED = ["unit", "region", "scope", "track", "victim_kind", "sex", "age_band", "occupation", "member_unit", "claim", "exhibit", "money", "solved_from", "solved_to", "part_from", "part_to"] as const;
const BOOKS: Record<string, string> = { scope: "scopes", track: "tracks", victim_kind: "victims", sex: "sexes", age_band: "age_bands", occupation: "occupations", exhibit: "exhibits", money: "money" };

/** CaseFilters choose the list; they stand in the address. */
export function CaseFilters({ filter, change }: { filter: CaseFilter; change: (next: CaseFilter & { id?: string }) => void }) {
  const { t } = useTranslation();
  const { list, word } = useWords();
  const set = (side: keyof CaseFilter, value: string) => change({ [side]: value || undefined, id: undefined });
  return (
    <div className="bar case-filters" data-testid="case-filters">
      <div className="choice" role="radiogroup" aria-label={t("cases.state")}>
        <button type="button" role="radio" aria-checked={!filter.state} className={filter.state ? "chip" : "chip chip-on"} onClick={() => set("state", "")}>{t("cases.all")}</button>
        {STATES.map((each) => <button key={each} type="button" role="radio" aria-checked={filter.state === each} className={filter.state === each ? "chip chip-on" : "chip"} onClick={() => set("state", each)} data-testid={`cases-${each}`}>{t(`caseState.${each}`)}</button>)}
      </div>
      <input className="plain-input" value={filter.number ?? ""} placeholder={t("cases.number")} aria-label={t("cases.number")} onChange={(event) => set("number", event.target.value)} data-testid="case-number" maxLength={40} />
      {SELECTS.map(([side, book]) => <FlowSelect key={side} value={filter[side] ?? ""} onChange={(value) => set(side, value)} options={list(book)} empty={t(`cases.any.${side}`)} testid={`case-${side}`} flow={false} />)}
      {DAYS.map((side) => <label key={side} className="case-day">{t(`cases.side.${side}`)}<DayInput value={filter[side] ?? ""} onChange={(event) => set(side, event.target.value)} /></label>)}
      {(["large", "warned", "overdue"] as const).map((side) => <button key={side} type="button" className={filter[side] ? "chip chip-on" : "chip"} aria-pressed={Boolean(filter[side])} onClick={() => set(side, filter[side] ? "" : "true")}>{t(`cases.${side}`)}</button>)}
      {ASKED.filter((side) => filter[side]).map((side) => <button key={side} type="button" className="chip chip-on" onClick={() => set(side, "")}>{t(`cases.side.${side}`)} {word(BOOKS[side] ?? "", filter[side] ?? "")} ×</button>)}
    </div>
  );
}
