import type { Figures } from "../api/types";
import { percent } from "../ui/money";

/** One figure of the strip: how it reads and which list stands behind it. */
export interface Figure {
  name: string; text: string; note: string;
  to: "/alerts" | "/tasks" | "/scenarios"; search: Record<string, string>;
}

const count = (n: number) => n.toLocaleString("en-US");

/** figuresOf turns the day's figures into links: every number opens the records that it counts. */
export function figuresOf(f: Figures): Figure[] {
  const at = { from: f.from };
  const share = (name: "signed_in_time" | "reached" | "reached_before_transfer", to: "/alerts" | "/tasks"): Figure => ({
    name, text: percent(f[name].num, f[name].den), note: `${count(f[name].num)}/${count(f[name].den)}`, to, search: { figure: name, ...at },
  });
  return [
    { name: "signals", text: count(f.signals), note: "", to: "/scenarios", search: { hits: "all", ...at } },
    { name: "hits", text: count(f.hits), note: "", to: "/scenarios", search: { hits: "all", ...at } },
    { name: "warnings", text: count(f.warnings), note: "", to: "/alerts", search: { figure: "warnings", ...at } },
    { name: "merged", text: count(f.merged), note: "", to: "/scenarios", search: { hits: "merged", ...at } },
    { name: "orders", text: count(f.orders), note: "", to: "/tasks", search: { figure: "orders", ...at } },
    share("signed_in_time", "/tasks"),
    share("reached", "/alerts"),
    share("reached_before_transfer", "/alerts"),
    { name: "dissuaded", text: count(f.dissuaded), note: "", to: "/alerts", search: { figure: "dissuaded", ...at } },
    { name: "defrauded_after_warning", text: count(f.defrauded_after_warning), note: "", to: "/alerts", search: { figure: "defrauded_after_warning", ...at } },
  ];
}
