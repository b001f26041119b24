import type { Flow, FlowLink, FlowNode } from "../api/money";
import { EXIT_SHAPES, exitKind } from "../ui/exitmark";

export interface Cut { links: FlowLink[]; back: FlowLink[] }

/**
 * withoutCircles takes out the links that lead back to where the money came from, because a picture of flows cannot draw a
 * circle. They are not lost: they are listed beside it. Links are looked at in order of time, so the earliest way stays.
 */
export function withoutCircles(links: FlowLink[]): Cut {
  const next = new Map<string, Set<string>>();
  const reaches = (from: string, to: string): boolean => {
    const open = [from];
    const seen = new Set(open);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === to) return true;
      for (const each of next.get(at) ?? []) {
        if (!seen.has(each)) {
          seen.add(each);
          open.push(each);
        }
      }
    }
    return false;
  };
  const out: Cut = { links: [], back: [] };
  for (const link of [...links].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    if (reaches(link.target, link.source)) out.back.push(link);
    else {
      out.links.push(link);
      next.set(link.source, (next.get(link.source) ?? new Set()).add(link.target));
    }
  }
  return out;
}

/** added puts all links between the same two nodes together: a picture has one band for each pair. */
export function added(links: FlowLink[]): FlowLink[] {
  const out = new Map<string, FlowLink>();
  for (const link of links) {
    const key = `${link.source}\u0000${link.target}`;
    const before = out.get(key);
    out.set(key, before ? { ...before, fen: before.fen + link.fen, tainted_fen: before.tainted_fen + link.tainted_fen, count: before.count + link.count, at: before.at < link.at ? before.at : link.at } : { ...link });
  }
  return [...out.values()];
}

export interface Branch { node: FlowNode; fen: number; at: string; children: Branch[] }

/** branches makes trees of the flow: every node once, under the earliest link that reached it, the larger sums first. */
export function branches(nodes: FlowNode[], links: FlowLink[]): Branch[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const fit = added(withoutCircles(links).links).filter((link) => byId.has(link.source) && byId.has(link.target)).sort((a, b) => (a.at < b.at ? -1 : 1));
  const parent = new Map<string, FlowLink>();
  for (const link of fit) if (!parent.has(link.target)) parent.set(link.target, link);
  const grow = (node: FlowNode, link?: FlowLink): Branch => ({
    node, fen: link?.fen ?? node.tainted_fen, at: link?.at ?? node.arrived,
    children: [...parent.values()].filter((each) => each.source === node.id).sort((a, b) => b.fen - a.fen).map((each) => grow(byId.get(each.target) as FlowNode, each)),
  });
  return nodes.filter((node) => !parent.has(node.id)).map((node) => grow(node));
}

/** timesOf is the span in which the money moved, as the bounds of the slider. */
export function timesOf(links: FlowLink[]): { from: number; to: number } | undefined {
  const all = links.map((link) => Date.parse(link.at)).filter((at) => !Number.isNaN(at));
  return all.length === 0 ? undefined : { from: Math.min(...all), to: Math.max(...all) };
}

/** linesOf are the links that enter or leave a node, by time. */
export const linesOf = (flow: Pick<Flow, "links">, node: string): FlowLink[] =>
  (flow.links ?? []).filter((link) => link.source === node || link.target === node).sort((a, b) => (a.at < b.at ? -1 : 1));

/** conserves checks what a flow says of itself: what came in is held, gone, followed or unknown. */
export const conserves = (c: Flow["conservation"]): boolean => c.in_fen === c.held_fen + c.exit_fen + c.followed_fen + c.unknown_fen;

/** markOf is the shape before the label of a node: of an exit by its kind, of a held account a square, else none. */
export function markOf(node: FlowNode): string {
  if (node.exit !== "") return `${EXIT_SHAPES[exitKind(node.exit)]} `;
  return node.held_fen > 0 ? "☑ " : "";
}

/** colourOf: colour says the same as mark and word. */
export function colourOf(node: FlowNode): string {
  if (node.kind === "victim" || node.layer === 0) return "#16232f";
  if (node.exit !== "") return { cash: "#b3261e", crypto: "#b3261e", pos: "#6b3fa0", abroad: "#a85b00", wallet: "#1f5fa8", other: "#a85b00" }[exitKind(node.exit)];
  return node.held_fen > 0 ? "#1f6f43" : "#5d7f9d";
}
