// Protects the line to the centre: what is sent, how refusals are read, how bursts of changes are gathered.
import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, Fault, queryString, signedOut, Unreached, whenSignedOut } from "./client";
import { KeyMaker } from "./key";
import { answered, GATHER_MS, Gatherer, touched } from "./live";

const answer = (status: number, body: unknown) => vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the interface", () => {
  it("is the one that the centre describes: schema.d.ts is written anew from openapi.json by npm run gen", async () => {
    const here = (path: string) => new URL(path, import.meta.url);
    const fresh = astToString(await openapiTS(here("../../../api/openapi.json")));
    expect(readFileSync(here("schema.d.ts"), "utf8").endsWith(fresh)).toBe(true);
  }, 120_000);
});

describe("a change", () => {
  it("is no reason to ask again for what was refused", () => {
    const state = (error: unknown, data?: unknown) => answered({ state: { error, data } });
    const refused = new Fault(403, "access.denied", { zh: "", en: "" }, { zh: "", en: "" });
    expect([state(null), state(refused), state(refused, []), state(new Fault(503, "x", { zh: "", en: "" }, { zh: "", en: "" })), state(new Unreached("x"))]).toEqual([true, false, true, true, true]);
  });
});

describe("requests", () => {
  it("say only what was chosen", () => expect(queryString({ state: "open,working", mine: undefined, overdue: false, q: "", merged: true })).toBe("?state=open%2Cworking&merged=true"));
  it("carry the command header on commands and the key on attempts", async () => {
    const fetch = answer(200, {});
    vi.stubGlobal("fetch", fetch);
    await api.attempt({ warning_id: "w", channel: "call", outcome: "busy", evidence: [], note: "" }, "k1");
    await api.today();
    const calls = fetch.mock.calls as unknown as [string, RequestInit][];
    expect(calls[0][0]).toBe("/api/v1/attempts");
    expect(calls[0][1].headers).toMatchObject({ "X-Fanzha": "1", "Idempotency-Key": "k1" });
    expect(calls[1][1].headers).not.toHaveProperty("X-Fanzha");
  });
  it("never let an id escape its place in the address", async () => {
    const fetch = answer(200, {});
    vi.stubGlobal("fetch", fetch);
    await api.warning("../users?x=1");
    expect((fetch.mock.calls as unknown as [string][])[0][0]).toBe("/api/v1/warnings/..%2Fusers%3Fx%3D1");
  });
});

describe("refusals", () => {
  it("keep both languages and what to do", async () => {
    vi.stubGlobal("fetch", answer(409, { code: "warning.version", message_zh: "已变", message_en: "changed", do_zh: "再看", do_en: "look again" }));
    const fault = (await api.claim("w", 1).catch((e: unknown) => e)) as Fault;
    expect([fault.status, fault.code, fault.text.zh, fault.remedy.en]).toEqual([409, "warning.version", "已变", "look again"]);
  });
  it("of a body that is not JSON still have a code", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => new Response("<html>", { status: 502 })));
    await expect(api.today()).rejects.toMatchObject({ status: 502, code: "http.502" });
  });
  it("tell a centre that is away from one that refuses", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("network"))));
    await expect(api.today()).rejects.toBeInstanceOf(Unreached);
  });
  it("of an ended session lead to the sign-in, a wrong password does not", async () => {
    const out = vi.fn();
    whenSignedOut(out);
    vi.stubGlobal("fetch", answer(410, { code: "access.session_expired" }));
    await api.today().catch(() => undefined);
    expect(out).toHaveBeenCalledTimes(1);
    vi.stubGlobal("fetch", answer(401, { code: "access.credentials" }));
    await api.signIn("a", "b").catch(() => undefined);
    expect(out).toHaveBeenCalledTimes(1);
    expect(signedOut(new Error("x"))).toBe(false);
  });
});

describe("idempotency keys", () => {
  it("stay for a repeated command and change with its content", () => {
    const maker = new KeyMaker();
    const first = maker.keyFor({ a: 1 });
    expect(maker.keyFor({ a: 1 })).toBe(first);
    expect(maker.keyFor({ a: 2 })).not.toBe(first);
    const third = maker.keyFor({ a: 2 });
    maker.done();
    expect(maker.keyFor({ a: 2 })).not.toBe(third);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("pushed changes", () => {
  beforeEach(() => void vi.useFakeTimers());
  it("name what they make stale", () => {
    expect(touched("warning", "w1")).toContainEqual(["warning", "w1"]);
    expect(touched("claim", "c1")).toEqual(expect.arrayContaining([["claims"], ["claim", "c1"], ["flow", "c1"], ["stops"]]));
    expect(touched("stop", "s1", "c1")).toEqual(expect.arrayContaining([["stops"], ["claim", "c1"], ["bankOrders"]]));
    expect(touched("stop", "s1")).toContainEqual(["claim"]);
    expect(touched("freeze", "f1")).toContainEqual(["freezes"]);
    expect(touched("objection", "o1")).toContainEqual(["objection", "o1"]);
    expect(touched("lead", "l1")).toEqual([["counterAlerts"], ["bankAlerts"]]);
    expect(touched("unknown", "")).toEqual([]);
  });
  it("act at once, then gather a burst into one", async () => {
    const act = vi.fn(async () => undefined);
    const gather = new Gatherer(act);
    gather.add([["a"]]);
    expect(act).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 100; i++) gather.add([["a"], ["b"]]);
    await vi.advanceTimersByTimeAsync(GATHER_MS + 1);
    expect(act).toHaveBeenCalledTimes(2);
    expect(act).toHaveBeenLastCalledWith([["a"], ["b"]]);
  });
  it("wait for a slow answer instead of asking faster than it comes", async () => {
    let free = () => {};
    const act = vi.fn(() => new Promise<void>((done) => (free = done)));
    const gather = new Gatherer(act);
    gather.add([["a"]]);
    gather.add([["b"]]);
    await vi.advanceTimersByTimeAsync(GATHER_MS * 10);
    expect(act).toHaveBeenCalledTimes(1);
    free();
    await vi.advanceTimersByTimeAsync(1);
    expect(act).toHaveBeenCalledTimes(2);
  });
});
