// Protects what may be done with restrictions, marks and sanctions: by whom, when, with which words, and on what a mark may stand.
import { describe, expect, it } from "vitest";
import type { Mark, Restriction, Sanction } from "../api/measures";
import { allowed, ASKS, bodyOf, complete, KINDS, kindOf, markVerbs, nothingSaid, restrictionVerbs, ruleValue, sanctionVerbs, subjectsOf, type Verb } from "./kinds";
import { countOf } from "./nominateform";

const names = (verbs: Verb[], ...rights: string[]) => allowed(verbs, (right) => rights.includes(right)).map((verb) => verb.name);
const all = ["claim.read", "claim.work", "claim.review", "freeze.approve"];

describe("a restriction", () => {
  const verbs = (state: string, count: number, ...rights: string[]) => names(restrictionVerbs({ state, count } as Restriction, 2), ...rights);
  it("is looked at, extended once at most, lifted, and objected to by everybody's desk", () => {
    expect(verbs("active", 1, ...all)).toEqual(["review", "extend", "lift", "object"]);
    expect(verbs("active", 2, ...all)).toEqual(["review", "lift", "object"]);
    expect(verbs("active", 1, "claim.read")).toEqual(["object"]);
    expect([verbs("lifted", 1, ...all), verbs("ended", 2, ...all), verbs("active", 1)]).toEqual([[], [], []]);
  });
});

describe("a mark", () => {
  it("is taken back by who reviews and has a way out", () => {
    const of = (state: string, ...rights: string[]) => names(markVerbs({ state } as Mark), ...rights);
    expect([of("active", ...all), of("active", "claim.read", "claim.work"), of("removed", ...all)]).toEqual([["remove", "object"], ["object"], []]);
  });
  it("stands on an account, on a person, or on either", () => {
    expect(["involved", "passed", "lent", "false_report", "cleared_trader"].map(subjectsOf)).toEqual([["account"], ["account"], ["person"], ["person"], ["account", "person"]]);
  });
});

describe("a sanction", () => {
  const of = (state: string, appeal: string, ...rights: string[]) => names(sanctionVerbs({ state, appeal, minor: false } as Sanction), ...rights);
  it("goes from proposal to recognition, notice, appeal and end, each by its own right", () => {
    expect(of("nominated", "", ...all)).toEqual(["recognise", "decline"]);
    expect(of("nominated", "", "claim.review", "claim.read")).toEqual([]);
    expect(of("recognised", "", ...all)).toEqual(["notice", "revoke"]);
    expect(of("in_force", "", ...all)).toEqual(["appeal", "revoke"]);
    expect(of("in_force", "open", ...all)).toEqual(["decide-appeal", "revoke"]);
    expect(of("noticed", "refused", "claim.read")).toEqual(["appeal"]);
    expect(["declined", "ended", "revoked"].flatMap((state) => of(state, "", ...all))).toEqual([]);
  });
  it("of a minor is recognised with a reason only", () => {
    const verb = (minor: boolean) => sanctionVerbs({ state: "nominated", appeal: "", minor } as Sanction)[0];
    expect([complete(verb(true), nothingSaid), complete(verb(false), nothingSaid), complete(verb(true), { ...nothingSaid, note: "经集体研究" })]).toEqual([false, true, true]);
  });
  it("counts in small whole numbers", () => expect(["", " 3 ", "100000", "-1", "1.5", "三"].map(countOf)).toEqual([0, 3, undefined, undefined, undefined, undefined]));
});

describe("a command", () => {
  const notice: Verb = { name: "notice", right: "claim.review", notice: true };
  const decide: Verb = { name: "decide-appeal", right: "claim.review", note: true, verdict: true };
  it("waits until everything it needs is said, and sends nothing empty", () => {
    expect([complete(notice, { ...nothingSaid, notice: " " }), complete(decide, { ...nothingSaid, note: "x" })]).toEqual([false, false]);
    expect(bodyOf(notice, { ...nothingSaid, notice: " N3 " }, 4)).toEqual({ version: 4, notice: "N3" });
    expect(bodyOf(decide, { ...nothingSaid, note: "无报失记录", verdict: "no", remedy: "可再次申诉" }, 2)).toEqual({ version: 2, note: "无报失记录", upheld: false, remedy: "可再次申诉" });
    expect(bodyOf(decide, { ...nothingSaid, note: "属实", verdict: "yes", remedy: "x" }, 2)).toEqual({ version: 2, note: "属实", upheld: true });
  });
});

describe("the screen", () => {
  it("opens freezes where the address names no kind, and each list by its name", () => {
    expect([kindOf(undefined), kindOf("mark"), kindOf("x")]).toEqual(["freeze", "mark", "freeze"]);
    expect(KINDS.filter((kind) => kind !== "freeze").every((kind) => "all" in ASKS[kind] && "ending" in ASKS[kind])).toBe(true);
  });
  it("reads the numbers of the rules and invents none", () => {
    expect([ruleValue(undefined, "restriction.count"), ruleValue({ lines: [{ code: "restriction.count", value: 2 }] } as never, "restriction.count")]).toEqual([undefined, 2]);
  });
});
