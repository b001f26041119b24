// Protects the banks' page: what is pasted from a spreadsheet is read cell by cell, and an answer never says more than came in.
import { describe, expect, it } from "vitest";
import type { Bank, BankOrder } from "../api/money";
import { wrongOf } from "./alerts";
import { answerBody, answerProblem, emptyAnswer, refusalsFor, resultsFor } from "./answering";
import { codeOf, LINES_MAX, parseLines } from "./pasting";

const now = Date.parse("2026-11-21T06:36:00Z");
const banks = [{ code: "yh_bank", name: "云河银行", prefixes: ["990001"] }, { code: "pay_yun", name: "云付支付", prefixes: ["990006"] }] as Bank[];
const read = (text: string) => parseLines(text, banks, now);

describe("lines pasted from a spreadsheet", () => {
  it("are read by their headings, in any order", () => {
    const out = read("对方账号\t对方户名\t交易金额\t交易时间\t交易类型\n9900010000000004\t陈某\t25,000.00\t2026/11/21 14:20:05\t跨行转账");
    expect(out.problems).toEqual([]);
    expect(out.lines).toEqual([{ code: "MOVED_OTHER_BANK", fen: 2_500_000, time: "2026-11-21T06:20:05.000Z", bank: "yh_bank", account: "9900010000000004", name: "陈某" }]);
  });
  it("are read by position without headings", () => {
    const out = read("取现\t5000\t14:22\t7788\t\t\t\t云河路ATM\n钱包\t1.2万\t14:25\t\t云付支付\t9900060000000009\t赵某");
    expect(out.problems).toEqual([]);
    expect(out.lines.map((line) => [line.code, line.fen, line.bank, line.place])).toEqual([["CASH_ATM", 500_000, undefined, "云河路ATM"], ["WALLET", 1_200_000, "pay_yun", undefined]]);
  });
  it("name every cell that cannot be read, as the spreadsheet counts", () => {
    const out = read("去向\t金额\t对方账号\n看电影\t很多\t\n跨行\t100\t12");
    expect(out.problems.map((p) => [p.row, p.column])).toEqual([[2, "code"], [2, "fen"], [3, "time"], [3, "account"], [3, "bank"], [3, "name"]]);
  });
  it("are at most as many as an answer can carry", () => {
    const out = read(Array.from({ length: LINES_MAX + 5 }, () => "取现\t100").join("\n"));
    expect([out.lines.length, out.problems.map((p) => p.problem)]).toEqual([LINES_MAX, ["many"]]);
  });
  it("of fifty rows are read at once", () => {
    const rows = Array.from({ length: 50 }, (_, i) => `转出\t${i + 1}00\t14:20\t${i}\t云河银行\t99000100000${10000 + i}\t户${i}`);
    expect(read(rows.join("\n"))).toMatchObject({ problems: [], lines: { length: 50 } });
  });
  it("understand the words of the trade, the longest first", () => {
    expect(["行内转账", "转账", "POS消费", "柜面取现", "USDT", "ABROAD", "?"].map(codeOf)).toEqual(["MOVED_INTERNAL", "MOVED_OTHER_BANK", "POS_PURCHASE", "CASH_COUNTER", "CRYPTO_OFFRAMP", "ABROAD", undefined]);
  });
});

describe("an answer", () => {
  const order = { id: "o", type: "stop", fen: 8_600_000, matches: [{ fen: 8_600_000 }] } as BankOrder;
  const none = { lines: [], problems: [], head: false };
  it("needs what its result needs and no more", () => {
    const problem = (draft: object) => answerProblem({ ...emptyAnswer, ...draft }, order, none, now);
    expect([problem({}), problem({ result: "held" }), problem({ result: "partially_held" }), problem({ result: "partially_held", held: "86000" }), problem({ result: "partially_held", held: "61200" })]).toEqual(["result", undefined, "held", "tooMuch", undefined]);
    expect([resultsFor({ type: "restrict" }), refusalsFor({ type: "lift" }).includes("order_not_found"), refusalsFor(order).includes("order_not_found")]).toEqual([["done", "refused", "failed"], true, false]);
    expect([problem({ result: "refused" }), problem({ result: "refused", refusal: "name_mismatch" }), problem({ result: "held", executed: "xx" })]).toEqual(["refusal", undefined, "executed"]);
  });
  it("cannot account for more than came in", () => {
    const gone = { ...none, lines: [{ code: "CASH_ATM", fen: 2_480_001 }] };
    expect(answerProblem({ ...emptyAnswer, result: "partially_held", held: "61200" }, order, gone, now)).toBe("sum");
  });
  it("of a hold begins now unless another time is typed; a refusal carries no lines", () => {
    expect(answerBody({ ...emptyAnswer, result: "held" }, order, none, now)).toEqual({ result: "held", held_fen: 8_600_000, executed_at: "2026-11-21T06:36:00.000Z", dispositions: [], final: true });
    expect(answerBody({ ...emptyAnswer, result: "refused", refusal: "closed", more: true }, order, { ...none, lines: [{ code: "ABROAD", fen: 1 }] }, now)).toEqual({ result: "refused", held_fen: 0, executed_at: "", refusal: "closed", dispositions: [], final: false });
  });
});

describe("a counter alert", () => {
  it("needs five of its six fields: the payee may be unknown", () => {
    const form = { customer: "吴某", phone: "13800138000", account: "9900010000000004", payee: "", amount: "12万", description: "坚持转账" };
    expect(wrongOf(form)).toEqual([]);
    expect(wrongOf({ ...form, phone: "123", amount: "" })).toEqual(["phone", "amount"]);
  });
});
