// Protects the ledger: a bank's list is compared line by line, and the league puts the silent last.
import { describe, expect, it } from "vitest";
import type { LeagueRow, StopRow } from "../api/money";
import { filterOf } from "./ledger";
import { byAnswer, secondsText } from "./league";
import { compare, readList } from "./reconciling";

const order = (account: string, held_fen: number, number = account) => ({ account, held_fen, number }) as StopRow;

describe("the ledger's filter", () => {
  it("takes a whole account for an account, anything else for the beginning of a number", () => {
    expect(filterOf({ q: "9900 0311 1111 2565" })).toMatchObject({ account: "9900031111112565" });
    expect(filterOf({ q: "zf2026" })).toMatchObject({ q: "ZF2026" });
    expect(filterOf({ silent: "true" })).toMatchObject({ silent: true });
  });
});

describe("a bank's list", () => {
  it("is read whatever columns it has; what cannot be read is named", () => {
    const list = readList("序号\t账号\t户名\t止付金额\n1\t9900031111112565\t李某\t78,750.00\n2\t9900 0311 1111 9969\t赵某\t3000元\n合计\t\t\t\n");
    expect(list).toEqual({ lines: [{ row: 2, account: "9900031111112565", fen: 7_875_000 }, { row: 3, account: "9900031111119969", fen: 300_000 }], wrong: [4] });
  });
  it("is set against our masked holds: same, different, missing there, unknown here", () => {
    const ours = [order("990003****2565", 100), order("990003****9969", 200), order("990003****0001", 300), order("990003****7777", 0)];
    const out = compare(ours, [{ row: 1, account: "9900031111112565", fen: 100 }, { row: 2, account: "9900031111119969", fen: 150 }, { row: 3, account: "9900039999998888", fen: 50 }]);
    expect(out.map((each) => [each.verdict, each.oursFen, each.theirsFen])).toEqual([["extra", 0, 50], ["missing", 300, 0], ["different", 200, 150], ["same", 100, 100]]);
  });
  it("of accounts that look alike when masked is decided by the amount", () => {
    const out = compare([order("990003****2565", 100, "a"), order("990003****2565", 200, "b")], [{ row: 1, account: "9900030000002565", fen: 200 }, { row: 2, account: "9900031111112565", fen: 100 }]);
    expect(out.map((each) => [each.verdict, each.ours?.number, each.theirs?.row])).toEqual([["same", "a", 2], ["same", "b", 1]]);
  });
});

describe("the league", () => {
  const row = (bank: string, answered_p90_s: number, held_fen = 0) => ({ bank, answered_p90_s, held_fen }) as LeagueRow;
  it("has the quickest first and those that never answered last", () => expect([row("never", 0), row("slow", 900), row("quick", 9)].sort(byAnswer).map((each) => each.bank)).toEqual(["quick", "slow", "never"]));
  it("writes spans as people compare them", () => {
    const words = { s: "s", m: "min", h: "h" };
    expect([0, 9, 131, 9800].map((s) => secondsText(s, words))).toEqual(["—", "9 s", "2 min 11 s", "2 h 43 min"]);
  });
});

it("the address of the ledger becomes the question to the centre", () => {
  expect(filterOf({ bank: "yh_bank", expiring: "6h", reconcile: "1" })).toEqual({ bank: "yh_bank", expiring: "6h", state: undefined, hold: undefined, claim: undefined, q: undefined });
});
