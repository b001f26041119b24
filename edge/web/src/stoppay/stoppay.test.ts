// Protects the desk of stop-payment: what one line of the table says, which key does what, and what an intake sends.
import { describe, expect, it } from "vitest";
import type { Bank, ClaimDetail, Leg, StopRow } from "../api/money";
import { signOf, stepOf } from "../ui/stoplamp";
import { emptyIntake, emptyPayee, firstPaid, missingOf, missingPerson, openBody, totalFen, type IntakeDraft } from "../ui/intake/intaking";
import { spanText } from "../ui/span";
import { actsFor, linesOf, shares, shown, waitingFor } from "./lines";

const now = Date.parse("2026-11-21T06:36:00Z");
const order = (id: string, more: Partial<StopRow> = {}) =>
  ({ id, account: `acc-${id}`, parent: "", layer: 1, state: "answered", result: "held", hold_state: "holding", held_fen: 100, count: 1, ...more }) as StopRow;
const leg = (id: string, order_id: string, more: Partial<Leg> = {}) => ({ id, order_id, exit: false, from: "", ...more }) as Leg;
const known = (orders: StopRow[], legs: Leg[] = [], candidates: Leg[] = []) => ({ orders, legs, candidates });

describe("the table of a claim", () => {
  it("puts every account under the one that led to it, with its exits and what is not ordered yet", () => {
    const lines = linesOf(known([order("a"), order("c", { parent: "a", layer: 2 }), order("b"), order("d", { parent: "c", layer: 3 })], [leg("x", "a", { exit: true })], [leg("y", "c")]));
    expect(lines.map((line) => `${line.kind}:${line.id}:${line.layer}`)).toEqual(["order:a:1", "exit:x:2", "order:c:2", "candidate:y:3", "order:d:3", "order:b:1"]);
    expect(lines.find((line) => line.id === "c")).toMatchObject({ onward: 1 });
  });
  it("shows what no order explains, and survives parents in a circle", () => {
    const lines = linesOf(known([order("a", { parent: "b" }), order("b", { parent: "a" })], [leg("x", "", { exit: true, from: "elsewhere" })], [leg("y", "", { from: "acc-b" })]));
    expect(lines.map((line) => line.id).sort()).toEqual(["a", "b", "x", "y"]);
  });
  it("filters what waits and what is held", () => {
    const [held, sent, none] = linesOf(known([order("h"), order("s", { state: "sent", hold_state: "", held_fen: 0 }), order("n", { result: "not_held", hold_state: "", held_fen: 0 })]));
    expect([held, sent, none].map((line) => [shown(line, "todo"), shown(line, "held"), shown(line, "all")])).toEqual([[false, true, true], [true, false, true], [false, false, true]]);
  });
});

describe("an order", () => {
  it("has one lamp: what became of the hold counts more than what the bank once said", () => {
    const sign = (more: Partial<StopRow>) => signOf(order("o", more));
    expect([sign({}), sign({ hold_state: "expired" }), sign({ hold_state: "frozen" }), sign({ state: "sent", hold_state: "", result: "" }), sign({ state: "refused", hold_state: "" }), sign({ result: "not_held", hold_state: "" }), sign({ result: "failed", hold_state: "" })])
      .toEqual(["held", "expired", "frozen", "sent", "refused", "not_held", "failed"]);
  });
  it("may be renewed once only, and released or frozen while it holds", () => {
    expect(actsFor(order("o"), now)).toEqual({ renew: true, release: true, freeze: true, remind: false });
    expect(actsFor(order("o", { count: 2 }), now).renew).toBe(false);
    expect(actsFor(order("o", { state: "sent", hold_state: "", held_fen: 0, answer_by: "2026-11-21T06:30:00Z" }), now)).toEqual({ renew: false, release: false, freeze: false, remind: true });
    expect(actsFor(order("o", { state: "seen", hold_state: "", answer_by: "2026-11-21T06:37:00Z" }), now).remind).toBe(false);
  });
  it("says whose turn it is", () => {
    expect([waitingFor(order("o", { state: "seen", answer_by: "x" })), waitingFor(order("o"))]).toEqual([{ what: "answer", due: "x" }, undefined]);
  });
  it("changes its colour at T-12, T-4 and T-1 h on the desk", () => {
    const now = Date.parse("2026-11-21T00:00:00Z");
    const at = (h: number) => stepOf(new Date(now + h * 3_600_000).toISOString(), now, [12, 4, 1]);
    expect([at(13), at(12), at(4), at(1), at(0), at(-1), stepOf("", now, [12])]).toEqual([undefined, 12, 4, 1, 0, 0, undefined]);
  });
});

describe("an intake", () => {
  const now = Date.parse("2026-11-21T06:36:00Z");
  const banks = [{ code: "yh_bank", name: "云河银行", prefixes: ["990001"] }] as Bank[];
  const payee = { ...emptyPayee, amount: "8.6万", when: "4", typedAt: now - 30_000, account: "9900 0100 0000 0004", name: "王某" };
  const form: IntakeDraft = { ...emptyIntake, cause: "desk-1", payees: [payee], name: "刘某", phone: "138 0013 8000", ownAccount: "9900010000000012" };
  it("of 86,000 yuan four minutes ago is complete, and its minutes count from when they were typed", () => {
    expect([missingOf(payee, banks, now), missingPerson(form)]).toEqual([[], []]);
    expect(openBody(form, banks, now)).toMatchObject({
      cause: "desk-1", source: "desk", fraud: "other", victim: { name: "刘某", phone: "13800138000" },
      payments: [{ bank: "yh_bank", account: "9900010000000012", at: "2026-11-21T06:31:30.000Z", fen: 8_600_000, channel: "mobile", payee: { bank: "yh_bank", account: "9900010000000004", name: "王某" } }],
    });
    expect([totalFen(form), firstPaid(form, now)]).toEqual([8_600_000, now - 270_000]);
  });
  it("asks for each of the four fields that a bank compares, before anything is sent", () => {
    expect(missingOf(emptyPayee, banks, now)).toEqual(["amount", "when", "account", "payeeName"]);
    expect(missingOf({ ...payee, account: "6222000000000000" }, banks, now)).toEqual(["bank"]);
    expect(missingPerson(emptyIntake)).toEqual(["name", "id"]);
    expect(missingPerson({ ...form, idNumber: "110105194912310021" })).toEqual(["id"]);
  });
  it("from a warning names it", () => expect(openBody(form, banks, now, { warning: "w1" })).toMatchObject({ source: "warning", warning_id: "w1" }));
  it("from a call names it, and needs no number typed", () => {
    const called = { ...form, idNumber: "", phone: "" };
    expect(missingPerson(called)).toEqual(["id"]);
    expect(missingPerson(called, "199****0001")).toEqual([]);
    expect(openBody(called, banks, now, { ticket: "t1" })).toMatchObject({ source: "hotline", ticket_id: "t1", victim: { phone: "" } });
  });
});

describe("sums and spans", () => {
  it("are shares of the whole", () => {
    const claim = { conservation: { in_fen: 100, held_fen: 60, exit_fen: 30, followed_fen: 10, unknown_fen: 0, balanced: true } } as ClaimDetail;
    expect(shares(claim).map((part) => [part.name, part.percent])).toEqual([["held", 60], ["exit", 30], ["followed", 10], ["unknown", 0]]);
  });
  it("read like a clock", () => expect([43_000, 725_000, 10_931_000, -5].map(spanText)).toEqual(["00:43", "12:05", "3:02:11", "00:00"]));
});
