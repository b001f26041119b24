import { Input, Select } from "antd";
import type { InputRef } from "antd";
import { useEffect, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import type { WarningFilter } from "../api/client";
import { FRAUDS } from "../ui/frauds";

/** What the address of the desk may say. All values are words; what is absent is not filtered. */
export interface DeskSearch {
  state?: string; level?: string; family?: string; mine?: string; overdue?: string; unit?: string; fraud?: string;
  q?: string; figure?: string; part?: string; from?: string; to?: string; id?: string;
}

/** States that still ask for work: what the desk shows unless told otherwise. */
export const OPEN_STATES = "open,working,review";
const STATES = [OPEN_STATES, "open", "working", "review", "watching", "closed", "all"];
const LEVELS = ["urgent", "high", "medium", "low"];
const FAMILIES = ["fund", "contact"];

/** What stands behind each figure of the day: the same conditions by which the centre counted it. */
const FIGURES: Record<string, WarningFilter> = {
  warnings: {}, reached: { reached: true }, reached_before_transfer: { in_time: true }, dissuaded: { outcome: "dissuaded" }, defrauded_after_warning: { failed: true },
};
/** Every share of the desk is a share of all warnings of the period. */
const OUT_OF: WarningFilter = {};

/** filterOf turns the address into what is asked of the centre. A figure's list spans all states. */
export function filterOf(search: DeskSearch): WarningFilter {
  const state = search.state ?? (search.figure || search.q ? "all" : OPEN_STATES);
  return {
    state: state === "all" ? undefined : state,
    level: search.level, family: search.family, mine: search.mine === "true" ? true : undefined,
    overdue: search.overdue === "true" ? true : undefined, unit: search.unit, fraud: search.fraud, q: search.q,
    ...(search.figure ? { ...(search.part === "den" ? OUT_OF : FIGURES[search.figure]), from: search.from, to: search.to } : {}),
  };
}

/** stateKey is the message key of a choice of states: lists of states have a name of their own. */
const stateKey = (state: string) => (state === OPEN_STATES ? "todo" : state);

export function FilterBar({ search, change, inputRef }: {
  search: DeskSearch; change: (next: Partial<DeskSearch>) => void; inputRef: Ref<InputRef>;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? "");
  useEffect(() => setText(search.q ?? ""), [search.q]);
  const pick = (name: "level" | "family" | "fraud", values: string[], width: number, className?: string) => (
    // a phone has room for state and level only
    <Select
      value={search[name]} allowClear placeholder={t(`filter.${name}`)} aria-label={t(`filter.${name}`)} style={{ width }} className={className}
      options={values.map((value) => ({ value, label: t(`${name}.${value}`) }))}
      onChange={(value: string | undefined) => change({ [name]: value })} popupMatchSelectWidth={false}
    />
  );
  const state = search.state ?? (search.figure || search.q ? "all" : OPEN_STATES);
  const states = STATES.includes(state) ? STATES : [state, ...STATES];
  return (
    <div className="filter" role="search">
      <Select
        value={state} aria-label={t("filter.state")} style={{ width: 104 }} popupMatchSelectWidth={false}
        options={states.map((value) => ({ value, label: t(`filterState.${stateKey(value)}`, { defaultValue: value.split(",").map((s) => t(`warningState.${s}`)).join(t("shell.comma")) }) }))}
        onChange={(value: string) => change({ state: value === OPEN_STATES ? undefined : value })}
      />
      {pick("level", LEVELS, 86)}
      {pick("family", FAMILIES, 102, "desk-only")}
      {pick("fraud", FRAUDS, 128, "desk-only")}
      <button type="button" className={search.mine === "true" ? "chip chip-on" : "chip"} aria-pressed={search.mine === "true"} onClick={() => change({ mine: search.mine === "true" ? undefined : "true" })}>
        {t("filter.mine")}
      </button>
      {search.overdue === "true" ? (
        <button type="button" className="chip chip-on" onClick={() => change({ overdue: undefined })}>{t("filter.overdue")} ×</button>
      ) : null}
      {search.figure ? (
        <button type="button" className="chip chip-on" onClick={() => change({ figure: undefined, part: undefined, from: undefined, to: undefined })}>
          {t("filter.figure", { name: t(`figure.${search.figure}`, { defaultValue: search.figure }) })} ×
        </button>
      ) : null}
      <Input
        ref={inputRef} className="filter-text" allowClear value={text} maxLength={60} placeholder={t("filter.text")} aria-label={t("filter.text")}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === "") change({ q: undefined });
        }}
        onPressEnter={(event) => {
          change({ q: text.trim() || undefined });
          event.currentTarget.blur();
        }}
      />
    </div>
  );
}
