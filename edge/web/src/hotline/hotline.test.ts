// Protects what the call desk decides by itself: who is served first, whose call it is, which line is read, what its keys never do.
import { describe, expect, it } from "vitest";
import type { Ticket } from "../api/hotline";
import { held, lineOf, PANELS, queueOrder, scriptAt } from "./calls";

const call = (id: string, more: Partial<Ticket>) => ({ id, state: "queued", queued_at: "2026-11-22T10:00:00Z", promise_at: "", risk: false, abusive: false, late: false, desk: { id: "", name: "" }, leader: { id: "", name: "" }, ...more }) as Ticket;

describe("the call desk", () => {
  it("puts danger first, then what the supervisor waits for, missed promises, those on the line, and who waits longest", () => {
    const rows = [
      call("closed", { state: "closed" }), call("later", { queued_at: "2026-11-22T10:05:00Z" }), call("first", {}), call("promised", { state: "promised", promise_at: "2026-11-22T12:00:00Z" }),
      call("missed", { state: "promised", promise_at: "2026-11-22T09:00:00Z", late: true }), call("talking", { state: "answered" }), call("abusive", { state: "answered", abusive: true }),
      call("danger", { state: "wrapped", risk: true }), call("written", { state: "wrapped" }),
    ];
    expect([...rows].sort(queueOrder).map((row) => row.id)).toEqual(["danger", "abusive", "missed", "talking", "first", "later", "written", "promised", "closed"]);
  });
  it("lets the desk, after a take-over the supervisor, write on a call", () => {
    const mine = call("a", { state: "answered", desk: { id: "me", name: "" } });
    expect([held(mine, "me", false), held(mine, "you", false), held(mine, "you", true)]).toEqual([true, false, true]);
    const taken = { ...mine, state: "taken_over", leader: { id: "boss", name: "" } } as Ticket;
    expect([held(taken, "me", false), held(taken, "boss", false)]).toEqual([false, true]);
  });
  it("reads the line that fits the cursor", () => {
    expect(scriptAt("payee-amount-0", false, false)).toBe("open");
    expect(["payee-amount-0", "payee-when-1", "payee-account-0", "speed-hours2", "intake-name", "call-number"].map((field) => scriptAt(field, false, true))).toEqual(["money", "money", "payee", "fork", "self", "open"]);
    expect(scriptAt("intake-name", true, true)).toBe("sent");
  });
  it("gives each key one panel", () => expect(new Set(Object.values(PANELS)).size).toBe(Object.keys(PANELS).length));
  it("says what the network told last, and nothing once a desk has acted", () => {
    const line = (...acts: string[]) => lineOf(acts.map((each) => ({ act: each.split(" ")[0], note: each.split(" ").slice(1).join(" ") })));
    expect([line(), line("start"), line("start", "dial", "attach", "ring r1"), line("dial", "talk r1", "note x"), line("dial", "unreached busy r1"), line("unreached busy r1", "dial")]).toEqual(["", "", "ring", "talk", "busy", ""]);
  });
});
