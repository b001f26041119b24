import type { AttemptEvidence, Channel } from "../api/types";
import { parseYuan } from "./money";

/** What can come of an attempt, by channel. The position is also the digit key. */
export const OUTCOMES: Record<Channel, string[]> = {
  call: ["answered", "refused", "busy", "off", "empty", "no_answer"],
  sms: ["sent", "delivered", "failed"],
  visit: ["met", "absent", "moved", "refused_door"],
};

/** Outcomes where the person was spoken to: then it is asked what they believe and whether money has gone. */
export const REACHED = new Set(["answered", "met"]);
/** Outcomes after which a next try must have a time, so that nobody is forgotten. */
export const TRY_AGAIN = new Set(["refused", "busy", "off", "empty", "no_answer", "failed", "absent", "moved", "refused_door"]);
/** Evidence that proves a meeting. A call record or a remark does not. */
const PROVES = new Set<AttemptEvidence["kind"]>(["place", "photo", "signature", "pledge"]);

/** proven says whether one of the pieces proves that the person was met. */
export function proven(evidence: AttemptEvidence[]): boolean {
  return evidence.some((e) => PROVES.has(e.kind) && e.value.trim() !== "");
}

/** How a warning ends. The position is also the digit key. */
export const CLOSE_OUTCOMES = ["dissuaded", "lost_stopped", "lost", "refused", "unreachable", "false_alarm", "duplicate"];
/** What a station reports back. */
export const RESULTS = [
  "met_dissuaded", "call_dissuaded", "met_refused", "lost_stopped", "lost", "unreachable", "false_alarm", "duplicate",
];
/** Results that rest on a meeting, which must be on record with evidence. */
export const MET_RESULTS = new Set(["met_dissuaded", "met_refused"]);
/** What a review of "defrauded after a warning" may find. */
export const FINDINGS = ["defrauded", "earlier", "unrelated"];

export const NOTE_MAX = 2000;

export interface AttemptDraft {
  channel: Channel; outcome: string; believes: "" | "yes" | "no"; paid: string; evidence: AttemptEvidence[]; note: string; nextAt: string; reason?: string;
}

export const emptyAttempt = (channel: Channel): AttemptDraft => ({
  channel, outcome: "", believes: "", paid: "", evidence: [], note: "", nextAt: "",
});

/** attemptProblem names what still stops an attempt from being saved; undefined when nothing does. */
export function attemptProblem(draft: AttemptDraft): string | undefined {
  if (!OUTCOMES[draft.channel].includes(draft.outcome)) return "outcome";
  if (draft.outcome === "met" && !proven(draft.evidence)) return "evidence";
  if (TRY_AGAIN.has(draft.outcome) && draft.nextAt === "") return "next";
  if (draft.paid.trim() !== "" && parseYuan(draft.paid) === undefined) return "paid";
  return undefined;
}

/** attemptBody is what is sent for a draft: only what belongs to the chosen outcome. */
export function attemptBody(draft: AttemptDraft) {
  const reached = REACHED.has(draft.outcome);
  const paid = draft.paid.trim() === "" ? undefined : parseYuan(draft.paid);
  return {
    channel: draft.channel,
    outcome: draft.outcome,
    evidence: draft.evidence.map((e) => ({ ...e, value: e.value.trim() })).filter((e) => e.value !== ""),
    note: draft.note.trim(),
    ...((draft.reason ?? "").trim() !== "" ? { reason: (draft.reason ?? "").trim() } : {}),
    ...(reached && draft.believes !== "" ? { believes: draft.believes === "yes" } : {}),
    ...(reached && paid !== undefined ? { already_paid_fen: paid } : {}),
    ...(TRY_AGAIN.has(draft.outcome) && draft.nextAt !== "" ? { next_at: draft.nextAt } : {}),
  };
}
