import type { Finding, IssueFigure, Paragraph } from "../api/bulletins";
import { NO_VALUE } from "../ui/figurelink";

/** One run of a paragraph: plain words, a number that opens its list, or words that the check has marked. */
export interface Run { text: string; figure?: string; finding?: Finding }

/** worst is the heaviest finding over a place. */
const WEIGHT = { stop: 0, warn: 1, note: 2 } as const;

/**
 * runsOf cuts a paragraph at every edge of a number or of a finding. Edges outside the text are left out, and nothing of the text is
 * lost: the runs put together are the paragraph.
 */
export function runsOf(paragraph: Pick<Paragraph, "id" | "text" | "spans">, findings: Finding[]): Run[] {
  const { text } = paragraph;
  const spans = (paragraph.spans ?? []).filter((span) => span.from >= 0 && span.to <= text.length && span.from < span.to);
  const marks = findings.filter((each) => each.paragraph === paragraph.id && each.from < each.to && each.from >= 0 && each.to <= text.length && !each.waived);
  const edges = [...new Set([0, text.length, ...spans.flatMap((span) => [span.from, span.to]), ...marks.flatMap((mark) => [mark.from, mark.to])])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1];
    const figure = spans.find((span) => span.from <= from && span.to >= to)?.figure;
    const finding = marks.filter((mark) => mark.from <= from && mark.to >= to).sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])[0];
    return { text: text.slice(from, to), ...(figure ? { figure } : {}), ...(finding ? { finding } : {}) };
  });
}

/** blocking counts what keeps an issue from going on. */
export const blocking = (findings: Finding[]): number => findings.filter((each) => each.severity === "stop" && !each.waived).length;

/** The acts that lead an issue on, in the order of its life; the first that is allowed is the main one. */
export const ONWARD = ["submit", "approve", "publish"] as const;
/** The acts that lead it back: they need a reason. */
export const BACK = ["return", "withdraw", "redraw"] as const;

/** changed cuts two texts into what both begin with, what differs and what both end with: enough to see an edit at a glance. */
export function changed(before: string, after: string): { head: string; was: string; is: string; tail: string } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from++;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { head: after.slice(0, from), was: before.slice(from, before.length - end), is: after.slice(from, after.length - end), tail: after.slice(after.length - end) };
}

/** linkOf is the address of the list behind a figure of an issue. It carries what was printed, so that a later correction shows itself. */
export function linkOf(figure: Pick<IssueFigure, "text" | "link">): Record<string, string> {
  const { link } = figure;
  const out: Record<string, string> = { code: link.code, period: link.period, at: link.at, printed: figure.text };
  if (link.until) out.end = link.until;
  if (link.unit) out.unit = link.unit;
  if (link.region) out.region = link.region;
  for (const side of link.sides ?? []) out[side.dim] = (side.values ?? []).map((value) => value || NO_VALUE).join("|");
  return out;
}
