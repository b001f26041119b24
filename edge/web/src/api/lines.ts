/** Parallel dissuasion: one warning with its lines side by side, requests of both sides, and what to know before a call. */
import { get, post, seg } from "./client";
import type { Level, Page, Person } from "./types";

export interface LineUnit { code: string; name: string }
export interface LineWho { id: string; name: string; unit: LineUnit; at: string; note: string }
export type PlanState = "trying" | "away" | "not_found_asked" | "not_found" | "refused" | "escalated" | "ended";
export type PlanAct = "away" | "not_found" | "confirm" | "deny" | "refused" | "escalate" | "settle" | "resume" | "prove" | "read" | "ask";
export type LineKind = "call" | "relatives" | "station" | "bank" | "carrier" | "assist" | "transfer";
export type LineAct = "take" | "try" | "done" | "refuse" | "return" | "stop";
export interface LinePlan {
  warning_id: string; unit: LineUnit; level: Level; state: PlanState; since: string; next_what: string; next_at: string; overdue: boolean; asked: LineWho; decided: LineWho;
}
export interface Track {
  kind: LineKind; id: string; order_id: string; state: string; to: string; to_code: string; owner: string; task: string; answer: LineWho; tries: number;
  last_at: string; last: string; next_at: string; due_at: string; overdue: boolean; may: LineAct[] | null;
}
export interface LineRequest extends Track {
  warning_id: string; fraud: string; level: Level; person: Person; unit: LineUnit; asked_by: LineWho; asked_at: string; reveals: boolean;
}
export interface TriedItem { code: string; zh: string; en: string; least: number; have: number; last: string; not_found: boolean; refused: boolean }
export interface LineStep { at: string; act: string; kind: string; outcome: string; by: LineWho }
export interface LineChoice { code: string; zh: string; en: string }
export interface Gate {
  budget: { used: number; limit: number; window_h: number }; quiet: boolean; exempt: boolean; why: { code: string; zh: string; en: string }[] | null;
  latest: { at: string; channel: string; outcome: string; by: string; unit: LineUnit; reason: string }[] | null;
  wishes: { id: string; until: string; from_min: number; to_min: number; note: string; by: string; unit: LineUnit; at: string }[] | null;
}
export interface LinesPage {
  plan: LinePlan; person: Person; number: string; fraud: string; reason_zh: string; reason_en: string; tracks: Track[] | null; checklist: TriedItem[] | null; gate: Gate;
  steps: LineStep[] | null; may: PlanAct[] | null; banks: LineChoice[] | null; carriers: LineChoice[] | null; outcomes: LineChoice[] | null; label_zh: string; label_en: string;
  order_id: string;
}
export interface AskBody { kind: LineKind; to_unit?: string; to_bank?: string; carrier?: string; task: string; next_at?: string }
export interface WishBody { until?: string; from_min?: number; to_min?: number; note?: string }

const of = (warning: string, rest: string) => `/warnings/${seg(warning)}${rest}`;

export const linesApi = {
  page: (warning: string) => get<LinesPage>(of(warning, "/lines")),
  gate: (warning: string) => get<Gate>(of(warning, "/gate")),
  plan: (warning: string, act: PlanAct, body: { note?: string; next_at?: string }) => post<LinesPage>(of(warning, `/plan/${act}`), body),
  ask: (warning: string, body: AskBody) => post<LinesPage>(of(warning, "/lines"), body),
  wish: (warning: string, body: WishBody) => post<Gate>(of(warning, "/wishes"), body),
  endWish: (warning: string, id: string) => post<Gate>(of(warning, `/wishes/${seg(id)}/end`)),
  list: (side: "given" | "received", live: boolean, cursor?: string) => get<Page<LineRequest>>("/lines", { side, live, cursor }),
  act: (id: string, act: LineAct, body: { note?: string; outcome?: string; next_at?: string }) => post<LineRequest>(`/lines/${seg(id)}/${act}`, body),
  reveal: (id: string, reason: string) => post<{ value: string }>(`/lines/${seg(id)}/reveal`, { reason }),
  due: (state: PlanState | "", cursor?: string) => get<Page<LinePlan & { person: Person }>>("/plans", { state, cursor }),
};

/** What any act on a line makes stale. */
export const LINES = [["lines"], ["warnings"], ["warning"], ["orders"], ["order"], ["today"]];
