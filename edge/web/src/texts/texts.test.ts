// Protects: the line of life of a text says what happened and nothing that did not, and a day is the centre's day.
import { expect, test } from "vitest";
import type { Text } from "../api/texts";
import { dayRange, lifeOf } from "./life";

const text = (more: Partial<Text>): Text => ({
  id: "n1", template: "hang_up", template_zh: "", template_en: "", warning_id: "", ticket_id: "c1", target_id: "call:c1", sent_by: { id: "u", name: "接线员" }, unit: { code: "", name: "" } as Text["unit"],
  urgent: true, text: "", parts: 2, to: "", state: "waiting", reason: "", detail: "", bundled_to: "", accepted_at: "2026-11-22T01:00:00Z", next_at: "", taken_at: "", expires_at: "", sent_at: "", done_at: "", tries: 0, ...more,
});

test("the life of a text", () => {
  const words = (more: Partial<Text>) => lifeOf(text(more)).map((step) => [step.what, step.note, step.tone ?? ""].join(" ").trim());
  expect(words({})).toEqual(["accepted"]);
  expect(words({ reason: "quiet_hours", next_at: "2026-11-23T00:00:00Z" })).toEqual(["accepted", "held quiet_hours doubt"]);
  expect(words({ state: "refused", reason: "muted", done_at: "2026-11-22T01:00:00Z" })).toEqual(["accepted", "ended muted bad"]);
  expect(words({ state: "delivered", tries: 2, taken_at: "2026-11-22T01:00:01Z", sent_at: "2026-11-22T01:00:02Z", done_at: "2026-11-22T01:00:05Z", detail: "DELIVRD" }))
    .toEqual(["accepted", "taken 2", "sent", "ended DELIVRD good"]);
  expect(words({ state: "unconfirmed", tries: 1, taken_at: "a", sent_at: "b", done_at: "c" })).toEqual(["accepted", "taken", "sent", "ended  doubt"]);
});

test("a day is the centre's day", () => {
  expect(dayRange("2026-11-22")).toEqual({ since: "2026-11-21T16:00:00.000Z", before: "2026-11-22T16:00:00.000Z" });
  expect(dayRange("yesterday")).toEqual({});
  expect(dayRange(undefined)).toEqual({});
});
