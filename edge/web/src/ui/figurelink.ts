import type { Ask, Reading } from "../api/stats";

/** The sides of a question that an address may carry. */
export const ASK_WORDS = ["period", "at", "end", "from", "to", "name", "region", "unit", "fraud_type", "campaign", "supervision", "card_kind", "bank", "carrier", "outlet", "venue", "channel", "amount_band", "age_band", "sex", "occupation", "member_unit", "level", "result"] as const;

/** shortSpan names a period on the axis of a chart: the month, or the day on which it begins; one that is not over is marked. */
export function shortSpan(span: { kind: string; from: string; zh: string; en: string; open?: boolean }): string {
  if (span.open) return `${shortSpan({ ...span, open: false })}…`;
  if (span.kind === "day" || span.kind === "week" || span.kind === "range") return span.from.slice(5);
  return span.kind === "year" || span.kind === "ytd" ? span.from.slice(0, 4) : span.from.slice(0, 7);
}

/** How an address names what has no value on a side: an empty word would say nothing. */
export const NO_VALUE = "-";

/** askOf keeps of an address what belongs to a question. */
export function askOf(code: string, search: Record<string, string | undefined>): Ask {
  const ask: Ask = { code };
  for (const name of ASK_WORDS) if (search[name]) ask[name] = search[name];
  return ask;
}

/** behindOf is the address of the list that a figure counts: of the same days and sides, so that the list adds up to it. */
export function behindOf(reading: Pick<Reading, "code" | "period">, sides: Record<string, string | undefined> = {}, part: "num" | "den" = "num"): { to: "/behind"; search: Record<string, string> } {
  const search: Record<string, string> = { code: reading.code, period: reading.period.kind, at: reading.period.to };
  if (reading.period.end) search.end = reading.period.end;
  for (const [name, value] of Object.entries(sides)) if (value !== undefined && (ASK_WORDS as readonly string[]).includes(name) && name !== "period" && name !== "at" && name !== "end") { if (value !== "" || !["region", "unit"].includes(name)) search[name] = value || NO_VALUE; }
  if (part === "den") search.part = "den";
  return { to: "/behind", search };
}

/** The screen that shows one record, by the kind of its object: "claim/01J…" opens the claim. */
const RECORDS: Record<string, (id: string) => { to: string; search?: Record<string, string>; params?: Record<string, string> }> = {
  claim: (id) => ({ to: "/stoppay", search: { id, list: "all" } }),
  stop: (id) => ({ to: "/stops", search: { q: id } }),
  warning: (id) => ({ to: "/alerts", search: { id, state: "all" } }),
  order: (id) => ({ to: "/tasks", search: { id } }),
  objection: (id) => ({ to: "/objections", search: { id, state: "all" } }),
  restriction: (id) => ({ to: "/measures", search: { kind: "restriction", id } }),
  mark: (id) => ({ to: "/measures", search: { kind: "mark", id } }),
  sanction: (id) => ({ to: "/measures", search: { kind: "sanction", id } }),
  case: (id) => ({ to: "/cases", search: { id } }),
  meeting: (id) => ({ to: "/govern/meetings", search: { id } }),
  interview: (id) => ({ to: "/govern/meetings", search: { tab: "escalations", id } }),
  escalation: (id) => ({ to: "/govern/meetings", search: { tab: "escalations", id } }),
  duty: (id) => ({ to: "/govern/duties", search: { id } }),
  task: (id) => ({ to: "/govern/duties", search: { tab: "tasks", id } }),
  notice: (id) => ({ to: "/govern/members", search: { tab: "notices", id } }),
  ranking: (id) => ({ to: "/govern/rankings", search: { id } }),
  return: (id) => ({ to: "/govern/returns", search: { id } }),
  bulletin: (id) => ({ to: "/bulletins/$id", params: { id } }),
  freeze: (id) => ({ to: "/measures", search: { id } }),
};

/** recordOf is where the record behind a fact is shown, or nothing where no screen shows it. */
export function recordOf(object: string): { to: string; search?: Record<string, string>; params?: Record<string, string> } | undefined {
  const [kind, ...rest] = object.split("/");
  const id = rest.join("/");
  return id !== "" && Object.hasOwn(RECORDS, kind) ? RECORDS[kind](id) : undefined;
}
