/** Figures as the centre counts them. Their words come with them and are printed as they are: the console rounds nothing, so that wall, page and bulletin agree to the digit. */
import { get, seg } from "./client";

/** One question for a figure. Other keys are sides of it: fraud_type, bank, region … */
export interface Ask { code: string; period?: string; at?: string; region?: string; unit?: string; [side: string]: string | undefined }
export interface Span { kind: string; from: string; to: string; zh: string; en: string }
export type Dir = "up" | "down" | "flat" | "none";
export type Tone = "good" | "bad" | "neutral";
export interface Comparison { kind: "yoy" | "mom" | "base"; base: Span; base_text_zh: string; base_text_en: string; text_zh: string; text_en: string; dir: Dir; tone: Tone; change: number; note: "" | "base_zero" | "base_small" | "no_history" }
export interface Reading {
  code: string; zh: string; en: string; unit: string; good: string; local: boolean; text_zh: string; text_en: string; value: number; num: number; den: number; known: boolean;
  period: Span; compare: Comparison[] | null; region?: string; unit_code?: string;
}
export interface Indicator {
  code: string; zh: string; en: string; group: string; owner: string; unit: string; formula_zh: string; formula_en: string; source: string; local: boolean; good: "up" | "down" | "none";
  rounding: string; periods: string[] | null; dims: string[] | null;
}
export interface GroupRow { key: string; zh: string; en: string; reading: Reading; per10k_text: string; per10k: number; population: number; hidden: boolean }
export interface Groups { rows: GroupRow[] | null; whole: Reading }
export interface Fact { id: string; at: string; unit: string; unit_name: string; region: string; region_name: string; sides: Record<string, string> | null; n: number; fen: number; object: string }
export interface Facts { items: Fact[] | null; next: string; sum_n: number; sum_fen: number }
interface List<T> { items: T[] | null; next?: string }

const rest = ({ code: _, ...query }: Ask) => query;
const one = (ask: Ask, what: string) => `/indicators/${seg(ask.code)}/${what}`;

export const statsApi = {
  indicators: () => get<List<Indicator>>("/indicators"),
  reading: (ask: Ask) => get<Reading>(one(ask, "reading"), rest(ask)),
  series: (ask: Ask, n: number) => get<{ points: Reading[] | null }>(one(ask, "series"), { ...rest(ask), n }),
  groups: (ask: Ask, by: string, digits?: number) => get<Groups>(one(ask, "groups"), { ...rest(ask), by, digits }),
  facts: (ask: Ask, part: "num" | "den", cursor?: string) => get<Facts>(one(ask, "facts"), { ...rest(ask), part, cursor }),
};
