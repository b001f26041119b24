import type { Indicator, QueryAnswer, QueryBody } from "../api/stats";
import { NO_VALUE } from "../ui/figurelink";

/** What was chosen so far; empty words are not chosen yet. */
export interface Chosen { code: string; from: string; to: string; by: [string, string]; only: { dim: string; values: string }[]; limit: number; reason: string }

/** The ways to split that every indicator has. */
export const PLACES_BY = ["region:6", "region:9", "unit:6", "unit:12", "day"] as const;
export const LIMITS = [50, 200, 1000] as const;
/** The shortest reason that says something; the centre asks for the same. */
const REASON_LEAST = 4;

export const emptyQuery = (to: string, from: string): Chosen => ({ code: "", from, to, by: ["region:6", ""], only: [], limit: LIMITS[1], reason: "" });

/** valuesOf reads codes as people type them: commas of both kinds, spaces, line ends. */
export const valuesOf = (text: string): string[] => [...new Set(text.split(/[,，、;；\s]+/).filter((value) => value !== ""))].slice(0, 200);

/** missing names what a question still needs, by the key of its word. */
export function missing(chosen: Chosen): ("what" | "badSpan" | "tooShort" | "only")[] {
  const out: ("what" | "badSpan" | "tooShort" | "only")[] = [];
  if (chosen.code === "") out.push("what");
  if (chosen.from === "" || chosen.to === "" || chosen.from > chosen.to) out.push("badSpan");
  if (chosen.only.some((each) => each.dim !== "" && valuesOf(each.values).length === 0)) out.push("only");
  if ([...chosen.reason.trim()].length < REASON_LEAST) out.push("tooShort");
  return out;
}

/** bodyOf is a question as the centre takes it: a split named twice is one. */
export function bodyOf(chosen: Chosen): QueryBody {
  const by = [...new Set(chosen.by.filter((each) => each !== ""))];
  const only = chosen.only.filter((each) => each.dim !== "").map((each) => ({ dim: each.dim, values: valuesOf(each.values) }));
  return { code: chosen.code, from: chosen.from, to: chosen.to, by, only, limit: chosen.limit, reason: chosen.reason.trim() };
}

/** chosenOf opens a kept question again; its reason is asked anew each time. */
export function chosenOf(body: QueryBody): Chosen {
  return { code: body.code, from: body.from, to: body.to, by: [body.by?.[0] ?? "", body.by?.[1] ?? ""], only: (body.only ?? []).map((each) => ({ dim: each.dim, values: (each.values ?? []).join(",") })), limit: body.limit, reason: "" };
}

type Row = NonNullable<QueryAnswer["rows"]>[number];

/** listOf is the address of the list that a row of an answer counts: the days, places and sides of the question and of the row. A place that is not known has no list of its own. */
export function listOf(body: QueryBody, periods: readonly string[], row?: Row): { to: "/behind"; search: Record<string, string> } | undefined {
  const sides: Record<string, string> = Object.fromEntries((body.only ?? []).map(({ dim, values }) => [dim, (values ?? []).map((value) => value || NO_VALUE).join("|")]));
  let days: Record<string, string> = periods.includes("range") ? { period: "range", from: body.from, to: body.to } : { period: periods[0] ?? "month", at: body.to };
  for (const [i, way] of (row ? (body.by ?? []) : []).entries()) {
    const value = row?.keys?.[i]?.value ?? "";
    const side = way.split(":")[0];
    if (side === "day") days = { period: "range", from: value, to: value };
    else if (value !== "") sides[side] = value;
    else if (side === "region" || side === "unit") return undefined;
    else sides[side] = NO_VALUE;
  }
  return { to: "/behind", search: { code: body.code, ...days, ...sides } };
}

/** waysOf are the ways to split an indicator: by place, by day, and by its own sides. */
export const waysOf = (entry: Indicator | undefined): string[] => [...PLACES_BY, ...(entry?.dims ?? [])];

/** tabbed is a table as a sheet takes it from the clipboard. */
export const tabbed = (rows: string[][]): string => rows.map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
