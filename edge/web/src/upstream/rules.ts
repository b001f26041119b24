import type { CentreOrder, CentreOrderCounts, CentreOrderFilter, CentreVerb } from "../api/upstream";

/** What any change of an order between centres makes stale. */
export const CENTRE_ORDERS = [["centreOrders"], ["centreOrder"], ["centreCounts"], ["centreLinks"]];

/** The lists of the screen: what each asks of the centre, and the count that stands on it. */
export const LISTS = {
  received: { filter: { side: "received", open: true }, count: (c: CentreOrderCounts) => c.received + c.acknowledged + c.working, late: (c: CentreOrderCounts) => c.late },
  given: { filter: { side: "given", open: true }, count: (c: CentreOrderCounts) => c.given, late: (c: CentreOrderCounts) => c.given_late },
  bounced: { filter: { side: "given", state: "bounced" }, count: (c: CentreOrderCounts) => c.bounced, late: () => 0 },
  all: { filter: {}, count: undefined, late: () => 0 },
} as const satisfies Record<string, { filter: CentreOrderFilter; count?: (c: CentreOrderCounts) => number; late: (c: CentreOrderCounts) => number }>;
export type ListName = keyof typeof LISTS;

/** listOf reads the name of a list from the address. */
export const listOf = (name: string | undefined): ListName => (name !== undefined && name in LISTS ? (name as ListName) : "received");

const ACTS: Partial<Record<CentreOrder["state"], CentreVerb[]>> = {
  received: ["acknowledge", "distribute", "hand-back"], acknowledged: ["distribute", "hand-back", "return"], distributed: ["return"],
  given: ["withdraw"], delivered: ["chase", "withdraw"], receipted: ["chase", "withdraw"],
};

/** actsOf are the acts that an order takes as it stands; the centre has the last word. */
export const actsOf = (order: CentreOrder): CentreVerb[] => ACTS[order.state] ?? [];

/** The key of each act. */
export const ACT_KEYS: Record<CentreVerb, string> = { acknowledge: "a", distribute: "d", return: "r", "hand-back": "b", withdraw: "w", chase: "c" };

/** The acts that need a reason. */
export const NEEDS_NOTE: ReadonlySet<CentreVerb> = new Set(["hand-back", "withdraw"]);

/** queueOrder puts what is overdue first, then what is due first; what has ended is last. */
export function queueOrder(a: CentreOrder, b: CentreOrder): number {
  const when = (o: CentreOrder) => (o.due_now === "" ? "9" : o.due_now);
  return Number(b.late) - Number(a.late) || when(a).localeCompare(when(b)) || b.given_at.localeCompare(a.given_at);
}
