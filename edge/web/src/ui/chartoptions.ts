import type { EChartsCoreOption } from "echarts/core";
import { FONT } from "../theme";

/** The looks of charts on paper and on the dark wall. */
export interface Look { ink: string; soft: string; line: string; accent: string; mark: string; base: string; size: number; hues: string[] }
/** Lines of several series are told apart by colour, dash and mark together. */
const HUES = ["#1b5a8c", "#a85b00", "#1f6f43", "#7b3f98", "#b3261e", "#4b5a68"];
const DARK_HUES = ["#4fb0ea", "#f2b04a", "#5fcf93", "#c79be8", "#ff7a6b", "#b9c9d6"];
export const PAPER: Look = { ink: "#18232d", soft: "#4b5a68", line: "#e1e6eb", accent: "#1b5a8c", mark: "#b3261e", base: "#9fb0be", size: 12, hues: HUES };
export const DARK: Look = { ink: "#eaf2f8", soft: "#9db4c6", line: "#23384a", accent: "#4fb0ea", mark: "#ff7a6b", base: "#4a6378", size: 15, hues: DARK_HUES };

const DASHES = ["solid", "dashed", "dotted"] as const;
const SIGNS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"];

export interface Point { key?: string; name: string; value: number | null; text: string; mark?: boolean }
export interface Line { name: string; points: Point[]; base?: boolean }

const font = (look: Look) => ({ fontFamily: FONT, fontSize: look.size, color: look.ink });
const escape = (value: string) => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const tip = { confine: true, textStyle: { fontFamily: FONT, fontSize: 13, color: "#18232d" } };

/** bars draws rows by length, the longest first as they come; the printed value stands at the end of each. A marked row is one that is meant. */
export function bars(points: Point[], look: Look = PAPER): EChartsCoreOption {
  const wide = Math.min(14, Math.max(2, ...points.map((point) => point.name.length)));
  return {
    animation: false, textStyle: font(look), tooltip: { ...tip, formatter: (p: { name: string; data: { text: string } }) => `${escape(p.name)} <b>${escape(p.data.text)}</b>` },
    grid: { left: 8 + wide * look.size, right: 7 * look.size, top: 4, bottom: 4 },
    xAxis: { type: "value", show: false, min: 0 },
    yAxis: { type: "category", inverse: true, data: points.map((point) => point.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...font(look), width: wide * look.size, overflow: "truncate", interval: 0 } },
    series: [{
      type: "bar", barMaxWidth: look.size + 8, barCategoryGap: "28%",
      label: { show: true, position: "right", ...font(look), formatter: (p: { data: { text: string } }) => p.data.text },
      data: points.map((point) => ({ key: point.key, value: point.value ?? 0, text: point.text, itemStyle: { color: point.mark ? look.mark : look.accent } })),
    }],
  };
}

/** The parts of an entry of a legend and the room between entries and rows, as the chart draws them. */
const KEY = { mark: 22, beside: 5, gap: 10 };

/** legendTop is how much room above the axes a legend takes that must fold into rows of this width. */
export function legendTop(names: string[], size: number, width: number): number {
  const long = (name: string) => [...name].reduce((sum, sign) => sum + (sign.charCodeAt(0) < 256 ? 0.6 : 1) * size, KEY.mark + KEY.beside);
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const next = long(name);
    if (used > 0 && used + next > width - 2 * KEY.gap) { rows++; used = 0; }
    used += next + KEY.gap;
  }
  return Math.round(rows * (size + KEY.gap) + 0.8 * size);
}

/** fitted gives a drawing of several series the room that its legend needs at this width; others stay as they are. */
export function fitted(option: EChartsCoreOption, width: number): EChartsCoreOption {
  const { legend, series, grid } = option as { legend?: { textStyle?: { fontSize?: number } }; series?: { name?: string }[]; grid?: object };
  if (!legend || !Array.isArray(series) || width <= 0) return option;
  return { ...option, grid: { ...grid, top: legendTop(series.map((each) => each.name ?? ""), legend.textStyle?.fontSize ?? PAPER.size, width) } };
}

/** lines draws one or several series over the same names (weeks, months). The last value is printed; a base series is pale and dashed. Gaps stay gaps. */
export function lines(series: Line[], look: Look = PAPER): EChartsCoreOption {
  const names = series[0]?.points.map((point) => point.name) ?? [];
  return {
    animation: false, textStyle: font(look),
    tooltip: {
      ...tip, trigger: "axis",
      formatter: (list: { seriesIndex: number; dataIndex: number; marker: string }[]) =>
        [escape(names[list[0]?.dataIndex ?? 0] ?? ""), ...list.map((p) => { const one = series[p.seriesIndex]; return `${p.marker}${escape(one.name)} <b>${escape(one.points[p.dataIndex]?.text ?? "")}</b>`; })].join("<br>"),
    },
    legend: series.length > 1 ? { top: 0, left: 0, itemWidth: 22, textStyle: { ...font(look), color: look.soft } } : undefined,
    grid: { left: 4, right: 5 * look.size, top: series.length > 1 ? 2.6 * look.size : 16, bottom: 2, containLabel: true },
    xAxis: { type: "category", data: names, boundaryGap: false, axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false }, axisLabel: { ...font(look), color: look.soft, hideOverlap: true } },
    yAxis: { type: "value", min: 0, splitNumber: 4, axisLabel: { ...font(look), color: look.soft }, splitLine: { lineStyle: { color: look.line } } },
    series: series.map((one, i) => {
      const colour = one.base ? look.base : look.hues[i % look.hues.length];
      return {
        name: one.name, type: "line", symbol: SIGNS[i % SIGNS.length], symbolSize: one.points.length > 40 ? 0 : 6, connectNulls: false,
        lineStyle: { width: one.base ? 1.5 : 2.2, type: one.base ? "dashed" : DASHES[Math.floor(i / look.hues.length) % DASHES.length], color: colour }, itemStyle: { color: colour },
        endLabel: { show: !one.base, ...font(look), color: colour, fontWeight: 600, formatter: (p: { dataIndex: number }) => one.points[p.dataIndex]?.text ?? "" },
        labelLayout: { moveOverlap: "shiftY" }, data: one.points.map((point) => ({ value: point.value, key: point.key })),
      };
    }),
  };
}
