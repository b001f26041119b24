// Protects what officers and bank clerks type: amounts, times and accounts are read exactly, or not at all.
import { describe, expect, it } from "vitest";
import type { Bank } from "../api/money";
import { accountProblem, guessBank, idOK, luhnOK, maskAccount, phoneOK, plainAccount } from "./account";
import { parseAmount } from "./amount";
import { parseGrid } from "./grid";
import { parseMoment } from "./moment";

describe("an amount", () => {
  const read: [string, number][] = [
    ["86000", 8_600_000], ["86,000", 8_600_000], ["86000.5", 8_600_050], ["¥86,000.00", 8_600_000], ["8.6万", 8_600_000], ["8.6w", 8_600_000], ["8万6", 8_600_000],
    ["8万6千", 8_600_000], ["8万6000", 8_600_000], ["8万6千5百", 8_650_000], ["3千", 300_000], ["3千元", 300_000], ["1.25亿", 12_500_000_000], ["86000元", 8_600_000],
    ["８６０００", 8_600_000], ["0.01", 1], ["12345.67", 1_234_567], ["1.234567万", 1_234_567], ["100块", 10_000],
  ];
  it.each(read)("%s is read exactly", (text, fen) => expect(parseAmount(text)).toBe(fen));
  it.each(["", "0", "八万"])("%s is none", (text) => expect(parseAmount(text)).toBeUndefined());
  it.each(["8万6万", "8.6万万", "86000.001", "0.001", "-5", "8..6", "8千6万", "999999999999", "12345.678元", "万"])("%s is refused rather than guessed", (text) => expect(parseAmount(text)).toBeUndefined());
});

describe("a moment", () => {
  const now = Date.parse("2026-11-21T06:36:00Z"); // 14:36 in the centre's zone
  const read: [string, string][] = [
    ["4", "2026-11-21T06:32:00.000Z"], ["4分钟前", "2026-11-21T06:32:00.000Z"], ["4分", "2026-11-21T06:32:00.000Z"], ["90", "2026-11-21T05:06:00.000Z"],
    ["半小时前", "2026-11-21T06:06:00.000Z"], ["1小时20分", "2026-11-21T05:16:00.000Z"], ["1.5小时前", "2026-11-21T05:06:00.000Z"], ["2h", "2026-11-21T04:36:00.000Z"],
    ["1小时半", "2026-11-21T05:06:00.000Z"], ["刚刚", "2026-11-21T06:36:00.000Z"], ["14:32", "2026-11-21T06:32:00.000Z"], ["14:32:05", "2026-11-21T06:32:05.000Z"],
    ["1432", "2026-11-21T06:32:00.000Z"], ["14点32分", "2026-11-21T06:32:00.000Z"], ["14点半", "2026-11-21T06:30:00.000Z"], ["14点", "2026-11-21T06:00:00.000Z"],
    ["昨天22:10", "2026-11-20T14:10:00.000Z"], ["22:10", "2026-11-20T14:10:00.000Z"], ["11-20 14:32", "2026-11-20T06:32:00.000Z"], ["11月20日14点32分", "2026-11-20T06:32:00.000Z"],
    ["2026/11/20 14:32:05", "2026-11-20T06:32:05.000Z"], ["2026-11-20T06:32:05Z", "2026-11-20T06:32:05.000Z"], ["2026/1/2 9:05", "2026-01-02T01:05:00.000Z"],
  ];
  it.each(read)("%s is understood", (text, iso) => expect(parseMoment(text, now)).toBe(iso));
  it.each(["", "abc", "2027-01-01 10:00", "25:70", "十分钟", "12-40 10:00"])("%s is not guessed", (text) => expect(parseMoment(text, now)).toBeUndefined());
});

describe("an account", () => {
  const banks = [{ code: "a", prefixes: ["990001"] }, { code: "b", prefixes: ["9900", "990002"] }] as Bank[];
  it("is told its bank by the longest prefix", () => {
    expect(guessBank("9900010000000004", banks)?.code).toBe("a");
    expect(guessBank("9900990000000004", banks)?.code).toBe("b");
    expect(guessBank("6222", banks)).toBeUndefined();
  });
  it("is masked as the centre masks it", () => {
    expect(["9900010000000004", "12345678901", "12345678", ""].map(maskAccount)).toEqual(["990001****0004", "12****8901", "****78", ""]);
  });
  it("is checked by its last digit, which is a doubt only", () => {
    expect(luhnOK("4111111111111111")).toBe(true);
    expect(accountProblem("4111111111111112")).toBe("luhn");
    expect(accountProblem("4111111111111111")).toBeUndefined();
    expect(accountProblem("1234")).toBe("short");
    expect(accountProblem("9900-01")).toBe("signs");
    expect(plainAccount("9900 0100-0000 ０００４")).toBe("9900010000000004");
  });
  it("of a person comes with an identity number that adds up", () => {
    expect([idOK("11010519491231002X"), idOK("110105194912310021"), idOK("E12345678"), idOK("12345")]).toEqual([true, false, true, false]);
    expect([phoneOK("13800138000"), phoneOK("138 0013 8000"), phoneOK("1380013")]).toEqual([true, true, false]);
  });
});

describe("a paste", () => {
  it("keeps empty cells between tabs and drops empty rows", () => expect(parseGrid("a\t\tc\r\n\r\n d\te\t\n")).toEqual([["a", "", "c"], ["d", "e", ""]]));
  it("of plain text is cut at commas and wide gaps", () => expect(parseGrid("a,b\nc   d")).toEqual([["a", "b"], ["c", "d"]]));
});
