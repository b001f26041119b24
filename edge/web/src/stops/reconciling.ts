import type { StopRow } from "../api/money";
import typed from "../messages/typed.json";
import { maskAccount, plainAccount } from "../ui/account";
import { parseAmount } from "../ui/amount";
import { parseGrid } from "../ui/grid";

/** One line of the bank's own list. */
export interface TheirLine { row: number; account: string; fen: number }
export interface TheirList { lines: TheirLine[]; wrong: number[] }

/** readList reads account and amount from whatever the bank's list has in each row: the first cell that is an account, the last that is an amount. */
export function readList(text: string): TheirList {
  const out: TheirList = { lines: [], wrong: [] };
  parseGrid(text).forEach((cells, i) => {
    const at = cells.findIndex((cell) => /^[0-9A-Z*]{8,32}$/.test(plainAccount(cell)));
    const fen = cells.map((cell, k) => (k === at ? undefined : parseAmount(cell))).filter((each): each is number => each !== undefined).pop();
    const heading = i === 0 && cells.some((cell) => typed.reconcileHead.some((word) => cell.toLowerCase().includes(word)));
    if (at >= 0 && fen !== undefined) out.lines.push({ row: i + 1, account: plainAccount(cells[at]), fen });
    else if (!heading) out.wrong.push(i + 1);
  });
  return out;
}

export type Verdict = "same" | "different" | "missing" | "extra";
/** One line of the difference report. "missing": we hold, the bank's list does not; "extra": the bank holds, we know nothing of it. */
export interface Difference { verdict: Verdict; account: string; ours?: StopRow; oursFen: number; theirs?: TheirLine; theirsFen: number }

const masked = (account: string) => (account.includes("*") ? account : maskAccount(account));

/**
 * compare sets the bank's list against our holds. Our accounts are masked, so the bank's are masked in the same way; where that
 * fits several, the same amount decides. An account may be held for several claims: each of our lines needs a line of theirs.
 */
export function compare(ours: StopRow[], theirs: TheirLine[]): Difference[] {
  const left = new Map<string, TheirLine[]>();
  for (const line of theirs) left.set(masked(line.account), [...(left.get(masked(line.account)) ?? []), line]);
  const take = (account: string, fen: number, exact: boolean): TheirLine | undefined => {
    const lines = left.get(account) ?? [];
    const at = exact ? lines.findIndex((line) => line.fen === fen) : lines.length > 0 ? 0 : -1;
    return at < 0 ? undefined : lines.splice(at, 1)[0];
  };
  const held = ours.filter((order) => order.held_fen > 0);
  const found = new Map<StopRow, TheirLine>();
  for (const exact of [true, false]) {
    for (const order of held) {
      const line = found.has(order) ? undefined : take(order.account, order.held_fen, exact);
      if (line) found.set(order, line);
    }
  }
  const out: Difference[] = held.map((order) => {
    const line = found.get(order);
    const verdict: Verdict = !line ? "missing" : line.fen === order.held_fen ? "same" : "different";
    return { verdict, account: order.account, ours: order, oursFen: order.held_fen, theirs: line, theirsFen: line?.fen ?? 0 };
  });
  for (const line of [...left.values()].flat()) out.push({ verdict: "extra", account: line.account, oursFen: 0, theirs: line, theirsFen: line.fen });
  const order: Verdict[] = ["extra", "missing", "different", "same"];
  return out.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || (a.account < b.account ? -1 : 1));
}
