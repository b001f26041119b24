import type { BankAnswer, BankOrder } from "../api/money";
import { parseAmount } from "../ui/amount";
import { parseMoment } from "../ui/moment";
import type { Pasted } from "./pasting";

export const RESULTS = ["held", "partially_held", "not_held", "refused", "failed"] as const;
/** What may be answered to what is no stop: releases, freezes and thaws are done or not. */
export const DONE_RESULTS = ["done", "refused", "failed"] as const;
export type AnswerResult = (typeof RESULTS)[number] | "done";
/** resultsFor lists what may be answered to an instruction. */
export const resultsFor = (order: Pick<BankOrder, "type">): readonly AnswerResult[] => (order.type === "stop" ? RESULTS : DONE_RESULTS);
/** Why a bank may refuse a stop, in the words of the page of the banks; the commonest first. */
export const REFUSALS = [
  "name_mismatch", "no_match", "account_not_found", "amount", "already_stopped", "already_frozen_whole", "already_frozen_part", "stop_count", "protected", "white_listed",
  "closed", "not_ours", "lost_card", "document_missing", "seal", "identity_mismatch", "suspended", "network",
];

/** Why what is no stop may not have been done. */
const UNDONE = ["name_mismatch", "account_not_found", "order_not_found", "too_late", "no_service", "closed", "not_ours", "document_missing", "seal", "identity_mismatch", "suspended", "network"];
/** refusalsFor lists the reasons for which an instruction may be refused. */
export const refusalsFor = (order: Pick<BankOrder, "type">): string[] => (order.type === "stop" ? REFUSALS : UNDONE);

export interface AnswerDraft { result: AnswerResult | ""; held: string; executed: string; typedAt: number; refusal: string; lines: string; more: boolean }
export const emptyAnswer: AnswerDraft = { result: "", held: "", executed: "", typedAt: 0, refusal: "", lines: "", more: false };

export type AnswerProblem = "result" | "held" | "tooMuch" | "executed" | "refusal" | "lines" | "sum";

/** heldOf is how much the draft says is held: all of it, what was typed, or nothing. */
export function heldOf(draft: AnswerDraft, order: BankOrder): number | undefined {
  if (draft.result === "held") return order.fen;
  return draft.result === "partially_held" ? parseAmount(draft.held) : 0;
}

/** answerProblem is the first thing that keeps an answer from being sent. */
export function answerProblem(draft: AnswerDraft, order: BankOrder, pasted: Pasted, nowMs: number): AnswerProblem | undefined {
  if (draft.result === "") return "result";
  if (draft.result === "refused" && draft.refusal === "") return "refusal";
  const held = heldOf(draft, order);
  if (held === undefined) return "held";
  if (held > order.fen || (draft.result === "partially_held" && held === order.fen)) return "tooMuch";
  if (held > 0 && draft.executed !== "" && parseMoment(draft.executed, draft.typedAt || nowMs) === undefined) return "executed";
  if (pasted.problems.length > 0) return "lines";
  return held + sumOf(pasted) > sumIn(order) ? "sum" : undefined;
}

export const sumOf = (pasted: Pasted): number => pasted.lines.reduce((sum, line) => sum + line.fen, 0);
/** sumIn is what came in by the named credits; no answer can account for more. */
export const sumIn = (order: BankOrder): number => Math.max(order.fen, (order.matches ?? []).reduce((sum, match) => sum + match.fen, 0));

/** answerBody is what is sent. An executed hold begins now unless another time was typed. */
export function answerBody(draft: AnswerDraft, order: BankOrder, pasted: Pasted, nowMs: number): BankAnswer {
  const held = heldOf(draft, order) ?? 0;
  const executed = draft.executed === "" ? new Date(nowMs).toISOString() : (parseMoment(draft.executed, draft.typedAt || nowMs) ?? "");
  return {
    result: draft.result === "" ? "failed" : draft.result, held_fen: held, executed_at: held > 0 ? executed : "", ...(draft.result === "refused" ? { refusal: draft.refusal } : {}),
    dispositions: ["refused", "failed"].includes(draft.result) ? [] : pasted.lines, final: !draft.more,
  };
}
