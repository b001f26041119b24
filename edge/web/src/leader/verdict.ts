import type { Comparison, Reading } from "../api/stats";
import { toneOf } from "../ui/figure";

export interface Verdict { worse: Reading[]; better: Reading[]; same: Reading[]; unknown: Reading[] }

/** against is the comparison of one kind, where it could be made. */
export const against = (reading: Reading, kind: Comparison["kind"]): Comparison | undefined => (reading.compare ?? []).find((each) => each.kind === kind && each.note !== "no_history");

/** verdictOf sorts figures by whether they are worse than the period before. What cannot be compared is not counted as the same. */
export function verdictOf(readings: Reading[], kind: Comparison["kind"] = "mom"): Verdict {
  const out: Verdict = { worse: [], better: [], same: [], unknown: [] };
  for (const reading of readings) {
    const compare = against(reading, kind);
    const to = !compare ? out.unknown : compare.tone === "bad" ? out.worse : toneOf(compare) === "good" ? out.better : compare.dir === "flat" ? out.same : out.unknown;
    to.push(reading);
  }
  return out;
}

/** What a leader looks at: the last whole day, or the week and month so far. */
export const LOOKS = ["day", "week", "month"] as const;
export type Look = (typeof LOOKS)[number];
export const lookOf = (text: string | undefined): Look => LOOKS.find((each) => each === text) ?? "day";
