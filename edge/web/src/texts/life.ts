import type { Text } from "../api/texts";

/** One step in the life of a text. */
export interface LifeStep { what: "accepted" | "held" | "taken" | "sent" | "ended"; at: string; /** Words that belong to it: a reason, a code of the carrier. */ note: string; tone?: "good" | "bad" | "doubt" }

const BAD = ["refused", "failed", "undelivered"];

/** lifeOf tells the life of a text from what is kept of it: accepted, what it waits for, handed over, taken by the carrier, ended. */
export function lifeOf(text: Text): LifeStep[] {
  const steps: LifeStep[] = [{ what: "accepted", at: text.accepted_at, note: "" }];
  if (text.state === "waiting" && text.reason) steps.push({ what: "held", at: text.next_at, note: text.reason, tone: "doubt" });
  if (text.taken_at) steps.push({ what: "taken", at: text.taken_at, note: text.tries > 1 ? String(text.tries) : "" });
  if (text.sent_at) steps.push({ what: "sent", at: text.sent_at, note: "" });
  if (text.done_at) steps.push({ what: "ended", at: text.done_at, note: text.reason || text.detail, tone: text.state === "delivered" ? "good" : BAD.includes(text.state) ? "bad" : "doubt" });
  return steps;
}

/** dayRange is a day of the centre's zone as two moments. */
export function dayRange(day: string | undefined): { since?: string; before?: string } {
  const at = day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00+08:00`) : NaN;
  if (Number.isNaN(at)) return {};
  return { since: new Date(at).toISOString(), before: new Date(at + 86_400_000).toISOString() };
}
