// Protects what a phone keeps without a line: which answers, for how long, and what is sent for a form.
import { describe, expect, it } from "vitest";
import type { Attempt, OrderDetail, Session } from "../api/types";
import { evidenceOf } from "../proof/capture";
import { placeField, placeText } from "../proof/place";
import { sizeOf } from "../proof/shrink";
import { emptyReport, givenOf, reportProblem } from "../tasks/reporting";
import { isKept, KEEP_MS, keeps, mayOpen } from "./copies";
import { toBytes, toText } from "./safe";

describe("copies", () => {
  it("are kept of tasks and the session, and of nothing that shows a person in full", () => {
    for (const path of ["/site", "/session", "/orders", "/orders?state=issued%2Csigned&limit=100", "/orders/01ABC-x"]) expect(isKept(path)).toBe(true);
    for (const path of ["/persons/p1", "/persons/p1/reveal", "/audit", "/warnings", "/orders/x/report", "/sessions", "/samples"]) expect(isKept(path)).toBe(false);
  });
  it("are kept for officers of stations alone", () => {
    expect(keeps({ roles: ["officer"] } as unknown as Session)).toBe(true);
    expect(keeps({ roles: ["operator", "leader"] } as unknown as Session)).toBe(false);
    expect(keeps(undefined)).toBe(false);
  });
  it("open until they are old or the desk was left alone", () => {
    const copy = { at: 1000, value: 1 };
    expect(mayOpen(copy, 60_000, 50_000, 1800)).toBe(true);
    expect(mayOpen(copy, 1000 + KEEP_MS, KEEP_MS, 1800)).toBe(false);
    expect(mayOpen(copy, 2_000_000, 100_000, 1800)).toBe(false);
    expect(mayOpen(copy, 2_000_000, 100_000, 0)).toBe(true);
    expect(mayOpen(undefined, 0, 0, 0)).toBe(false);
  });
  it("carry bytes unchanged", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(new Uint8Array(toBytes(toText(bytes.buffer)))).toEqual(bytes);
  });
});

describe("a feedback", () => {
  const order = { id: "o", warning_id: "w", attempts: [] as Attempt[] } as OrderDetail;
  const at = { latitude: 31.2304161, longitude: 121.4737012, accuracy: 14.6 };
  const gathered = { at, pieces: [{ sha: "ab", kind: "photo" as const, taken: "", place: "", data: new ArrayBuffer(3) }] };
  it("names its pieces by their content, and the position", () => {
    expect(evidenceOf(gathered)).toEqual([{ kind: "photo", value: "sha256:ab" }, { kind: "place", value: "31.230416,121.473701 ±15m" }]);
    expect(placeField(at)).toBe("31.230416,121.473701,15");
    expect(placeText(at)).toBe("31.230416,121.473701 ±15m");
  });
  it("of a meeting needs what proves it; a voice note does not", () => {
    const voice = { ...emptyReport, result: "met_dissuaded", evidence: [{ kind: "voice" as const, value: "sha256:ab" }] };
    expect(reportProblem(voice, [])).toBe("evidence");
    expect(reportProblem({ ...voice, evidence: [{ kind: "signature", value: "sha256:ab" }] }, [])).toBeUndefined();
  });
  it("carries the visit with its evidence, once", () => {
    const draft = { ...emptyReport, result: "met_dissuaded", note: " 好 ", evidence: evidenceOf(gathered) };
    const given = givenOf(draft, order, 0);
    expect(given).toMatchObject({ order_id: "o", result: "met_dissuaded", note: "好", made: "1970-01-01T00:00:00.000Z", contact: { channel: "visit", outcome: "met", believes: true } });
    expect(givenOf(draft, { ...order, attempts: [{ outcome: "met" } as Attempt] }, 0).contact).toBeUndefined();
  });
});

describe("a photo", () => {
  it("is drawn smaller, never larger", () => {
    expect(sizeOf(4000, 3000)).toEqual({ wide: 1280, high: 960 });
    expect(sizeOf(600, 800)).toEqual({ wide: 600, high: 800 });
    expect(sizeOf(10_000, 1)).toEqual({ wide: 1280, high: 1 });
  });
});
