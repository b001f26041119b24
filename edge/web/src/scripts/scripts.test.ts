// Protects what a screen of scripts decides by itself: what is put into a line, which reading, which step is next.
import { describe, expect, it } from "vitest";
import { filled, inReading, nextStep, readingOf, toggled } from "../ui/scriptwords";

describe("a script", () => {
  it("names the caller and the call, and leaves other braces alone", () => {
    const call = { unit: "U", name: "N", number: "Y-1" };
    expect(filled("{unit} {name} {number} {number} {code}", call)).toBe("U N Y-1 Y-1 {code}");
  });
  it("has a reading for each language, slow or not", () => {
    expect([readingOf(false, false), readingOf(false, true), readingOf(true, false), readingOf(true, true)]).toEqual(["zh", "zh_elder", "en", "en_elder"]);
    const unit = { code: "", name: "" };
    expect(inReading({ readings: [{ reading: "en", steps: [], version: 2, unit }] }, "en")?.version).toBe(2);
    expect(inReading({ readings: null }, "zh")).toBeUndefined();
  });
  it("is ticked in any order and goes on with the first that was not spoken", () => {
    expect(nextStep([])).toBe("open");
    expect(nextStep(toggled(toggled([], "foretell"), "open"))).toBe("prove");
    expect(toggled(["open", "prove"], "open")).toEqual(["prove"]);
    expect(nextStep(["open", "prove", "foretell", "test", "relatives", "close"])).toBeUndefined();
  });
});
