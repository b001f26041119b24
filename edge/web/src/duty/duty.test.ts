import { describe, expect, it } from "vitest";
import { teamsOf } from "./filling";
import { verbsOf } from "./paper";
import { days } from "./roster";

describe("duty", () => {
  it("lists the days of a board over the end of a month", () => expect(days("2026-11-29", 3)).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]));
  it("reads one team a line, from a sheet or typed", () => expect(teamsOf("甲,乙,丙\n\n丁\t\t戊\n，无\n")).toEqual([{ officer: "甲", deputy: "乙", leader: "丙" }, { officer: "丁", leader: "戊" }]));
  it("offers each his own signature and nobody else any", () => {
    expect(verbsOf({ state: "draft", mine: "from" })).toEqual(["sign", "refresh", "withdraw"]);
    expect(verbsOf({ state: "signed", mine: "from" })).toEqual(["recall"]);
    expect(verbsOf({ state: "signed", mine: "to" })).toEqual(["take", "return"]);
    expect([verbsOf({ state: "draft", mine: "to" }), verbsOf({ state: "done", mine: "to" }), verbsOf({ state: "signed", mine: "" })]).toEqual([[], [], []]);
  });
});
