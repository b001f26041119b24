// Protects what the desk sends without a person watching: the standing authority, invented reports, what may be done with a freeze.
import { describe, expect, it } from "vitest";
import type { Authority, DemoClaim, Freeze } from "./api/money";
import { verbsFor } from "./measures/verbs";
import { numberOf } from "./shell/jump";
import { prefixesOf } from "./admin/banks";
import { plainFingerprint } from "./admin/bankkeys";
import { sha256 } from "./ui/sha256";
import { authorityBody, authorityProblem, draftOf, emptyAuthority, type AuthorityDraft } from "./stoppay/authorizing";
import { demoDraft, emptyIntake, missingOf, missingPerson, openBody, readPayee, type IntakeDraft } from "./ui/intake/intaking";

const now = Date.parse("2026-11-21T06:36:00Z");
const officer = (id: string) => ({ id, name: `officer ${id}`, phone: "13800990010" });
const good: AuthorityDraft = { ...emptyAuthority, officers: [officer("990001"), officer("990002")], number: "A-1", sha256: "a".repeat(64), until: "2026-12-31" };

describe("the standing authority", () => {
  it("names two officers, one document with its hash, and an end within a year", () => {
    expect(authorityProblem(good, now)).toBeUndefined();
    expect(authorityProblem(emptyAuthority, now)).toBe("officer");
    expect(authorityProblem({ ...good, officers: [officer("990001"), officer("990001")] }, now)).toBe("same");
    expect(authorityProblem({ ...good, number: " " }, now)).toBe("number");
    expect(authorityProblem({ ...good, sha256: "" }, now)).toBe("file");
    expect(["", "2026-11-20", "2028-01-01"].map((until) => authorityProblem({ ...good, until }, now))).toEqual(["until", "until", "until"]);
  });
  it("is renewed at the version that was seen, by a document of its own", () => {
    const before = { ...authorityBody(good, undefined), version: 3 } as Authority;
    expect(authorityBody(good, undefined).version).toBe(0);
    expect(authorityBody(draftOf(before), before)).toMatchObject({ version: 3, officers: before.officers, document: { number: "", sha256: "" } });
  });
});

describe("the hash of a document", () => {
  const of = (text: string) => sha256(new TextEncoder().encode(text));
  it("is that of the standard", () => {
    expect(of("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(of("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(of("a".repeat(1_000_000))).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  });
  it("equals the browser's at every length around a block", async () => {
    for (const length of [1, 55, 56, 57, 63, 64, 65, 119, 120, 128]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
      const want = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (b) => b.toString(16).padStart(2, "0")).join("");
      expect(sha256(data)).toBe(want);
    }
  });
});

describe("an invented report", () => {
  const demo = {
    source: "hotline", fraud: "fake_investment", brief: "x", phone_verified: true, signed: true, victim: { name: "王某", id_number: "", phone: "19800935535" },
    payments: [{ bank: "b2", account: "9900028630003674", ref: "r", at: "2026-11-21T06:33:22Z", fen: 8_600_012, channel: "mobile", voucher: true, payee: { bank: "b1", account: "9900012504208569", name: "江某", kind: "person" } }],
  } as DemoClaim;
  it("is complete as it stands, to the fen and to the second", () => {
    const form: IntakeDraft = { ...emptyIntake, ...demoDraft(demo) };
    expect([missingOf(form.payees[0], [], now), missingPerson(form)]).toEqual([[], []]);
    expect(readPayee(form.payees[0], [], now)).toMatchObject({ fen: 8_600_012, at: "2026-11-21T06:33:22.000Z" });
    expect(openBody(form, [], now)).toMatchObject({ phone_verified: true, signed: true, in_person: false, payments: [{ voucher: true, bank: "b2" }] });
  });
});

describe("a freeze", () => {
  const verbs = (state: string, ...rights: string[]) => verbsFor({ state } as Freeze, (right) => rights.includes(right));
  it("is approved by who may approve and lifted by who works the claim", () => {
    expect(verbs("proposed", "freeze.approve")).toEqual(["approve", "decline"]);
    expect(verbs("proposed", "claim.work")).toEqual(["withdraw"]);
    expect(verbs("active", "claim.work")).toEqual(["ask-renewal", "lift"]);
    expect([verbs("lapsed", "claim.work", "freeze.approve"), verbs("active")]).toEqual([[], []]);
  });
});

describe("what is typed by hand", () => {
  it("is read as people write it", () => {
    expect([numberOf("zf 20261122-0"), numberOf("ZF"), numberOf("王某"), numberOf("138")]).toEqual(["ZF20261122-0", "ZF", undefined, undefined]);
    expect(prefixesOf(["990001, 990002", "990001"])).toEqual(["990001", "990002"]);
    expect(plainFingerprint("AA:bb 01")).toBe("aabb01");
  });
});
