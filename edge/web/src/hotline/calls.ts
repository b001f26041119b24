import type { Ticket } from "../api/hotline";

/** What any change of a call makes stale. */
export const CALLS = [["tickets"], ["ticket"], ["pop"], ["today"]];

/** The panels of a call, by the key that opens each. */
export const PANELS = { F1: "stop", F2: "station", F3: "sms", F5: "note", F6: "promise", F9: "end", F10: "vouch" } as const;
export type Panel = (typeof PANELS)[keyof typeof PANELS];

/** onCall says whether somebody is on the line. */
export const onCall = (ticket: Ticket): boolean => ticket.state === "answered" || ticket.state === "taken_over";

/** held says whether this user may write on a call: it is his, he took it over, or he supervises. */
export function held(ticket: Ticket, user: string, leads: boolean): boolean {
  return leads || (ticket.state === "taken_over" ? ticket.leader.id : ticket.desk.id) === user;
}

const RANK: Record<Ticket["state"], number> = { taken_over: 1, answered: 2, queued: 3, wrapped: 4, promised: 5, closed: 6 };

/** queueOrder puts who is in danger first, then abusive calls that wait for the supervisor, missed promises, those on the line, and who waits longest. */
export function queueOrder(a: Ticket, b: Ticket): number {
  const weight = (t: Ticket) => (t.risk ? 0 : t.abusive && t.state === "answered" ? 0.5 : t.late ? 0.7 : RANK[t.state]);
  const when = (t: Ticket) => (t.state === "promised" ? t.promise_at : t.queued_at);
  return weight(a) - weight(b) || when(a).localeCompare(when(b));
}

/** The line of the script that belongs to a field, by the beginning of the field's name. */
const SAID: [string, string][] = [
  ["payee-amount", "money"], ["payee-when", "money"], ["speed-", "fork"], ["payee-", "payee"], ["intake-", "self"],
];

/** scriptAt is which line is read now: of the field with the cursor, or of what the call has come to. */
export function scriptAt(field: string, sent: boolean, started: boolean): string {
  if (sent) return "sent";
  const said = SAID.find(([begin]) => field.startsWith(begin))?.[1];
  return said === "money" && !started ? "open" : said ?? "open";
}

/** What the telephone network has told last of a call, "" when nothing since the last act of a desk: the words of hotline.line. */
export function lineOf(steps: { act: string; note: string }[]): string {
  const last = steps.filter((step) => step.act !== "attach" && step.act !== "note" && step.act !== "sms").at(-1);
  if (!last) return "";
  return last.act === "unreached" ? last.note.split(" ")[0] : ["ring", "talk", "undialled", "miss"].includes(last.act) ? last.act : "";
}
