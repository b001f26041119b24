// Protects the writing of scenarios: the form reads and writes the text and nothing else of it, completion offers what may stand there, and a diff loses no line.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { completionAt, kindsOf, offsetOf, ownNames, placed, type Language } from "./complete";
import { lineDiff } from "./diff";
import { permille } from "./parts";
import { readScenario, writeScenario, type Value } from "./yaml";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../../rulebook/scenarios");
const shipped = readdirSync(folder).filter((name) => name.endsWith(".yaml")).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);

describe("the form of a scenario", () => {
  it.each(shipped)("reads %s as it is written and writes back what it read", (name, text) => {
    const read = readScenario(text);
    expect(`${String(read?.code)}.yaml`).toBe(name);
    for (const key of ["name", "fraud", "family", "level", "on", "where", "reason", "windows", "sequence", "basis", "score", "quiet"]) {
      if (read?.[key] === undefined) continue;
      expect(readScenario(writeScenario(text, key, read[key]))).toEqual(read);
    }
  });
  const text = "# mine\ncode: a\non: [call]\nwhere: 'x == \"it''s\"' # why\n# between\nreason: {zh: 甲, en: b}\n";
  it("changes one key and leaves every other line", () => {
    expect(writeScenario(text, "code", "b")).toBe(text.replace("code: a", "code: b"));
    expect(writeScenario(text, "reason", { zh: "乙", en: "it's" })).toBe("# mine\ncode: a\non: [call]\nwhere: 'x == \"it''s\"' # why\n# between\nreason:\n  zh: 乙\n  en: 'it''s'\n");
    expect(writeScenario(text, "quiet", "6h").split("\n").indexOf("quiet: 6h")).toBe(3);
    expect(writeScenario(text, "on", "")).toBe(text.replace("on: [call]\n", ""));
    expect(writeScenario("", "code", "a")).toBe("code: a\n");
  });
  it("keeps every word on its way through the text", () => {
    for (const word of ["a", "6h", "yes", "1.50", "'", "\"", "a: b", "# no", "[x", "{", "甲，乙", " x ", "-", "*a", "&b", "!c", "50%", "a\nb", "null", "007", "\\"]) expect(readScenario(writeScenario(text, "where", word))?.where).toBe(word);
    const windows: Value[] = [{ name: "n", of: ["call", "visit"], where: 'list("a,b").has(x)', over: "24h" }];
    expect(readScenario(writeScenario(text, "windows", windows))?.windows).toEqual(windows);
  });
  it("says when it cannot show a text, and never throws", () => {
    for (const odd of ["a: [1", "a: {b: 1", "a: 'x", "  a: 1\nb: 2", "- a", "a: 1\na: 2", "__proto__: 1", "a b", "a:\n  - b: 1\n c: 2", "a: \"x", "\t", "a: {b 1}"]) expect(() => readScenario(odd)).not.toThrow();
    expect([readScenario("a: [1"), readScenario("a: 1\na: 2"), readScenario("__proto__: 1"), readScenario("what\n")]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

const language: Language = {
  keys: [{ name: "windows", meaning: "时间窗" }, { name: "where", meaning: "条件" }], measures: [{ name: "distinct()", meaning: "不同值" }], functions: [{ name: 'first_seen("payee")', meaning: "首次付款" }, { name: "ratio()", meaning: "千分比" }],
  fields: [{ name: "amount_fen", type: "number", meaning: "金额", on: ["transfer"] }, { name: "answered", meaning: "已接通", on: ["call"] }, { name: "source", meaning: "来源", on: [] }], values: { level: [{ name: "urgent", meaning: "紧急" }, { name: "high", meaning: "高危" }] },
};
const words = (text: string) => completionAt(text, text.length, language)?.words.map((each) => each.text);

describe("completion", () => {
  const head = "on: [transfer]\nwindows:\n  - {name: seen_24h, by: person}\nsequence:\n  - name: talk\n";
  it("offers keys at the edge, values after a key, names in a condition", () => {
    expect(words("w")).toEqual(["windows", "where"]);
    expect(words("level: ")).toEqual(["urgent", "high"]);
    expect(words("level: 高")).toEqual(["high"]);
    expect(words(`${head}where: 'am`)).toEqual(["amount_fen", "talk_amount_fen"]);
    expect(words(`${head}where: 'amount_fen > 1 && se`)).toEqual(["seen_24h", 'first_seen("payee")']);
    expect(words(`${head}where: 'talk_p`)).toEqual(["talk_peer"]);
    expect([words("basis: x"), words(`${head}where: '金额`)]).toEqual([undefined, ["amount_fen"]]);
  });
  it("leaves out what the kinds that the scenario listens to do not carry", () => {
    expect(words(`${head}where: '`)).not.toContain("answered");
    expect(words("where: '")).toContain("answered");
    expect([kindsOf("on: [call, visit]"), kindsOf("x: 1"), ownNames(head).map((each) => each.name)[0]]).toEqual([["call", "visit"], [], "seen_24h"]);
  });
  it("puts a word where it was begun, with the caret inside empty brackets", () => {
    const at = completionAt("where: 'ra", 10, language)!;
    expect(placed("where: 'ra' x", at, at.words[0])).toEqual({ text: "where: 'ratio()' x", caret: 14 });
    expect([offsetOf("ab\ncd", 2, 2), offsetOf("ab", 9, 9), offsetOf("", 0, 0)]).toEqual([4, 2, 0]);
  });
});

describe("what stands beside the text", () => {
  it("a diff says of each line whether it came, went or stayed", () => {
    const diff = lineDiff("a\nb\nc", "a\nx\nc\nd");
    expect(diff.map((each) => each.sign + each.text)).toEqual([" a", "-b", "+x", " c", "+d"]);
    expect(diff.filter((each) => each.sign !== "+").map((each) => each.text).join("\n")).toBe("a\nb\nc");
  });
  it("thousandths are printed as percent, and what nobody knows as a dash", () => expect([permille(873), permille(0), permille(1000), permille(-1)]).toEqual(["87.3%", "0.0%", "100.0%", "—"]));
});

describe("rules of a scenario in the form", () => {
  it("block, points, bands, override and absence are written where they belong and read back, with points taken off as a number", () => {
    const reason = { zh: "小额，已核实", en: "small: known" };
    const parts: [string, Value][] = [["points", [{ when: "a > 1", add: "-10", reason }]], ["block", [{ when: 'list("x").has(y)', reason }]], ["bands", [{ from: "60", level: "high" }]], ["override", [{ when: "b", level: "urgent", reason }]], ["absent", { of: ["report"], within: "30m" }]];
    let text = "code: one\nscore: 10\nwhere: a > 1\nreason: {zh: 甲, en: a}\n";
    for (const [key, value] of parts) text = writeScenario(text, key, value);
    const read = readScenario(text)!;
    for (const [key, value] of parts) expect(read[key]).toEqual(value);
    expect(text).toContain("add: -10,");
    expect(Object.keys(read)).toEqual(["code", "score", "bands", "absent", "where", "block", "points", "override", "reason"]);
  });
});
