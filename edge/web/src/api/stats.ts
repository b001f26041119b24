/** Figures as the centre counts them. Their words come with them and are printed as they are: the console rounds nothing, so that wall, page and bulletin agree to the digit. */
import { call, get, post, seg } from "./client";

/** One question for a figure. Other keys are sides of it: fraud_type, bank, region … */
export interface Ask { code: string; period?: string; at?: string; region?: string; unit?: string; [side: string]: string | undefined }
export interface Span { kind: string; from: string; to: string; zh: string; en: string }
export type Dir = "up" | "down" | "flat" | "none";
export type Tone = "good" | "bad" | "neutral";
export interface Comparison { kind: "yoy" | "mom" | "base"; base: Span; base_text_zh: string; base_text_en: string; text_zh: string; text_en: string; dir: Dir; tone: Tone; change: number; note: "" | "base_zero" | "base_small" | "no_history" }
export interface Reading {
  code: string; zh: string; en: string; unit: string; good: string; local: boolean; text_zh: string; text_en: string; value: number; num: number; den: number; known: boolean;
  period: Span; small: boolean; excluded: { zh: string; en: string; n: number }[] | null; base_day: string; compare: Comparison[] | null; region?: string; unit_code?: string;
}
export interface Indicator {
  code: string; zh: string; en: string; group: string; owner: string; unit: string; formula_zh: string; formula_en: string; source: string; local: boolean; good: "up" | "down" | "none";
  rounding: string; decimals: number; source_en: string; unit_en: string; example: string; from: string; periods: string[] | null; dims: string[] | null;
}
export interface GroupRow { key: string; zh: string; en: string; reading: Reading; per10k_text: string; per10k: number; population: number; hidden: boolean }
/** Parts of a figure. `overlap`: a thing may stand in several of them, so that they add up to more than the whole. */
export interface Groups { rows: GroupRow[] | null; rest: GroupRow | null; whole: Reading; overlap: boolean }
export interface Fact { id: string; measure: string; at: string; unit: string; unit_name: string; region: string; region_name: string; sides: Record<string, string> | null; sides_en: Record<string, string> | null; n: number; fen: number; object: string }
export interface Facts { items: Fact[] | null; next: string; sum_n: number; sum_fen: number }
export interface UrgentLine { id?: string; number: string; level: string; fraud: string; unit_name: string; state: string; raised_at: string; due_at: string; overdue: boolean }
export interface BankLine { bank: string; name: string; orders: number; answered: number; silent: number; median_s: number; p90_s: number; held_fen: number; asked_fen: number }
export interface TypeLine { code: string; zh: string; en: string; points: Reading[] | null }
/** Situation is one page of the centre without names: everything in it is what the bulletins print. */
export interface Situation { as_of: string; period: Span; six: Reading[] | null; towns: GroupRow[] | null; towns_code: string; types: TypeLine[] | null; urgent: UrgentLine[] | null; urgent_more: number; banks: BankLine[] | null }
export interface MapSetting { kind: "none" | "geojson"; name?: string; updated_at?: string; geojson?: unknown }
export interface QueryBody { code: string; from: string; to: string; by: string[]; only: { dim: string; values: string[] }[]; limit: number; reason: string }
export interface QueryAnswer { columns: { key: string; zh: string; en: string }[] | null; rows: { keys: { value: string; zh: string; en: string }[] | null; n: number; fen: number; text_zh: string; text_en: string; hidden: boolean }[] | null; whole_zh: string; whole_en: string; truncated: boolean }
export interface SavedQuery { id: string; name: string; body: QueryBody; updated_at: string }
export interface Population { region: string; region_name: string; day: string; n: number; source: string; set_at: string }
interface List<T> { items: T[] | null; next?: string }

const rest = ({ code: _, ...query }: Ask) => query;
const one = (ask: Ask, what: string) => `/indicators/${seg(ask.code)}/${what}`;

export const statsApi = {
  indicators: () => get<List<Indicator>>("/indicators"),
  reading: (ask: Ask) => get<Reading>(one(ask, "reading"), rest(ask)),
  series: (ask: Ask, n: number) => get<{ points: Reading[] | null; streak: number; dir: Dir }>(one(ask, "series"), { ...rest(ask), n }),
  groups: (ask: Ask, by: string, digits?: number) => get<Groups>(one(ask, "groups"), { ...rest(ask), by, digits }),
  facts: (ask: Ask, part: "num" | "den", cursor?: string) => get<Facts>(one(ask, "facts"), { ...rest(ask), part, cursor }),
  situation: (period: string, at?: string) => get<Situation>("/situation", { period, at }),
  map: () => get<MapSetting>("/settings/map"),
  setMap: (body: { name: string; geojson: unknown }) => call<MapSetting>("PUT", "/settings/map", body),
  dropMap: () => call<void>("DELETE", "/settings/map"),
  populations: () => get<List<Population>>("/populations"),
  setPopulation: (body: { region: string; day: string; n: number; source: string }) => post<Population>("/populations", body),
  ask: (body: QueryBody) => post<QueryAnswer>("/query", body),
  saved: () => get<List<SavedQuery>>("/queries"),
  save: (body: { name: string; body: QueryBody }) => post<SavedQuery>("/queries", body),
  forget: (id: string) => call<void>("DELETE", `/queries/${seg(id)}`),
};
