import type { ClaimDetail, Leg, StopRow } from "../api/money";

/** One line of the table of a claim: an order, money that left the banks, or an onward account that is not ordered yet. */
export type Line =
  | { id: string; kind: "order"; layer: number; order: StopRow; onward: number }
  | { id: string; kind: "exit"; layer: number; leg: Leg }
  | { id: string; kind: "candidate"; layer: number; leg: Leg };

type Known = Pick<ClaimDetail, "orders" | "legs" | "candidates">;

/** linesOf puts every order under the one whose answer led to it, with what left it and where it went on beside it. */
export function linesOf(claim: Known): Line[] {
  const orders = claim.orders ?? [];
  const ids = new Set(orders.map((order) => order.id));
  const behind = (legs: Leg[] | null, order: StopRow) => (legs ?? []).filter((leg) => leg.order_id === order.id || (!ids.has(leg.order_id) && leg.from === order.account));
  const out: Line[] = [];
  const put = new Set<string>();
  const leaf = (kind: "exit" | "candidate", layer: number) => (leg: Leg) => {
    if (put.has(leg.id)) return;
    put.add(leg.id);
    out.push({ id: leg.id, kind, layer, leg });
  };
  const visit = (order: StopRow) => {
    if (put.has(order.id)) return; // a parent named in a circle is a fault of the data, not a reason to hang
    put.add(order.id);
    const onward = behind(claim.candidates, order);
    out.push({ id: order.id, kind: "order", layer: order.layer, order, onward: onward.length });
    behind(claim.legs, order).filter((leg) => leg.exit).forEach(leaf("exit", order.layer + 1));
    onward.forEach(leaf("candidate", order.layer + 1));
    orders.filter((each) => each.parent === order.id).forEach(visit);
  };
  orders.filter((order) => order.parent === "" || !ids.has(order.parent)).forEach(visit);
  orders.forEach(visit);
  (claim.legs ?? []).filter((leg) => leg.exit).forEach(leaf("exit", 2));
  (claim.candidates ?? []).forEach(leaf("candidate", 2));
  return out;
}

export type LineFilter = "all" | "todo" | "held";

/** shown leaves out what does not fit the filter: "todo" is what waits for us or a bank, "held" is where money is held. */
export function shown(line: Line, filter: LineFilter): boolean {
  if (filter === "all") return true;
  if (line.kind !== "order") return filter === "todo" && line.kind === "candidate";
  if (filter === "held") return line.order.held_fen > 0;
  return ["sealed", "sent", "seen", "refused"].includes(line.order.state) || line.order.result === "failed" || line.onward > 0;
}

export interface Waiting { what: "deliver" | "seen" | "answer"; due: string }

/** waitingFor is whose turn it is and until when; nothing when the order was answered. */
export function waitingFor(order: StopRow): Waiting | undefined {
  switch (order.state) {
    case "sealed":
      return { what: "deliver", due: order.seen_by };
    case "sent":
      return { what: "seen", due: order.seen_by };
    case "seen":
      return { what: "answer", due: order.answer_by };
    default:
      return undefined;
  }
}

/** What may be done with an order now; the centre decides again. Nobody is reminded before the time to answer is over. */
export function actsFor(order: StopRow, nowMs: number): { renew: boolean; release: boolean; freeze: boolean; remind: boolean } {
  const holding = order.hold_state === "holding" && order.held_fen > 0;
  return { renew: holding && order.count < 2, release: holding, freeze: holding, remind: ["sealed", "sent", "seen"].includes(order.state) && Date.parse(order.answer_by) <= nowMs };
}

/** shares are the parts of a claim's loss, in the order in which they are drawn. What is over is unknown. */
export function shares(claim: Pick<ClaimDetail, "conservation">): { name: "held" | "exit" | "followed" | "unknown"; fen: number; percent: number }[] {
  const c = claim.conservation;
  const whole = Math.max(1, c.held_fen + c.exit_fen + c.followed_fen + c.unknown_fen);
  const parts: ["held" | "exit" | "followed" | "unknown", number][] = [["held", c.held_fen], ["exit", c.exit_fen], ["followed", c.followed_fen], ["unknown", c.unknown_fen]];
  return parts.map(([name, fen]) => ({ name, fen, percent: (fen * 100) / whole }));
}
