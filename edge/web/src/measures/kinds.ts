import type { MeasureRules, Mark, Restriction, Sanction } from "../api/measures";

/** The kinds of measures that have a tab, in the order of their weight for the person concerned. */
export const KINDS = ["freeze", "restriction", "mark", "sanction"] as const;
export type Kind = (typeof KINDS)[number];
export const kindOf = (text: string | undefined): Kind => KINDS.find((kind) => kind === text) ?? "freeze";

/** What one list asks of the centre; hours count from now. */
export interface Ask { state?: string; appeal?: string; endsHours?: number; reviewHours?: number }

const DAY_H = 24;
/** The lists of each kind, as the address names them; the first is shown when none is named. */
export const ASKS: Record<Exclude<Kind, "freeze">, Record<string, Ask>> = {
  restriction: { running: { state: "active" }, review: { state: "active", reviewHours: 2 }, ending: { state: "active", endsHours: 12 }, ended: { state: "ended,lifted" }, all: {} },
  mark: { running: { state: "active" }, ending: { state: "active", endsHours: 7 * DAY_H }, ended: { state: "ended,removed" }, all: {} },
  sanction: {
    todo: { state: "nominated,recognised" }, appeal: { appeal: "open" }, running: { state: "noticed,in_force" }, ending: { state: "in_force", endsHours: 30 * DAY_H },
    ended: { state: "declined,ended,revoked" }, all: {},
  },
};

/** One command on a measure: the right it needs, and what must be said with it. */
export interface Verb { name: string; right: string; note?: boolean; optionalNote?: boolean; notice?: boolean; verdict?: boolean; danger?: boolean }

const OBJECT: Verb = { name: "object", right: "claim.read" };
const REVOKE: Verb = { name: "revoke", right: "freeze.approve", note: true, danger: true };

/** restrictionVerbs are what may follow on a restriction now; it follows on itself once at most. The centre decides again. */
export function restrictionVerbs(row: Pick<Restriction, "state" | "count">, most: number): Verb[] {
  if (row.state !== "active") return [];
  const extend: Verb[] = row.count < most ? [{ name: "extend", right: "claim.work", note: true }] : [];
  return [{ name: "review", right: "claim.work", note: true }, ...extend, { name: "lift", right: "claim.work", note: true, danger: true }, OBJECT];
}

/** markVerbs are what may follow on a mark now. */
export function markVerbs(row: Pick<Mark, "state">): Verb[] {
  return row.state === "active" ? [{ name: "remove", right: "claim.review", note: true, danger: true }, OBJECT] : [];
}

/** sanctionVerbs are what may follow on a sanction now: an open appeal is decided before another is taken. */
export function sanctionVerbs(row: Pick<Sanction, "state" | "appeal" | "minor">): Verb[] {
  if (row.state === "nominated") {
    return [{ name: "recognise", right: "freeze.approve", note: row.minor, optionalNote: !row.minor }, { name: "decline", right: "freeze.approve", note: true, danger: true }];
  }
  if (row.state === "recognised") return [{ name: "notice", right: "claim.review", notice: true, optionalNote: true }, REVOKE];
  if (row.state !== "noticed" && row.state !== "in_force") return [];
  const appeal: Verb = row.appeal === "open" ? { name: "decide-appeal", right: "claim.review", note: true, verdict: true } : { name: "appeal", right: "claim.read", note: true };
  return [appeal, REVOKE];
}

/** allowed keeps what these rights open: the centre refuses the others in any case. */
export const allowed = (verbs: Verb[], can: (right: string) => boolean): Verb[] => verbs.filter((verb) => can(verb.right));

/** What was typed beside a command. */
export interface Said { note: string; notice: string; verdict: "" | "yes" | "no"; remedy: string }
export const nothingSaid: Said = { note: "", notice: "", verdict: "", remedy: "" };

/** complete says whether everything that a command needs was said. */
export function complete(verb: Verb, said: Said): boolean {
  return (!verb.note || said.note.trim() !== "") && (!verb.notice || said.notice.trim() !== "") && (!verb.verdict || said.verdict !== "");
}

/** bodyOf is a command as the centre takes it: nothing empty is sent. */
export function bodyOf(verb: Verb, said: Said, version: number): { version: number; note?: string; notice?: string; upheld?: boolean; remedy?: string } {
  const note = said.note.trim();
  const remedy = said.remedy.trim();
  return {
    version, ...(note ? { note } : {}), ...(verb.notice ? { notice: said.notice.trim() } : {}), ...(verb.verdict ? { upheld: said.verdict === "yes" } : {}),
    ...(verb.verdict && said.verdict === "no" && remedy ? { remedy } : {}),
  };
}

/** ruleValue is one number of the rules. */
export const ruleValue = (rules: MeasureRules | undefined, code: string): number | undefined => rules?.lines?.find((line) => line.code === code)?.value;

/** The kinds of marks that stand on accounts, on persons, or on both. */
export const MARK_KINDS = ["involved", "passed", "lent", "false_report", "cleared_trader"] as const;
export const subjectsOf = (kind: string): ("account" | "person")[] =>
  kind === "cleared_trader" ? ["account", "person"] : kind === "involved" || kind === "passed" ? ["account"] : ["person"];

export const LIMITS = ["non_counter", "payments"] as const;
export const REASONS = ["paying_now", "remote_control", "second_payment", "told_to_pay"] as const;
export const GROUNDS = ["not_mine", "mistaken", "own_money", "hardship", "merchant", "living_money", "over_held", "other"] as const;
