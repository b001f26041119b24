// Protects the pictures of a flow: no circle hangs them, nothing runs backwards, nothing is lost, merged holders are one.
import { describe, expect, it } from "vitest";
import type { FlowLink, FlowNode } from "../api/money";
import type { Sheet } from "../api/sheets";
import { added, branches, conserves, linesOf, markOf, timesOf, withoutCircles } from "./flowing";
import { bandOf, behind } from "./behind";
import { filterOf, named } from "./claimflow";
import { depthsOf, sankey, tree } from "./options";
import { doubled, drawn, fieldsOf, missingFields, PARTS, sheetBehind, unread } from "./sheetdata";

const link = (source: string, target: string, fen = 100, minute = 0): FlowLink => ({ source, target, fen, tainted_fen: fen, at: `2026-11-21T06:${String(minute).padStart(2, "0")}:00Z`, count: 1 });
const node = (id: string, layer: number, more: Partial<FlowNode> = {}): FlowNode => ({ id, label: id, bank_name: "", layer, kind: "person", exit: "", held_fen: 0, tainted_fen: 100, arrived: "", ...more });
const words = { held: "held", times: (n: number) => String(n) };

describe("a flow", () => {
  it("is drawn without what leads back, which is told and not lost", () => {
    const cut = withoutCircles([link("c", "a", 10, 3), link("a", "b", 30, 1), link("b", "c", 20, 2)]);
    expect([cut.links.map((l) => l.source + l.target), cut.back.map((l) => l.source + l.target)]).toEqual([["ab", "bc"], ["ca"]]);
    expect(withoutCircles([link("a", "a")]).back).toHaveLength(1);
  });
  it("adds transfers between the same two accounts", () => expect(added([link("a", "b", 10, 5), link("a", "b", 20, 2)])).toEqual([{ ...link("a", "b", 30, 2), count: 2 }]));
  it("becomes trees in which every account stands once, under the earliest that reached it", () => {
    const roots = branches([node("v", 0), node("a", 1), node("b", 1), node("c", 2)], [link("v", "a", 60, 1), link("v", "b", 40, 2), link("b", "c", 10, 3), link("a", "c", 20, 4)]);
    expect(roots.map((r) => [r.node.id, r.children.map((c) => [c.node.id, c.children.map((d) => d.node.id)])])).toEqual([["v", [["a", []], ["b", ["c"]]]]]);
  });
  it("puts exits in the last column and never runs backwards", () => {
    const nodes = [node("v", 0), node("a", 1), node("b", 1), node("x", 1, { exit: "CASH_ATM" })];
    const depths = depthsOf(nodes, [link("v", "a"), link("a", "b"), link("v", "x"), link("b", "x")]);
    expect([...depths]).toEqual([["v", 0], ["a", 1], ["b", 2], ["x", 3]]);
  });
  it("conserves money, or says that it does not", () => {
    const sums = { in_fen: 100, held_fen: 60, exit_fen: 30, followed_fen: 5, unknown_fen: 5, balanced: true };
    expect([conserves(sums), conserves({ ...sums, unknown_fen: 4 })]).toEqual([true, false]);
  });
  it("opens the list behind each of its figures, and the lists add up to what came in", () => {
    const nodes = [node("v", 0), node("a", 1, { tainted_fen: 100, held_fen: 30 }), node("b", 2, { tainted_fen: 40 }), node("x", 3, { exit: "CASH_ATM", tainted_fen: 15 }), node("y", 3, { exit: "CRYPTO_OFFRAMP", tainted_fen: 5 })];
    const flow = { nodes, links: [link("v", "a", 100, 1), link("a", "b", 40, 2), link("b", "x", 15, 3), link("a", "y", 5, 4)] };
    const of = (part: string) => { const list = behind(flow, part); return [list.fen, list.lines.map((line) => (line.from ? `${line.from.id}>` : "") + line.node.id)]; };
    expect([of("in"), of("held"), of("exit"), of("CRYPTO_OFFRAMP"), of(bandOf("a", "b"))]).toEqual([[100, ["v>a"]], [30, ["a"]], [20, ["b>x", "a>y"]], [5, ["a>y"]], [40, ["a>b"]]]);
    expect(of("followed")).toEqual([50, ["a", "b"]]);
    expect([of("held"), of("exit"), of("followed")].reduce((sum, [fen]) => sum + (fen as number), 0)).toBe(100);
    expect(of("POS")).toEqual([0, []]);
  });
  it("draws exits of the tree in the shape of their marks", () => {
    const shape = (exit: string) => JSON.stringify(tree([node("v", 0), node("x", 1, { exit })], [link("v", "x")], words)).match(/"symbol":"(\w+)","symbolRotate":(\d+)(?!.*"symbol")/)?.slice(1);
    expect(["CASH_ATM", "POS", "CRYPTO_OFFRAMP", "ABROAD"].map(shape)).toEqual([["triangle", "180"], ["rect", "0"], ["diamond", "0"], ["triangle", "0"]]);
  });
  it("names exits in the user's language", () => {
    const flow = { nodes: [node("x", 1, { exit: "CASH_ATM", label: "取现" }), node("a", 1, { label: "王**" })], exits: [{ code: "CASH_ATM", zh: "取现", en: "cash" }] } as never;
    expect([named(flow, (_, en) => en), named(flow, (zh) => zh)].map((each) => each.nodes?.map((one) => one.label))).toEqual([["cash", "王**"], ["取现", "王**"]]);
  });
  it("marks exits and holds by shape", () => expect([node("a", 1), node("b", 1, { held_fen: 1 }), node("c", 1, { exit: "CRYPTO_OFFRAMP" }), node("d", 1, { exit: "CASH_ATM" })].map(markOf)).toEqual(["", "☑ ", "◆ ", "▼ "]));
  it("knows its span and the lines of one account", () => {
    const links = [link("a", "b", 1, 9), link("v", "a", 1, 2)];
    expect(timesOf(links)).toEqual({ from: Date.parse("2026-11-21T06:02:00Z"), to: Date.parse("2026-11-21T06:09:00Z") });
    expect(timesOf([])).toBeUndefined();
    expect(linesOf({ links }, "a").map((l) => l.at)).toEqual(["2026-11-21T06:02:00Z", "2026-11-21T06:09:00Z"]);
  });
  it("makes a picture of anything", () => {
    for (const draw of [sankey, tree]) expect(() => draw([node("a", 0), node("b", 1)], [link("a", "b"), link("b", "a"), link("a", "zz")], words)).not.toThrow();
  });
  it("is asked for by the address", () => expect([filterOf({ min: "10000", merge: "holder", from: "f" }), filterOf({ min: "x", merge: "no" })]).toEqual([{ from: "f", to: undefined, min_fen: 10_000, merge: "holder" }, { from: undefined, to: undefined, min_fen: undefined, merge: undefined }]));
});

describe("a sheet", () => {
  const account = (name: string, layer: number, merged_into = "") => ({ account: name, holder: name === "CASH_ATM" ? "" : "h", layer, arrived: "", in_fen: 1, out_fen: 0, tainted_fen: 0, note: "", merged_into });
  const edge = (id: string, from: string, to: string, fen: number, hidden = false) => ({ id, from, to, fen, tainted_fen: fen, at: "", layer: 1, kind: "", hidden, manual: false });
  const sheet = { accounts: [account("1", 0), account("2", 1), account("3", 1, "2"), account("CASH_ATM", 2)], edges: [edge("a", "1", "2", 50), edge("b", "1", "3", 30), edge("c", "2", "3", 20), edge("d", "3", "CASH_ATM", 5), edge("e", "1", "2", 9, true)] } as unknown as Sheet;
  it("is drawn with merged holders as one, without hidden legs, exits in words", () => {
    const out = drawn(sheet, 0, () => "cash");
    expect(out.links.map((l) => [l.source, l.target, l.fen])).toEqual([["1", "2", 50], ["1", "2", 30], ["2", "CASH_ATM", 5]]);
    expect(out.nodes.map((n) => [n.id, n.exit, n.label])).toEqual([["1", "", "1 h"], ["2", "", "2 h"], ["CASH_ATM", "CASH_ATM", "cash"]]);
  });
  it("is asked for again until every file is read", () => {
    const files = (...states: string[]) => ({ files: states.map((state) => ({ state })) }) as unknown as Sheet;
    expect([undefined, files(), files("ready", "failed", "undone"), files("ready", "queued"), files("reading")].map(unread)).toEqual([false, false, false, true, true]);
  });
  it("opens the list behind each of its sums, and the lists add up to what came in", () => {
    const party = (name: string, more: object) => ({ account: name, holder: "", layer: 1, arrived: "", in_fen: 0, out_fen: 0, tainted_fen: 0, stayed_fen: 0, own: false, exit: "", note: "", merged_into: "", ...more });
    const sums = {
      roots: [{ id: "r", from: "1", to: "2", at: "", fen: 100, chosen: true }, { id: "q", from: "1", to: "2", at: "", fen: 7, chosen: false }],
      accounts: [party("2", { own: true, tainted_fen: 35, stayed_fen: 30 }), party("3", { tainted_fen: 20, stayed_fen: 20 }), party("4", { own: true, tainted_fen: 9, stayed_fen: 9, merged_into: "2" }), party("CASH_ATM", { exit: "cash", tainted_fen: 40, stayed_fen: 40 })],
      edges: [{ ...edge("a", "2", "3", 20), exit: false }, { ...edge("b", "2", "CASH_ATM", 40), exit: true }], lost: [edge("c", "2", "9", 5)],
    } as unknown as Sheet;
    const of = (part: string) => { const list = sheetBehind(sums, part); return [list.fen, list.lines.map((line) => (line.from ? `${line.from.id}>` : "") + line.node.id)]; };
    expect(PARTS.map(of)).toEqual([[100, ["1>2"]], [30, ["2"]], [40, ["2>CASH_ATM"]], [25, ["3", "2"]], [5, ["2>9"]]]);
  });
  it("leaves out small sums", () => expect(drawn(sheet, 10).links).toHaveLength(2));
  it("needs the columns that tracing rests on, each once", () => {
    expect(missingFields({ account: "a", time: "b", amount: "" })).toEqual(["amount"]);
    expect(missingFields({ card: "a", date: "b", debit: "c" })).toEqual(["amount"]);
    expect(missingFields({ time: "b", debit: "c", credit: "d" })).toEqual(["account"]);
    expect(missingFields({ time: "b", debit: "c", credit: "d" }, "9900010000000000018")).toEqual([]);
    expect([missingFields({ payer_account: "a", payee_account: "b", time: "c", amount: "d" }), missingFields({ payer_account: "a", time: "c", amount: "d" })]).toEqual([[], ["account"]]);
    expect(doubled({ account: "a", peer_account: "a", time: "b", note: "" })).toEqual(["a"]);
    expect(fieldsOf({ teller: "x" })).toContain("teller");
  });
});
