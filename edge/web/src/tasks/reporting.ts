import { api, Fault } from "../api/client";
import type { KeyMaker } from "../api/key";
import type { Attempt, AttemptCommand, AttemptEvidence, OrderDetail } from "../api/types";
import { parseYuan } from "../ui/money";
import { MET_RESULTS, proven, RESULTS } from "../ui/outcomes";

export interface ReportDraft { result: string; note: string; loss: string; evidence: AttemptEvidence[] }
export const emptyReport: ReportDraft = { result: "", note: "", loss: "", evidence: [] };

/** Results that name a loss. */
export const LOSS_RESULTS = new Set(["lost", "lost_stopped"]);
/** Results that need words. */
const NOTE_RESULTS = new Set(["unreachable", "false_alarm", "duplicate"]);
/** How often a report is sent again when only our own attempt had changed the order meanwhile. */
const OWN_CHANGE_TRIES = 4;
const OWN_CHANGE_WAIT_MS = 250;

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

/**
 * sendReport records the missing contact and then the report. The contact changes the order a moment later, so the
 * report may meet a newer version made by ourselves: then it reads again and repeats. A change by others stays a conflict.
 */
export async function sendReport(draft: ReportDraft, order: OrderDetail, keys: KeyMaker) {
  const loss = LOSS_RESULTS.has(draft.result) ? parseYuan(draft.loss) : undefined;
  const body = { result: draft.result, note: draft.note.trim(), ...(loss !== undefined ? { loss_fen: loss } : {}) };
  const contact = contactCommand(draft, order);
  if (!contact) return api.report(order.id, { ...body, version: order.version });
  await api.attempt(contact, keys.keyFor(contact));
  for (let tries = 1; ; tries++) {
    const latest = await api.order(order.id);
    try {
      return await api.report(order.id, { ...body, version: latest.version });
    } catch (error) {
      const ours = error instanceof Fault && error.status === 409 && latest.state === "signed" && tries < OWN_CHANGE_TRIES;
      if (!ours) throw error;
      await new Promise((done) => setTimeout(done, OWN_CHANGE_WAIT_MS));
    }
  }
}
