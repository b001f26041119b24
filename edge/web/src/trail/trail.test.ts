// Protects what a victim reads: the parts add up to the loss, and amounts are said as people say them.
import { describe, expect, it } from "vitest";
import type { Trail } from "../api/money";
import { partsOf, plainYuan } from "./parts";

const trail = { loss_fen: 5_000_000, held_fen: 3_120_000, followed_fen: 500_000, back_fen: 0, exits: [{ zh: "", fen: 1_000_000, at: "" }] } as unknown as Trail;

describe("the victim's trail", () => {
  it("accounts for every fen, with the rest as being checked", () => {
    expect(partsOf(trail).map((part) => [part.name, part.fen])).toEqual([["held", 3_120_000], ["followed", 500_000], ["exit", 1_000_000], ["unknown", 380_000]]);
    expect(partsOf(trail).reduce((sum, part) => sum + part.fen, 0)).toBe(trail.loss_fen);
  });
  it("always says how much is held, even when it is nothing", () => expect(partsOf({ ...trail, held_fen: 0, followed_fen: 0, exits: [] })[0]).toMatchObject({ name: "held", fen: 0 }));
  it("says amounts plainly", () => expect([5_000_000, 3_120_050, 5].map(plainYuan)).toEqual(["50,000", "31,200.50", "0.05"]));
});
