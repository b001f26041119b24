// Protects what screens decide by themselves: reports, trees, menus, passwords, the way back after signing in.
import { describe, expect, it } from "vitest";
import { treeOf } from "./admin/tree";
import { filterOf } from "./alerts/filter";
import type { Attempt, Figures, OrderDetail, Unit } from "./api/types";
import { idleLeft } from "./shell/idle";
import { matches } from "./shell/jump";
import { grouped, PLACES, placesFor } from "./shell/menu";
import { passwordProblem } from "./ui/passwordrules";
import { safeNext } from "./signin/signin";
import { contactCommand, emptyReport, missingContact, reportProblem } from "./tasks/reporting";
import { figuresOf } from "./today/figures";
import { bySource } from "./today/signals";
import { phonesOf, saidTwice } from "./ui/person";

const attempt = (outcome: string) => ({ outcome }) as Attempt;

describe("a report", () => {
  const place = [{ kind: "place" as const, value: "家中" }];
  it("of a meeting rests on a recorded meeting or on proof given with it", () => {
    expect(missingContact("met_dissuaded", [attempt("absent")])).toBe("visit");
    expect(missingContact("met_dissuaded", [attempt("met")])).toBeUndefined();
    expect(reportProblem({ ...emptyReport, result: "met_refused" }, [])).toBe("evidence");
    expect(reportProblem({ ...emptyReport, result: "met_refused", evidence: place }, [])).toBeUndefined();
  });
  it("asks for a loss, a reason or an attempt where the result needs one", () => {
    expect(reportProblem({ ...emptyReport, result: "lost" }, [])).toBe("loss");
    expect(reportProblem({ ...emptyReport, result: "lost", loss: "86000" }, [])).toBeUndefined();
    expect(reportProblem({ ...emptyReport, result: "duplicate" }, [])).toBe("note");
    expect(reportProblem({ ...emptyReport, result: "unreachable", note: "三次上门" }, [])).toBe("attempt");
    expect(reportProblem({ ...emptyReport, result: "unreachable", note: "三次上门" }, [attempt("absent")])).toBeUndefined();
    expect(reportProblem(emptyReport, [])).toBe("result");
  });
  it("records the missing contact truthfully", () => {
    const order = { id: "o", warning_id: "w", attempts: [] as Attempt[] } as OrderDetail;
    expect(contactCommand({ ...emptyReport, result: "met_refused", evidence: place }, order)).toMatchObject({ channel: "visit", outcome: "met", believes: false, order_id: "o" });
    expect(contactCommand({ ...emptyReport, result: "call_dissuaded" }, order)).toMatchObject({ channel: "call", outcome: "answered", believes: true });
    expect(contactCommand({ ...emptyReport, result: "false_alarm" }, order)).toBeUndefined();
  });
});

describe("the tree of units", () => {
  const unit = (code: string, parent: string) => ({ code, parent, name: code, active: true }) as Unit;
  it("hangs units under their parents and keeps orphans", () => {
    const tree = treeOf([unit("3", "2"), unit("2", "1"), unit("1", ""), unit("9", "8")]);
    expect(tree.map((b) => b.unit.code)).toEqual(["1", "9"]);
    expect(tree[0].children[0].children[0]).toMatchObject({ depth: 2, unit: { code: "3" } });
  });
  it("survives a unit that is its own parent", () => expect(treeOf([unit("1", "1")])).toHaveLength(1));
});

describe("the menu", () => {
  it("shows a short list to those with one desk, groups to those with many, and every place once", () => {
    expect(placesFor(["bank.work"]).map((p) => p.path)).toEqual(["/bank/orders", "/bank/alerts", "/bank/objections", "/lines"]);
    expect(new Set(PLACES.map((p) => p.key)).size).toBe(PLACES.length);
    expect(grouped(PLACES).flatMap((each) => each.places.map((p) => p.key)).sort()).toEqual(PLACES.map((p) => p.key).sort());
    expect(grouped(placesFor(["bank.work"])).map((each) => each.group)).toEqual(["warn", "money"]);
    expect(grouped(PLACES).length).toBeLessThanOrEqual(10);
  });
  it("shows what a right opens and nothing else", () => {
    expect(placesFor(["audit.read"]).map((p) => p.key)).toEqual(["audit"]);
    expect(placesFor(["role.manage"]).map((p) => p.key)).toEqual(["units"]);
    expect(placesFor([])).toEqual([]);
  });
  it("is found by name and by pinyin", () => {
    const desk = PLACES.find((p) => p.key === "alerts")!;
    expect([matches(desk, "预警总台", "总台"), matches(desk, "预警总台", "yjz"), matches(desk, "Alert desk", "DESK"), matches(desk, "预警总台", "xx")]).toEqual([true, true, true, false]);
  });
});

describe("before the session", () => {
  it("leads back inside the console only", () => {
    expect(safeNext("/alerts?id=w1")).toBe("/alerts?id=w1");
    for (const evil of ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)", "", undefined]) expect(safeNext(evil)).toBe("/");
  });
  it("asks for passwords as the centre does", () => {
    expect(passwordProblem("Short1!")).toBe("short");
    expect(passwordProblem("onlysmallletters")).toBe("classes");
    expect(passwordProblem("Long enough 9")).toBeUndefined();
  });
});

describe("figures", () => {
  it("open the records that they count, of the same period", () => {
    const share = { num: 1, den: 0 };
    const f = { from: "2026-11-20T16:00:00Z", to: "2026-11-21T02:00:00Z", signals: 1, hits: 2, warnings: 3, merged: 4, orders: 5, signed_in_time: share, reached: share, reached_before_transfer: share, dissuaded: 6, defrauded_after_warning: 7 } as Figures;
    const list = figuresOf(f);
    expect(list.every((each) => each.search.from === f.from && each.search.to === f.to)).toBe(true);
    expect(list.filter((each) => each.share).every((each) => each.share?.denWay.search.part === "den")).toBe(true);
    expect(list.find((each) => each.name === "reached")?.text).toBe("—");
  });
  it("become the conditions by which the centre counted", () => {
    expect(filterOf({ figure: "reached_before_transfer", from: "x" })).toMatchObject({ in_time: true, from: "x", state: undefined });
    expect(filterOf({ figure: "reached", part: "den", from: "x", to: "y" })).toEqual({ from: "x", to: "y" });
    expect(filterOf({})).toMatchObject({ state: "open,working,review" });
    expect(filterOf({ state: "all" }).state).toBeUndefined();
  });
  it("of signals add up by partner", () => {
    const lines = bySource([{ source: "a", kind: "call", n: 2 }, { source: "b", kind: "call", n: 9 }, { source: "a", kind: "visit", n: 3 }]);
    expect(lines).toEqual([{ source: "b", kinds: { call: 9 }, total: 9 }, { source: "a", kinds: { call: 2, visit: 3 }, total: 5 }]);
  });
});

describe("small rules", () => {
  it("say a place once where it is named like the unit beside it", () => {
    const person = { id: "p", name: "", phone: "", place: "990101001", place_name: "东关派出所" };
    expect([saidTwice(person, { name: "东关派出所" }), saidTwice(person), saidTwice({ ...person, place_name: "" }, { name: "x" })]).toEqual([true, false, false]);
  });
  it("count an idle desk down in its last minute", () => {
    expect(idleLeft(0, 100_000, 1800)).toBeUndefined();
    expect(idleLeft(0, 1_790_000, 1800)).toBe(10);
    expect(idleLeft(0, 9_000_000, 1800)).toBe(0);
  });
  it("find the numbers to dial", () => {
    expect(phonesOf("+8613800138000、+852 5123 4567")).toEqual(["13800138000", "+85251234567"]);
    expect(phonesOf("无")).toEqual([]);
  });
});
