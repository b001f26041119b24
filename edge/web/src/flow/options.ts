import type { EChartsCoreOption } from "echarts/core";
import type { FlowLink, FlowNode } from "../api/money";
import { FONT } from "../theme";
import { formatFen, formatYuan } from "../ui/money";
import { formatTime } from "../ui/time";
import { exitKind, type ExitKind } from "../ui/exitmark";
import { added, branches, colourOf, markOf, withoutCircles, type Branch } from "./flowing";

const text = { fontFamily: FONT, fontSize: 12, color: "#18232d" };
const escape = (value: string) => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Words that the picture needs from the messages. */
export interface Words { held: string; times: (count: number) => string }

const labelOf = (node: FlowNode) => `${markOf(node)}${node.label}`;
const tip = { confine: true, textStyle: text, extraCssText: "max-width:360px;white-space:normal" };
const nodeTip = (node: FlowNode, words: Words) =>
  `<b>${escape(labelOf(node))}</b><br>${escape(node.bank_name)} ${formatFen(node.tainted_fen)}${node.held_fen > 0 ? `<br>${words.held} ${formatFen(node.held_fen)}` : ""}${node.arrived ? `<br>${formatTime(node.arrived, "full")}` : ""}`;

/** How long a label may get before it runs into the next layer; a Chinese sign takes the room of two letters. */
const LABEL_MAX = 21;
/** short keeps of an account its last digits, which people compare, and cuts long names. */
const short = (label: string) => {
  const brief = label.replace(/\b(?:\d{6}\*{4}|\d{6,})(?=\d{4}\b)/g, "…");
  let room = LABEL_MAX;
  const cut = [...brief].findIndex((sign) => (room -= sign.charCodeAt(0) > 0x2e80 ? 2 : 1) < 0);
  return cut < 0 ? brief : `${[...brief].slice(0, cut).join("")}…`;
};

/** depthsOf places every account in its layer and every exit right of whatever leads to it, so that no band runs backwards. */
export function depthsOf(nodes: FlowNode[], links: FlowLink[]): Map<string, number> {
  const out = new Map(nodes.map((node) => [node.id, node.layer]));
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const link of links) {
      const least = (out.get(link.source) ?? 0) + 1;
      if ((out.get(link.target) ?? 0) >= least) continue;
      out.set(link.target, least);
      moved = true;
    }
    if (!moved) break;
  }
  const last = Math.max(0, ...nodes.filter((node) => node.exit === "").map((node) => out.get(node.id) ?? 0)) + 1;
  for (const node of nodes) if (node.exit !== "") out.set(node.id, last);
  return out;
}

/** The most accounts of one layer that have room for two lines each. */
const ROOMY = 11;

/** fullest is how many accounts the fullest layer has. */
function fullest(depths: Map<string, number>): number {
  const count = new Map<number, number>();
  for (const depth of depths.values()) count.set(depth, (count.get(depth) ?? 0) + 1);
  return Math.max(1, ...count.values());
}

/** gapOf leaves more room between accounts the fewer there are in the fullest layer. */
const gapOf = (most: number) => Math.max(4, Math.min(30, Math.floor(400 / most)));

/** sankey draws the flow by width: how much went which way, layer by layer from left to right. */
export function sankey(nodes: FlowNode[], links: FlowLink[], words: Words): EChartsCoreOption {
  const drawn = added(withoutCircles(links).links);
  const used = new Set(drawn.flatMap((link) => [link.source, link.target]));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const depths = depthsOf(nodes.filter((node) => used.has(node.id)), drawn);
  const most = fullest(depths);
  return {
    animation: false, textStyle: text,
    tooltip: {
      ...tip,
      formatter: (p: { dataType: string; data: { id: string } & FlowLink }) => {
        const node = p.dataType === "node" ? byId.get(p.data.id) : undefined;
        if (node) return nodeTip(node, words);
        return `${escape(byId.get(p.data.source)?.label ?? "")} → ${escape(byId.get(p.data.target)?.label ?? "")}<br><b>${formatFen(p.data.fen)}</b> ${words.times(p.data.count)}<br>${formatTime(p.data.at, "full")}`;
      },
    },
    series: [{
      type: "sankey", left: 12, right: 130, top: 34, bottom: 14, nodeAlign: "left", nodeGap: gapOf(most), nodeWidth: 12, draggable: false, emphasis: { focus: "adjacency" },
      label: { ...text, formatter: (p: { data: { id: string } }) => { const node = byId.get(p.data.id); return node ? `${short(labelOf(node))}${most <= ROOMY || node.exit !== "" ? `\n{sum|${formatYuan(node.tainted_fen)}}` : ""}` : ""; }, rich: { sum: { fontFamily: FONT, fontSize: 11, color: "#4b5a68" } } },
      labelLayout: { hideOverlap: true },
      lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
      data: nodes.filter((node) => used.has(node.id)).map((node) => ({ id: node.id, name: node.id, depth: depths.get(node.id), itemStyle: { color: colourOf(node), borderColor: node.held_fen > 0 ? "#0d3f25" : "transparent", borderWidth: node.held_fen > 0 ? 2 : 0 } })),
      links: drawn.map((link) => ({ ...link, value: link.fen })),
    }],
  };
}

/** The shape of an exit in the tree is that of its mark: ▼ cash, ■ purchase, ◆ crypto, ▲ abroad, ● the others. */
const EXIT_SYMBOLS: Record<ExitKind, string> = { cash: "triangle", pos: "rect", crypto: "diamond", abroad: "triangle", wallet: "circle", other: "circle" };
const symbolOf = (node: FlowNode) => (node.exit !== "" ? EXIT_SYMBOLS[exitKind(node.exit)] : node.held_fen > 0 ? "rect" : "circle");
const turnOf = (node: FlowNode) => (node.exit !== "" && exitKind(node.exit) === "cash" ? 180 : 0);

function leaf(branch: Branch): object {
  return {
    id: branch.node.id, name: branch.node.id, value: branch.fen, symbol: symbolOf(branch.node), symbolRotate: turnOf(branch.node), symbolSize: 11, itemStyle: { color: colourOf(branch.node), borderColor: colourOf(branch.node) },
    children: branch.children.map(leaf),
  };
}

/** tree draws who led to whom, when order matters more than sums. */
export function tree(nodes: FlowNode[], links: FlowLink[], words: Words): EChartsCoreOption {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const roots = branches(nodes, links);
  const data = roots.length === 1 ? leaf(roots[0]) : { id: "", name: "", children: roots.map(leaf) };
  const label = (p: { data: { id: string; value: number } }) => { const node = byId.get(p.data.id); return node ? `${short(labelOf(node))} ${formatYuan(p.data.value)}` : ""; };
  return {
    animation: false, textStyle: text,
    tooltip: { ...tip, formatter: (p: { data: { id: string } }) => { const node = byId.get(p.data.id); return node ? nodeTip(node, words) : ""; } },
    series: [{
      type: "tree", data: [data], left: 110, right: 270, top: 34, bottom: 14, orient: "LR", initialTreeDepth: -1, roam: true, expandAndCollapse: false, lineStyle: { color: "#9fb0be", width: 1.2 },
      label: { ...text, position: "top", verticalAlign: "middle", align: "center", distance: 10, formatter: label }, leaves: { label: { ...text, position: "right", align: "left", distance: 6, formatter: label } },
    }],
  };
}
