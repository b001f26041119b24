import type { EChartsCoreOption } from "echarts/core";
import type { GroupRow } from "../api/stats";
import { FONT } from "../theme";
import type { Look } from "./chartoptions";
import { plainCode, type MapFile } from "./geojson";

/** One place of a map: what it reads, and how strong its colour is. Step -1 has nothing to show. */
export interface Town { key: string; name: string; text: string; value: number | null; step: number; row?: GroupRow }

/** How many shades a map has: more cannot be told apart on a wall. */
export const STEPS = 5;
const DARK_SHADES = ["#16344d", "#1d5379", "#2f7fae", "#e09a3e", "#e2574c"];
const PAPER_SHADES = ["#e6eef6", "#bcd5ea", "#86b3d6", "#e3a857", "#c2453c"];
export const shadesOf = (look: Look): string[] => (look.ink === "#eaf2f8" ? DARK_SHADES : PAPER_SHADES);
export const NONE_DARK = "#122230";
export const NONE_PAPER = "#f3f5f7";

/** valueOf is what a map colours: per ten thousand people where the population is known for all, else the figure itself. */
export function measured(rows: GroupRow[]): { per10k: boolean; valueOf: (row: GroupRow) => number; textOf: (row: GroupRow, lang: "zh" | "en") => string } {
  const per10k = rows.length > 0 && rows.every((row) => row.per10k_text !== "");
  return {
    per10k, valueOf: (row) => (per10k ? row.per10k : row.reading.value),
    textOf: (row, lang) => (per10k ? (lang === "en" ? row.per10k_text_en : row.per10k_text) : lang === "en" ? row.reading.text_en : row.reading.text_zh),
  };
}

/** stepsOf cuts values into equal parts from nought to the largest: a place with twice the value is twice as far up the scale. */
export function stepOf(value: number, largest: number): number {
  if (largest <= 0) return 0;
  return Math.min(STEPS - 1, Math.max(0, Math.ceil((value / largest) * STEPS) - 1));
}

/** townsOf gives every place its reading and its shade; hidden ones and those without a figure have none. */
export function townsOf(rows: GroupRow[], lang: "zh" | "en"): { towns: Town[]; per10k: boolean; largest: number } {
  const shown = rows.filter((row) => !row.hidden);
  const { per10k, valueOf, textOf } = measured(shown);
  const largest = Math.max(0, ...shown.map(valueOf));
  const towns = rows.map((row): Town => {
    const name = (lang === "en" ? row.en : row.zh) || row.key;
    if (row.hidden) return { key: row.key, name, text: "", value: null, step: -1, row };
    return { key: row.key, name, text: textOf(row, lang), value: valueOf(row), step: stepOf(valueOf(row), largest), row };
  });
  return { towns, per10k, largest };
}

/** matched lays the places of a map file beside the figures: `missing` are figures that the file has no place for. */
export function matched(map: MapFile, towns: Town[]): { areas: Town[]; missing: Town[] } {
  const byCode = new Map(towns.map((town) => [plainCode(town.key), town]));
  const areas = map.features.map((feature): Town => {
    const town = byCode.get(plainCode(feature.properties.code));
    return { key: feature.properties.code, name: feature.properties.name || town?.name || feature.properties.code, text: town?.text ?? "", value: town?.value ?? null, step: town?.step ?? -1, row: town?.row };
  });
  const codes = new Set(map.features.map((feature) => plainCode(feature.properties.code)));
  return { areas, missing: towns.filter((town) => !codes.has(plainCode(town.key))) };
}

const escape = (value: string) => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** mapOption draws the user's own map: shade and printed number together, so that it can be read without colour. */
export function mapOption(name: string, areas: Town[], look: Look): EChartsCoreOption {
  const shades = shadesOf(look);
  const dark = look.ink === "#eaf2f8";
  const none = dark ? NONE_DARK : NONE_PAPER;
  /** A wall is read from far. */
  const size = dark ? look.size + 2 : look.size - 1;
  return {
    animation: false, textStyle: { fontFamily: FONT },
    tooltip: { confine: true, formatter: (p: { data?: { title: string; text: string } }) => (p.data ? `${escape(p.data.title)} <b>${escape(p.data.text)}</b>` : "") },
    series: [{
      type: "map", map: name, nameProperty: "code", roam: false, selectedMode: false, left: "3%", right: "3%", top: "3%", bottom: "3%",
      label: {
        show: true, fontFamily: FONT, fontSize: size, color: look.ink, lineHeight: Math.round(size * 1.35), textBorderColor: dark ? "#0b1722" : "#ffffff", textBorderWidth: 2,
        formatter: (p: { data?: { title: string; text: string } }) => (p.data ? `${p.data.title}\n{n|${p.data.text}}` : ""), rich: { n: { fontFamily: FONT, fontSize: size + 3, fontWeight: "bold", color: look.ink, textBorderColor: dark ? "#0b1722" : "#ffffff", textBorderWidth: 2, lineHeight: Math.round(size * 1.5) } },
      },
      labelLayout: { hideOverlap: true },
      itemStyle: { areaColor: none, borderColor: dark ? "#0b1722" : "#ffffff", borderWidth: 1.5 },
      emphasis: { label: { color: look.ink }, itemStyle: { areaColor: look.accent } },
      data: areas.map((area) => ({ name: area.key, key: area.key, title: area.name, text: area.text, value: area.value ?? 0, itemStyle: { areaColor: area.step < 0 ? none : shades[area.step] } })),
    }],
  };
}
