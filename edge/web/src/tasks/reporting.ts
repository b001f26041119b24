import type { Given, Piece } from "../api/feedback";
import type { Attempt, AttemptCommand, AttemptEvidence, OrderDetail } from "../api/types";
import { hand, type Waiting } from "../offline/queue";
import { parseYuan } from "../ui/money";
import { MET_RESULTS, proven, RESULTS } from "../ui/outcomes";

export interface ReportDraft { result: string; note: string; loss: string; evidence: AttemptEvidence[] }
export const emptyReport: ReportDraft = { result: "", note: "", loss: "", evidence: [] };

/** Results that name a loss. */
export const LOSS_RESULTS = new Set(["lost", "lost_stopped"]);
/** Results that need words. */
const NOTE_RESULTS = new Set(["unreachable", "false_alarm", "duplicate"]);

/** missingContact is the attempt that the result rests on and that is not on record yet. */
export function missingContact(result: string, attempts: Attempt[]): "visit" | "call" | undefined {
  if (MET_RESULTS.has(result)) return attempts.some((a) => a.outcome === "met") ? undefined : "visit";
  if (result === "call_dissuaded") return attempts.some((a) => a.outcome === "answered") ? undefined : "call";
  return undefined;
}

/** reportProblem names what still stops a report; undefined when nothing does. */
export function reportProblem(draft: ReportDraft, attempts: Attempt[]): string | undefined {
  if (!RESULTS.includes(draft.result)) return "result";
  if (missingContact(draft.result, attempts) === "visit" && !proven(draft.evidence)) return "evidence";
  if (draft.result === "unreachable" && attempts.length === 0) return "attempt";
  if (LOSS_RESULTS.has(draft.result) && parseYuan(draft.loss) === undefined) return "loss";
  if (NOTE_RESULTS.has(draft.result) && draft.note.trim() === "") return "note";
  return undefined;
}

/** contactCommand is the attempt to record together with the report. */
export function contactCommand(draft: ReportDraft, order: OrderDetail): AttemptCommand | undefined {
  const missing = missingContact(draft.result, order.attempts ?? []);
  if (!missing) return undefined;
  return {
    warning_id: order.warning_id, order_id: order.id, channel: missing,
    outcome: missing === "visit" ? "met" : "answered",
    believes: draft.result !== "met_refused",
    evidence: draft.evidence.filter((e) => e.value.trim() !== ""), note: "",
  };
}

/** givenOf is what is sent: the report, and the contact that it rests on where that is not on record yet. */
export function givenOf(draft: ReportDraft, order: OrderDetail, madeMs: number): Given {
  const contact = contactCommand(draft, order);
  const loss = LOSS_RESULTS.has(draft.result) ? parseYuan(draft.loss) : undefined;
  return {
    order_id: order.id, result: draft.result, note: draft.note.trim(), made: new Date(madeMs).toISOString(),
    ...(loss !== undefined ? { loss_fen: loss } : {}),
    ...(contact ? { contact: { channel: contact.channel as "call" | "visit", outcome: contact.outcome, believes: contact.believes, evidence: contact.evidence } } : {}),
  };
}

/** sendReport gives the report to the queue, which sends it now or when there is a line again, and once. */
export function sendReport(draft: ReportDraft, order: OrderDetail, pieces: Piece[]): Promise<Waiting | undefined> {
  return hand(order, givenOf(draft, order, Date.now()), pieces);
}
