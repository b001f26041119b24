import type { Trail } from "../api/money";

export type PartName = "held" | "exit" | "followed" | "unknown" | "back";
export interface Part { name: PartName; fen: number; percent: number }

/** plainYuan writes an amount as one says it: 31,200 or 31,200.50, without sign. */
export function plainYuan(fen: number): string {
  const digits = String(Math.abs(Math.trunc(fen))).padStart(3, "0");
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return digits.endsWith("00") ? yuan : `${yuan}.${digits.slice(-2)}`;
}

/** partsOf splits the loss; what is nothing is left out, except what is held: that is what a victim looks for. */
export function partsOf(trail: Trail): Part[] {
  const exit = (trail.exits ?? []).reduce((sum, each) => sum + each.fen, 0);
  const unknown = Math.max(0, trail.loss_fen - trail.held_fen - exit - trail.followed_fen - trail.back_fen);
  const all: [PartName, number][] = [["held", trail.held_fen], ["followed", trail.followed_fen], ["exit", exit], ["unknown", unknown], ["back", trail.back_fen]];
  return all.filter(([name, fen]) => fen > 0 || name === "held").map(([name, fen]) => ({ name, fen, percent: (fen * 100) / Math.max(1, trail.loss_fen) }));
}
