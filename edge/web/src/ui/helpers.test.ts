// Protects the small rules that officers feel at once: order of work, clocks, amounts, keys, drafts.
import { describe, expect, it } from "vitest";
import type { Level } from "../api/types";
import { dropDraft, DRAFT_KEEP_DAYS, readDraft, sweepDrafts, writeDraft } from "./draft";
import { accepts, isTyping, keyName } from "./keys";
import { formatFen, formatYuan, parseYuan, percent } from "./money";
import { attemptBody, attemptProblem, emptyAttempt, proven } from "./outcomes";
import { byDue, byUrgency, neighbour, nextUnclaimed } from "./sort";
import { clockOf, formatTime, isoToLocal, localToISO, nextTimes, overdueHours } from "./time";

const NOW = Date.parse("2026-11-21T02:00:00Z");
const row = (id: string, level: Level, due_at: string, loss = 0) => ({ id, level, due_at, possible_loss_fen: loss });

describe("order of work", () => {
  it("is level, then time left, then possible loss; no deadline comes last", () => {
    const rows = [
      row("a", "low", "2026-11-21T01:00:00Z"), row("b", "urgent", ""), row("c", "urgent", "2026-11-21T03:00:00Z", 5),
      row("d", "urgent", "2026-11-21T03:00:00Z", 900), row("e", "high", "2026-11-21T00:00:00Z"), row("f", "medium", "2026-11-21T00:00:00Z"),
    ];
    expect(rows.sort(byUrgency).map((r) => r.id)).toEqual(["d", "c", "b", "e", "f", "a"]);
  });
  it("compares times and not their spelling", () => {
    expect(byUrgency(row("a", "high", "2026-11-21T02:00:00.000Z"), row("b", "high", "2026-11-21T09:59:00+08:00"))).toBe(1);
  });
  it("of Today is due time, the level between equals", () => {
    const rows = [row("a", "low", "2026-11-21T01:00:00Z"), row("b", "urgent", "2026-11-21T02:00:00Z"), row("c", "urgent", "2026-11-21T01:00:00Z")];
    expect(rows.sort(byDue).map((r) => r.id)).toEqual(["c", "a", "b"]);
  });
  it("moves between neighbours and stays at the ends", () => {
    const rows = [{ id: "a" }, { id: "b" }];
    expect([neighbour(rows, undefined, 1)?.id, neighbour(rows, undefined, -1)?.id, neighbour(rows, "a", 1)?.id, neighbour(rows, "b", 1)?.id, neighbour(rows, "a", -1)?.id]).toEqual(["a", "b", "b", "b", "a"]);
    expect(neighbour([], "a", 1)).toBeUndefined();
  });
  it("finds the next unclaimed after the chosen one and wraps around", () => {
    const rows = [{ id: "a", state: "open", claimed_by: null }, { id: "b", state: "working", claimed_by: { id: "u" } }, { id: "c", state: "open", claimed_by: null }];
    expect(nextUnclaimed(rows, "a")?.id).toBe("c");
    expect(nextUnclaimed(rows, "c")?.id).toBe("a");
    expect(nextUnclaimed([rows[1]], undefined)).toBeUndefined();
  });
});

describe("clocks", () => {
  it.each([
    ["2026-11-21T02:04:05Z", "04:05", false, "soon", 0],
    ["2026-11-21T05:00:09Z", "3:00:09", false, "calm", 0],
    ["2026-11-23T03:30:00Z", "01:30", false, "calm", 2],
    ["2026-11-21T01:59:30Z", "00:30", true, "late", 0],
    ["2026-11-21T02:00:00Z", "00:00", false, "soon", 0],
  ])("reads %s as %s", (due, text, overdue, tone, days) => {
    expect(clockOf(due, NOW)).toEqual({ text, overdue, tone, days });
  });
  it("shows nothing without a deadline", () => expect(clockOf("", NOW).tone).toBe("none"));
  it("says lateness in hours", () => {
    expect(overdueHours("2026-11-21T00:30:00Z", NOW)).toBe("1.5");
    expect(overdueHours("2026-11-21T03:00:00Z", NOW)).toBe("");
  });
  it("writes the centre's zone whatever the desk's zone is", () => {
    expect(formatTime("2026-11-21T16:05:06.789Z", "full")).toBe("2026-11-22 00:05:06");
    expect(formatTime("2026-11-21T16:05:06Z", "short")).toBe("11-22 00:05");
    expect(formatTime("")).toBe("");
    expect(formatTime("nonsense")).toBe("");
  });
  it("reads what is typed as the centre's wall clock", () => {
    expect(localToISO("2026-11-21T19:00")).toBe("2026-11-21T11:00:00.000Z");
    expect(isoToLocal("2026-11-21T11:00:00Z")).toBe("2026-11-21T19:00");
    expect(localToISO("")).toBe("");
  });
  it("offers next times in the future only", () => {
    const late = nextTimes(Date.parse("2026-11-21T12:30:00Z")); // 20:30 in the centre
    expect(late.map((n) => n.key)).toEqual(["hour", "morning"]);
    expect(late[1].at).toBe("2026-11-22T01:00:00.000Z");
    expect(nextTimes(NOW).find((n) => n.key === "evening")?.at).toBe("2026-11-21T11:00:00.000Z");
  });
});

describe("money", () => {
  it("writes fen exactly", () => {
    expect(formatFen(8_600_000)).toBe("¥86,000.00");
    expect(formatFen(5)).toBe("¥0.05");
    expect(formatFen(-123_456)).toBe("-¥1,234.56");
    expect(formatFen(Number.MAX_SAFE_INTEGER)).toBe("¥90,071,992,547,409.91");
    expect(formatYuan(8_600_099)).toBe("¥86,000");
  });
  it("reads what officers type and nothing else", () => {
    expect(["86000", "86,000.5", "￥3.05", "0.29"].map(parseYuan)).toEqual([8_600_000, 8_600_050, 305, 29]);
    expect(["", "8万", "1.234", "-5", "1e5", "abc", "123456789012"].map(parseYuan)).toEqual(Array(7).fill(undefined));
  });
  it("never divides by nothing", () => {
    expect(percent(0, 0)).toBe("—");
    expect(percent(1, 3)).toBe("33.3%");
  });
});

describe("keys", () => {
  const press = (key: string, target: object | null = null, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target, ...more }) as unknown as KeyboardEvent;
  it("have one name each", () => {
    expect(keyName(press("K", null, { ctrlKey: true }))).toBe("ctrl+k");
    expect(keyName(press("k", null, { metaKey: true }))).toBe("ctrl+k");
    expect(keyName(press("ArrowDown"))).toBe("ArrowDown");
  });
  it("are text while typing, but Escape and Ctrl still act", () => {
    const field = { tagName: "TEXTAREA" };
    expect(isTyping(field as unknown as EventTarget)).toBe(true);
    expect(isTyping({ tagName: "INPUT", type: "checkbox" } as unknown as EventTarget)).toBe(false);
    expect(accepts("c", press("c", field))).toBe(false);
    expect(accepts("Escape", press("Escape", field))).toBe(true);
    expect(accepts("ctrl+k", press("k", field))).toBe(true);
    expect([accepts("F5", press("F5", field)), accepts("alt+2", press("2", field)), accepts("F", press("F", field))]).toEqual([true, true, false]);
  });
  it("do nothing while Chinese text is being composed", () => {
    expect(accepts("Enter", press("Enter", null, { isComposing: true }))).toBe(false);
  });
});

describe("drafts", () => {
  const storage = () => {
    const data = new Map<string, string>();
    return {
      getItem: (k: string) => data.get(k) ?? null, setItem: (k: string, v: string) => void data.set(k, v), removeItem: (k: string) => void data.delete(k),
      key: (i: number) => [...data.keys()][i] ?? null, get length() { return data.size; },
    };
  };
  it("come back until they are sent", () => {
    const s = storage();
    writeDraft(s, "u1.attempt.w1", { note: "说到一半" }, NOW);
    expect(readDraft<{ note: string }>(s, "u1.attempt.w1", NOW + 60_000)).toEqual({ at: NOW, value: { note: "说到一半" } });
    expect(readDraft(s, "u2.attempt.w1", NOW)).toBeUndefined();
    dropDraft(s, "u1.attempt.w1");
    expect(readDraft(s, "u1.attempt.w1", NOW)).toBeUndefined();
  });
  it("are swept when old, and unreadable ones with them", () => {
    const s = storage();
    writeDraft(s, "old", { note: "x" }, NOW - (DRAFT_KEEP_DAYS + 1) * 86_400_000);
    writeDraft(s, "new", { note: "x" }, NOW);
    s.setItem("fanzha.draft.broken", "{");
    s.setItem("other", "kept");
    sweepDrafts(s, NOW);
    expect(s.length).toBe(2);
  });
  it("never throw when the storage is full", () => {
    const full = { ...storage(), setItem: () => { throw new Error("quota"); } };
    expect(writeDraft(full, "k", {}, NOW)).toBe(false);
  });
});

describe("attempts", () => {
  it("need a proof for a meeting, and a call record is none", () => {
    const met = { ...emptyAttempt("visit"), outcome: "met" };
    expect(attemptProblem(met)).toBe("evidence");
    expect(attemptProblem({ ...met, evidence: [{ kind: "call_record", value: "123" }] })).toBe("evidence");
    expect(attemptProblem({ ...met, evidence: [{ kind: "place", value: "家中" }] })).toBeUndefined();
    expect(proven([{ kind: "pledge", value: "  " }])).toBe(false);
  });
  it("need a next time when nobody was found", () => {
    const busy = { ...emptyAttempt("call"), outcome: "busy" };
    expect(attemptProblem(busy)).toBe("next");
    expect(attemptProblem({ ...busy, nextAt: "2026-11-21T05:00:00Z" })).toBeUndefined();
  });
  it("refuse outcomes of another channel and amounts that are none", () => {
    expect(attemptProblem({ ...emptyAttempt("sms"), outcome: "met" })).toBe("outcome");
    expect(attemptProblem({ ...emptyAttempt("call"), outcome: "answered", paid: "八万" })).toBe("paid");
  });
  it("send only what belongs to the outcome", () => {
    const draft = { ...emptyAttempt("call"), outcome: "answered", believes: "no" as const, paid: "100", nextAt: "2026-11-21T05:00:00Z", note: " 说明 " };
    expect(attemptBody(draft)).toEqual({ channel: "call", outcome: "answered", evidence: [], note: "说明", believes: false, already_paid_fen: 10_000 });
  });
});
