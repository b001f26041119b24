// Protects figures on screens: comparisons are named, lists add up to their numbers, maps are bounded, bulletins lose no word, and the wall moves by itself.
import { describe, expect, it } from "vitest";
import type { Finding } from "./api/bulletins";
import type { Comparison, GroupRow, Indicator, Reading } from "./api/stats";
import { blocking, changed, linkOf, runsOf } from "./bulletins/text";
import { byGroup, found } from "./indicators/indicators";
import { worstOf } from "./leader/last";
import { against, lookOf, verdictOf } from "./leader/verdict";
import { populationOf } from "./map/people";
import { bodyOf, chosenOf, emptyQuery, listOf, missing, tabbed, valuesOf, waysOf } from "./query/building";
import { typeLines } from "./ui/board";
import { bars, DARK, lines } from "./ui/chartoptions";
import { askOf, behindOf, NO_VALUE, recordOf } from "./ui/figurelink";
import { checkMap, MAP_BYTES_MAX, MAP_FEATURES_MAX, plainCode, readMap } from "./ui/geojson";
import { sorted } from "./ui/plaintable";
import { matched, mapOption, stepOf, STEPS, townsOf } from "./ui/townmap";
import { nextScene, sceneAt, SCENE_S, SCENES } from "./wall/scenes";

const week = { open: false, kind: "week", from: "2026-11-09", to: "2026-11-15", zh: "上周", en: "last week" };
const compare = (tone: Comparison["tone"], dir: Comparison["dir"], note: Comparison["note"] = ""): Comparison => ({ kind: "mom", base: week, base_text_zh: "8起", base_text_en: "8", text_zh: "环比上升", text_en: "up", dir, tone, change: 1, note });
const reading = (code: string, more: Partial<Reading> = {}): Reading => ({ code, zh: code, en: code, unit: "起", good: "down", local: false, text_zh: "9起", text_en: "9", value: 9, num: 9, den: 0, quantile: false, known: true, small: false, excluded: [], base_day: "", period: week, compare: [], ...more });
const row = (key: string, value: number, per10k = 0, more: Partial<GroupRow> = {}): GroupRow => ({ key, zh: key, en: key, reading: reading("case.filed", { value, num: value, text_zh: `${value}起` }), per10k, per10k_text: per10k ? per10k.toFixed(2) : "", per10k_text_en: per10k ? per10k.toFixed(2) : "", population: per10k ? 10_000 : 0, hidden: false, ...more });

describe("a figure", () => {
  it("opens the list of the same days and sides", () => {
    expect(behindOf(reading("case.filed"), { region: "990101", fraud_type: "fake_loan", evil: "x" })).toEqual({ to: "/behind", search: { code: "case.filed", period: "week", at: "2026-11-15", region: "990101", fraud_type: "fake_loan" } });
    expect(behindOf(reading("visit_rate"), {}, "den").search).toMatchObject({ part: "den" });
  });
  it("asks for what has no value by a word of its own, and never for everything instead", () => {
    expect(behindOf(reading("case.filed"), { fraud_type: "" }).search.fraud_type).toBe(NO_VALUE);
    expect(behindOf(reading("case.filed"), { period: "month", at: "2020-01-01" }).search).toMatchObject({ period: "week", at: "2026-11-15" });
    expect(askOf("case.filed", { period: "week", at: "2026-11-15", q: "x", bank: "b" })).toEqual({ code: "case.filed", period: "week", at: "2026-11-15", bank: "b" });
  });
  it("leads from a fact to its record, and nowhere from what has no page", () => {
    expect(["meeting", "interview", "escalation", "duty", "task", "notice", "ranking", "return"].map((kind) => [recordOf(`${kind}/7`)?.to, recordOf(`${kind}/7`)?.search?.id])).toEqual(
      [..."meetings meetings meetings duties duties members rankings returns".split(" ")].map((page) => [`/govern/${page}`, "7"]));
    expect([recordOf("claim/01J")?.to, recordOf("order/7")?.search, recordOf("case/"), recordOf("__proto__/x"), recordOf("")]).toEqual(["/stoppay", { id: "7" }, undefined, undefined, undefined]);
  });
  it("is worse, better, the same, or not to be compared: a base of nought is none of the first three", () => {
    const verdict = verdictOf([reading("a", { compare: [compare("bad", "up")] }), reading("b", { compare: [compare("good", "down")] }), reading("c", { compare: [compare("neutral", "flat")] }), reading("d", { compare: [compare("neutral", "none", "base_zero")] }), reading("e", { compare: [compare("bad", "up", "no_history")] })]);
    expect([verdict.worse, verdict.better, verdict.same, verdict.unknown].map((list) => list.map((each) => each.code).join())).toEqual(["a", "b", "c", "d,e"]);
    expect([against(reading("x"), "mom"), lookOf("year"), lookOf("week")]).toEqual([undefined, "day", "week"]);
  });
});

describe("charts", () => {
  it("print the values as they came and begin at nought", () => {
    const option = lines([{ name: "立案", points: [{ name: "10月", value: 3, text: "3起" }, { name: "11月", value: null, text: "—" }] }], DARK) as { yAxis: { min: number }; series: { data: { value: number | null }[]; connectNulls: boolean; endLabel: { formatter: (p: { dataIndex: number }) => string } }[] };
    expect([option.yAxis.min, option.series[0].data[1].value, option.series[0].connectNulls, option.series[0].endLabel.formatter({ dataIndex: 0 })]).toEqual([0, null, false, "3起"]);
  });
  it("keep the key of each bar, so that a click opens its list, and no name becomes markup", () => {
    const option = bars([{ key: "990101", name: "<b>东关", value: 2, text: "2起" }]) as { xAxis: { min: number }; series: { data: { key: string }[] }[]; tooltip: { formatter: (p: object) => string } };
    expect([option.xAxis.min, option.series[0].data[0].key]).toEqual([0, "990101"]);
    expect(option.tooltip.formatter({ name: "<b>东关", data: { text: "2起" } })).not.toContain("<b>东关");
  });
  it("leave a gap where nothing was counted yet", () => {
    expect(typeLines([{ code: "x", zh: "", en: "", points: [reading("a", { known: false, value: 0 }), reading("a")] }], "zh")[0]).toMatchObject({ name: "x", points: [{ value: null }, { value: 9 }] });
  });
  it("sort by a column and leave equals as they came", () => {
    const rows = [{ id: "a", n: 2 }, { id: "b", n: 9 }, { id: "c", n: 2 }];
    expect([sorted(rows, (r) => r.n, true), sorted(rows, undefined, true)].map((list) => list.map((r) => r.id).join(""))).toEqual(["bac", "abc"]);
  });
});

const square = (x: number) => [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 0]]];
const feature = (code: unknown, coordinates: unknown = square(99), type = "Polygon") => ({ type: "Feature", properties: { adcode: code, name: "甲", owner: "张三" }, geometry: { type, coordinates } });
const map = (...features: unknown[]) => ({ type: "FeatureCollection", features });
const problem = (value: unknown) => { const read = checkMap(value); return read.ok ? "ok" : `${read.problem}${read.feature}`; };

describe("a map of one's own", () => {
  it("keeps code, name and outline, and nothing else of the file", () => {
    const read = checkMap(map(feature(990101), feature("990102", [square(3), square(5)], "MultiPolygon")));
    expect(read.ok && read.map.features.map((each) => each.properties)).toEqual([{ code: "990101", name: "甲" }, { code: "990102", name: "甲" }]);
    expect(JSON.stringify(read)).not.toContain("张三");
  });
  it("is refused with its reason, at its feature", () => {
    expect([problem(null), problem({ type: "Feature" }), problem(map()), problem(map(feature("12"))), problem(map(feature("990101"), feature("990101"))), problem(map(feature("990101", [[[0, 0], [1, 1], [0, 0]]]))),
      problem(map(feature("990101", [[[0, 0], [1, 0], [1, 1], [0, 1]]]))), problem(map(feature("990101", [[[0, 0], [1, 0], [Number.NaN, 1], [0, 0]]]))), problem(map(feature("990101", [[[0, 0], [181, 0], [1, 1], [0, 0]]]))), problem(map(feature("990101", [1, 2], "Point"))), problem(map(feature("990101", [], "Polygon")))])
      .toEqual(["not_collection0", "not_collection0", "no_features0", "no_code1", "twice2", "open_ring1", "open_ring1", "bad_point1", "bad_point1", "not_area1", "not_area1"]);
    expect(problem(map(...Array.from({ length: MAP_FEATURES_MAX + 1 }, (_, i) => feature(String(990_000 + i)))))).toBe("too_many_features0");
    expect([readMap("{"), readMap(" ".repeat(MAP_BYTES_MAX + 1))]).toEqual([{ ok: false, problem: "not_json", feature: 0 }, { ok: false, problem: "too_large", feature: 0 }]);
  });
  it("meets the figures by code whatever zeros fill it up, and names those that it lacks", () => {
    expect(["990101000000", "990101000", "990101", "990101001000"].map(plainCode)).toEqual(["990101", "990101", "990101", "990101001"]);
    const read = checkMap(map(feature("990101000")));
    const { towns } = townsOf([row("990101", 4, 2), row("990102", 1, 1)], "zh");
    const laid = read.ok ? matched(read.map, towns) : undefined;
    expect([laid?.areas[0].text, laid?.missing.map((each) => each.key)]).toEqual(["2.00", ["990102"]]);
    expect(JSON.stringify(mapOption("own", laid?.areas ?? [], DARK))).toContain("2.00");
  });
  it("colours per ten thousand people where all are known, else counts; hidden places show no number", () => {
    expect([townsOf([row("a", 4, 2), row("b", 1, 1)], "zh").per10k, townsOf([row("a", 4, 2), row("b", 1)], "zh").per10k]).toEqual([true, false]);
    expect(townsOf([row("a", 2, 0, { hidden: true })], "zh").towns[0]).toMatchObject({ text: "", value: null, step: -1 });
    expect([stepOf(0, 10), stepOf(10, 10), stepOf(5, 10), stepOf(3, 0)]).toEqual([0, STEPS - 1, 2, 0]);
  });
});

describe("a bulletin", () => {
  const finding = (from: number, to: number, severity: Finding["severity"] = "stop", waived = false): Finding => ({ id: "f", severity, code: "c", hard: false, waived, paragraph: "p", from, to, figure: "", zh: "", en: "", do_zh: "", do_en: "" });
  it("is cut at numbers and findings without losing a letter", () => {
    const paragraph = { id: "p", text: "立案47起，损失3亿元。", spans: [{ from: 2, to: 5, figure: "f1" }, { from: 99, to: 120, figure: "f2" }] };
    const runs = runsOf(paragraph, [finding(8, 11), finding(0, 2, "note", true)]);
    expect(runs.map((run) => run.text).join("")).toBe(paragraph.text);
    expect(runs.map((run) => [run.text, run.figure ?? "", run.finding?.severity ?? ""])).toEqual([["立案", "", ""], ["47起", "f1", ""], ["，损失", "", ""], ["3亿元", "", "stop"], ["。", "", ""]]);
    expect(runsOf({ id: "p", text: "", spans: null }, [])).toEqual([]);
  });
  it("goes on only when nothing stops it", () => expect([blocking([finding(0, 1)]), blocking([finding(0, 1, "stop", true), finding(0, 1, "warn")])]).toEqual([1, 0]));
  it("opens the list of a number with what was printed", () => {
    const link = { code: "case.filed", period: "week", at: "2026-11-15", from: "2026-11-09", to: "2026-11-15", unit: "990100000000", region: "", sides: [{ dim: "fraud_type", values: ["fake_loan", ""] }] };
    expect(linkOf({ text: "47起", link })).toEqual({ code: "case.filed", period: "week", at: "2026-11-15", printed: "47起", unit: "990100000000", fraud_type: `fake_loan|${NO_VALUE}` });
    expect(linkOf({ text: "47起", link: { ...link, until: "2026-11-18T02:00:00Z" } }).end).toBe("2026-11-18T02:00:00Z");
  });
  it("shows what changed since the last issue", () => {
    expect(changed("立案52起。", "立案47起。")).toEqual({ head: "立案", was: "52", is: "47", tail: "起。" });
    expect([changed("同", "同"), changed("", "新")]).toEqual([{ head: "同", was: "", is: "", tail: "" }, { head: "", was: "", is: "新", tail: "" }]);
  });
});

describe("the wall", () => {
  it("goes from scene to scene by itself, holds one, and turns by hand", () => {
    expect([0, SCENE_S, 2 * SCENE_S, 3 * SCENE_S, -5].map((s) => sceneAt(s, undefined))).toEqual(["week", "month", "ytd", "week", "week"]);
    expect([sceneAt(SCENE_S, "ytd"), sceneAt(0, "nothing"), nextScene("ytd", 1), nextScene("week", -1), SCENES.length]).toEqual(["ytd", "week", "week", "ytd", 3]);
  });
  it("names the worst by rate where it is known, and nobody who had none", () => {
    expect(worstOf([row("a", 9, 1), row("b", 2, 3), row("c", 0, 0)]).map((each) => each.key)).toEqual(["b", "a"]);
    expect(worstOf([row("a", 9), row("b", 20), row("h", 50, 0, { hidden: true })], 1).map((each) => each.key)).toEqual(["b"]);
  });
});

describe("a question of one's own", () => {
  const chosen = { ...emptyQuery("2026-11-22", "2026-10-23"), code: "case.filed", reason: "周例会材料" };
  it("waits for indicator, days and reason", () => {
    expect(missing(chosen)).toEqual([]);
    expect(missing({ ...chosen, code: "", from: "2026-12-01", reason: " 看 ", only: [{ dim: "sex", values: " " }] })).toEqual(["what", "badSpan", "only", "tooShort"]);
  });
  it("sends each split once and codes as they were typed, and asks the reason anew", () => {
    expect(bodyOf({ ...chosen, by: ["day", "day"], only: [{ dim: "sex", values: "male，female male" }] })).toMatchObject({ by: ["day"], only: [{ dim: "sex", values: ["male", "female"] }] });
    expect(chosenOf(bodyOf(chosen))).toMatchObject({ code: "case.filed", by: ["region:6", ""], reason: "" });
    expect([valuesOf(""), waysOf({ dims: ["bank"] } as Indicator).at(-1), tabbed([["a\tb", "1"]])]).toEqual([[], "bank", "a b\t1"]);
  });
  it("opens the list behind every row that has one: its days, its places, its sides", () => {
    const body = bodyOf({ ...chosen, by: ["region:6", "day"], only: [{ dim: "sex", values: "male" }] });
    const keyed = (...values: string[]) => ({ keys: values.map((value) => ({ value, zh: value, en: value })), n: 1, fen: 0, hidden: false, text_zh: "1", text_en: "1" });
    expect(listOf(body, ["range"])?.search).toEqual({ code: "case.filed", period: "range", from: body.from, to: body.to, sex: "male" });
    expect(listOf(body, ["range"], keyed("990101", "2026-11-02"))?.search).toEqual({ code: "case.filed", period: "range", from: "2026-11-02", to: "2026-11-02", sex: "male", region: "990101" });
    expect([listOf(body, ["range"], keyed("", "2026-11-02")), listOf({ ...body, by: ["sex"] }, ["month"], keyed(""))?.search]).toEqual([undefined, { code: "case.filed", period: "month", at: body.to, sex: NO_VALUE }]);
  });
  it("finds indicators by every word, in groups as the dictionary has them", () => {
    const entry = (code: string, group: string) => ({ code, zh: "破案数", en: "Solved", owner: "刑侦", group }) as Indicator;
    expect([found([entry("case.solved", "打")], "刑侦 solved").length, found([entry("case.solved", "打")], "资金").length]).toEqual([1, 0]);
    expect(byGroup([entry("a", "打"), entry("b", "防"), entry("c", "打")]).map(([group, list]) => group + list.length)).toEqual(["打2", "防1"]);
  });
  it("reads a population with or without commas, and nothing that is none", () => expect(["86,000", "12", "0", "-3", "一万", "99999999999"].map(populationOf)).toEqual([86_000, 12, undefined, undefined, undefined, undefined]));
});
