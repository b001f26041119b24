// Protects what the screen of orders between centres decides by itself: what is worked on first, what can be done, which key does it.
import { describe, expect, it } from "vitest";
import type { CentreOrder } from "../api/upstream";
import { ACT_KEYS, actsOf, listOf, queueOrder } from "./rules";

const order = (id: string, more: Partial<CentreOrder>) => ({ id, state: "received", late: false, due_now: "2026-11-23T02:00:00Z", given_at: "2026-11-23T01:00:00Z", ...more }) as CentreOrder;

describe("orders between centres", () => {
  it("puts the overdue first, then what is due first, what has ended last", () => {
    const rows = [order("ended", { due_now: "" }), order("soon", { due_now: "2026-11-23T01:30:00Z" }), order("later", {}), order("late", { late: true, due_now: "2026-11-23T01:00:00Z" })];
    expect([...rows].sort(queueOrder).map((row) => row.id)).toEqual(["late", "soon", "later", "ended"]);
  });
  it("offers only what the state takes", () => {
    expect(actsOf(order("a", {}))).toEqual(["acknowledge", "distribute", "hand-back"]);
    expect(actsOf(order("a", { state: "receipted" }))).toEqual(["chase", "withdraw"]);
    expect((["returned", "answered", "bounced", "withdrawn", "withdrawing"] as const).flatMap((state) => actsOf(order("a", { state })))).toEqual([]);
  });
  it("gives each act a key of its own, none of them the one that gives an order", () => {
    const keys = Object.values(ACT_KEYS);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain("n");
  });
  it("opens what came from above when the address names no list", () => expect([listOf(undefined), listOf("nothing"), listOf("given")]).toEqual(["received", "received", "given"]));
});
