import type { Flow, FlowLink, FlowNode } from "../api/money";

/** One line behind a figure: an account or exit, or one movement, with its part of the sum. */
export interface BehindLine { key: string; node: FlowNode; from?: FlowNode; fen: number; at: string; count: number }
export interface Behind { lines: BehindLine[]; fen: number }

const TO = "~";
/** bandOf names the band between two nodes in the address. */
export const bandOf = (source: string, target: string): string => `${source}${TO}${target}`;

/** behind lists what a figure of the flow is made of: what was paid, held, gone, followed, by one kind of exit, or in one band. */
export function behind(flow: Pick<Flow, "nodes" | "links">, part: string): Behind {
  const nodes = flow.nodes ?? [];
  const links = flow.links ?? [];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const movement = (link: FlowLink, i: number): BehindLine[] => {
    const node = byId.get(link.target);
    return node ? [{ key: `${i}`, node, from: byId.get(link.source), fen: link.tainted_fen, at: link.at, count: link.count }] : [];
  };
  const account = (node: FlowNode, fen: number): BehindLine => ({ key: node.id, node, fen, at: node.arrived, count: 1 });
  const moved = (pick: (link: FlowLink) => boolean) => links.filter(pick).flatMap(movement);
  const [source, target] = part.split(TO);
  const lines = part.includes(TO) ? moved((link) => link.source === source && link.target === target)
    : part === "in" ? moved((link) => (byId.get(link.source)?.layer ?? 1) === 0)
    : part === "held" ? nodes.filter((node) => node.held_fen > 0).map((node) => account(node, node.held_fen))
    : part === "exit" ? moved((link) => (byId.get(link.target)?.exit ?? "") !== "")
    : part === "followed" || part === "unknown" ? resting(nodes, links).map(([node, fen]) => account(node, fen))
    : moved((link) => byId.get(link.target)?.exit === part);
  lines.sort((a, b) => b.fen - a.fen);
  return { lines, fen: lines.reduce((sum, line) => sum + line.fen, 0) };
}

/** resting are the accounts in which more of the money arrived than is known to have left or to be held. */
function resting(nodes: FlowNode[], links: FlowLink[]): [FlowNode, number][] {
  const left = new Map<string, number>();
  for (const link of links) left.set(link.source, (left.get(link.source) ?? 0) + link.tainted_fen);
  return nodes.filter((node) => node.layer > 0 && node.exit === "").map((node): [FlowNode, number] => [node, node.tainted_fen - (left.get(node.id) ?? 0) - node.held_fen]).filter(([, fen]) => fen > 0);
}
