import type { Level } from "../api/types";

/** rank orders the levels: urgent first. */
export const rank: Record<Level, number> = { urgent: 0, high: 1, medium: 2, low: 3 };

export interface Sortable { id: string; level: Level; due_at: string; possible_loss_fen?: number }

const due = (row: Sortable) => (row.due_at === "" ? Number.POSITIVE_INFINITY : Date.parse(row.due_at));

/** byUrgency compares by level, then by the time left (no deadline last), then by the larger possible loss, then by id. */
export function byUrgency(a: Sortable, b: Sortable): number {
  if (a.level !== b.level) return rank[a.level] - rank[b.level];
  const left = due(a);
  const right = due(b);
  if (left !== right) return left < right ? -1 : 1;
  const loss = (b.possible_loss_fen ?? 0) - (a.possible_loss_fen ?? 0);
  if (loss !== 0) return loss;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** byDue compares by deadline only: Today is worked in due order, the level decides between equals. */
export function byDue(a: Sortable, b: Sortable): number {
  const left = due(a);
  const right = due(b);
  if (left !== right) return left < right ? -1 : 1;
  return byUrgency(a, b);
}

/** neighbour is the row after (step 1) or before (step -1) the chosen one; at the ends it stays. */
export function neighbour<T extends { id: string }>(rows: T[], chosen: string | undefined, step: 1 | -1): T | undefined {
  if (rows.length === 0) return undefined;
  const at = rows.findIndex((row) => row.id === chosen);
  if (at < 0) return step > 0 ? rows[0] : rows[rows.length - 1];
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))];
}

/** nextUnclaimed is the first open, unclaimed row after the chosen one, starting again at the top. */
export function nextUnclaimed<T extends { id: string; state: string; claimed_by: unknown }>(
  rows: T[], chosen: string | undefined,
): T | undefined {
  const at = rows.findIndex((row) => row.id === chosen);
  const turned = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  return turned.find((row) => row.state === "open" && !row.claimed_by);
}
