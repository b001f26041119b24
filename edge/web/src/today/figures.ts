import type { Figures, Share } from "../api/types";
import { percent } from "../ui/money";

/** Where a number leads: the list of the records that it counts. */
export interface Way { to: "/alerts" | "/tasks" | "/scenarios" | "/today"; search: Record<string, string> }

/** One figure of the strip: how it reads and which list stands behind it. A share has two numbers and so two lists. */
export interface Figure extends Way {
  name: string;
  text: string;
  share?: { num: string; den: string; denWay: Way };
}

export const count = (n: number) => n.toLocaleString("en-US");

/** figuresOf turns the day's figures into links: every number opens the records that it counts, of the same span of time. */
export function figuresOf(f: Figures): Figure[] {
  const span = { from: f.from, to: f.to };
  const plain = (name: string, n: number, to: Way["to"], search: Record<string, string>): Figure => ({ name, text: count(n), to, search: { ...search, ...span } });
  const share = (name: string, { num, den }: Share, to: "/alerts" | "/tasks"): Figure => ({
    name, text: percent(num, den), to, search: { figure: name, ...span },
    share: { num: count(num), den: count(den), denWay: { to, search: { figure: name, part: "den", ...span } } },
  });
  return [
    plain("signals", f.signals, "/today", { list: "signals" }),
    plain("hits", f.hits, "/scenarios", { hits: "all" }),
    plain("warnings", f.warnings, "/alerts", { figure: "warnings" }),
    plain("merged", f.merged, "/scenarios", { hits: "merged" }),
    plain("orders", f.orders, "/tasks", { figure: "orders" }),
    share("signed_in_time", f.signed_in_time, "/tasks"),
    share("reached", f.reached, "/alerts"),
    share("reached_before_transfer", f.reached_before_transfer, "/alerts"),
    plain("dissuaded", f.dissuaded, "/alerts", { figure: "dissuaded" }),
    plain("defrauded_after_warning", f.defrauded_after_warning, "/alerts", { figure: "defrauded_after_warning" }),
  ];
}
