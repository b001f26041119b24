// Figures of the stand-in: invented, but in the shapes of the centre. Development only.
import { iso, HOUR } from "./data.mjs";

const DAY = 24 * HOUR;
const day = (ms) => new Date(ms + 8 * HOUR).toISOString().slice(0, 10);
const now = () => Date.now();
const towns = [["990101001", "东关街道", 86000], ["990101002", "西市街道", 64000], ["990101003", "云泉镇", 41000], ["990101004", "南湖街道", 72000], ["990102001", "石桥镇", 38000], ["990102002", "安河镇", 29000], ["990102003", "柳林乡", 17000], ["990102004", "永宁街道", 55000], ["990103001", "龙潭镇", 33000], ["990103002", "青峰镇", 26000], ["990103003", "白沙街道", 61000], ["990103004", "梅山乡", 12000]];
const types = [["brushing_rebate", "刷单返利", "Brushing"], ["fake_investment", "虚假网络投资理财", "Fake investment"], ["fake_shopping", "虚假购物服务", "Fake shopping"], ["impostor_service", "冒充电商物流客服", "Fake customer service"], ["fake_loan", "虚假贷款", "Fake loan"]];
const book = [
  ["case_filed", "立案数", "Cases filed", "起", "down", 47, 52], ["case_loss", "案损金额", "Loss", "元", "down", 31284500, 24510000], ["case_solved", "破案数", "Cases solved", "起", "up", 19, 8],
  ["visit_rate", "见面劝阻率", "Met in person", "%", "up", [1445, 1457], [1380, 1420]], ["fund_held", "止付金额", "Money held", "元", "up", 1284000000, 0], ["later_defrauded", "预警后被骗数", "Defrauded after a warning", "起", "down", 2, 1],
];
const money = (fen) => (fen >= 1e10 ? `${+(fen / 1e10).toFixed(2)}亿元` : fen >= 1e6 ? `${+(fen / 1e6).toFixed(2)}万元` : `${+(fen / 100).toFixed(2)}元`);
const words = (unit, v) => (Array.isArray(v) ? `${((v[0] / v[1]) * 100).toFixed(2)}%` : unit === "元" ? money(v) : `${v}${unit}`);
const english = (unit, v) => (Array.isArray(v) ? `${((v[0] / v[1]) * 100).toFixed(2)}%` : unit === "元" ? `¥${(v / 100).toLocaleString("en-US")}` : `${v}`);
const number = (v) => (Array.isArray(v) ? (v[0] / v[1]) * 100 : v);
const LENGTH = { day: 1, week: 7, month: 30, quarter: 91, half: 182, year: 365, ytd: 320 };
const NAME = { day: ["今日", "today"], week: ["本周", "this week"], month: ["11月", "November"], ytd: ["今年以来", "year to date"] };
const span = (kind, back = 0) => { const n = LENGTH[kind] ?? 7; const to = now() - back * n * DAY; const k = NAME[kind] ?? [kind, kind]; return { kind, from: day(to - (n - 1) * DAY), to: day(to), zh: back === 0 ? k[0] : day(to).slice(5), en: back === 0 ? k[1] : day(to).slice(5) }; };
const compare = (kind, one, was, good, unit) => {
  const a = number(one), b = number(was);
  const dir = a > b ? "up" : a < b ? "down" : "flat";
  const pct = b === 0 ? 0 : ((a - b) / b) * 100;
  const name = kind === "yoy" ? "同比" : "环比";
  const note = b === 0 ? "base_zero" : !Array.isArray(was) && unit !== "元" && b < 10 ? "base_small" : "";
  const zh = note === "base_zero" ? `${kind === "yoy" ? "上年同期" : "上期"}为0` : note === "base_small" ? `${name}由${words(unit, was)}变为${words(unit, one)}` : dir === "flat" ? `${name}持平` : `${name}${dir === "up" ? "上升" : "下降"}${Math.abs(pct).toFixed(2)}%`;
  const en = note === "base_zero" ? `0 in the period before` : `${kind === "yoy" ? "year on year" : "on the period before"} ${pct >= 0 ? "+" : "−"}${Math.abs(pct).toFixed(2)}%`;
  return { kind, base: { kind: "week", from: "2026-11-09", to: "2026-11-15", zh: kind === "yoy" ? "上年同期" : "上期", en: "before" }, base_text_zh: words(unit, was), base_text_en: english(unit, was), text_zh: zh, text_en: en, dir: note === "base_zero" ? "none" : dir, tone: dir === "flat" || note === "base_zero" ? "neutral" : (dir === "up") === (good === "up") ? "good" : "bad", change: pct, note };
};
const scaleOf = { day: 0.15, week: 1, month: 4.1, ytd: 43 };
const times = (v, k) => (Array.isArray(v) ? v.map((x) => Math.max(1, Math.round(x * k))) : Math.round(v * k));
const reading = (code, period, back = 0, k = 1) => {
  const [c, zh, en, unit, good, a, b] = book.find((x) => x[0] === code) ?? book[0];
  const scale = (scaleOf[period] ?? 1) * k * (1 + 0.18 * Math.sin(back * 1.7 + c.length));
  const v = times(a, scale), was = times(b, scale);
  return { code: c, zh, en, unit, good, local: c === "visit_rate", text_zh: words(unit, v), text_en: english(unit, v), value: number(v), num: Array.isArray(v) ? v[0] : v, den: Array.isArray(v) ? v[1] : 0, known: true, period: span(period, back), compare: back ? null : [compare("mom", v, was, good, unit), compare("yoy", v, times(b, scale * 0.8), good, unit)] };
};
const townRows = (period) => towns.map(([key, zh, people], i) => { const r = reading("case_filed", period, 0, 0.04 + 0.03 * ((i * 7) % 5)); const rate = (r.num / people) * 10_000; return { key, zh, en: zh, reading: r, per10k: rate, per10k_text: rate.toFixed(2), per10k_text_en: rate.toFixed(2), population: people, hidden: false }; });

export const stats = { map: { kind: "none" }, saved: [] };

const situation = (period) => ({
  as_of: iso(now()), period: span(period), six: book.map(([code]) => reading(code, period)), towns: townRows(period), towns_code: "case_filed",
  types: types.map(([code, zh, en], i) => ({ code, zh, en, points: Array.from({ length: 13 }, (_, k) => reading("case_filed", "week", 12 - k, 0.3 / (i + 1) + 0.05 * ((k * (i + 3)) % 4))) })),
  urgent: Array.from({ length: 6 }, (_, i) => ({ number: `YJ202611220${i + 11}`, level: "urgent", fraud: types[i % 5][0], unit_name: ["东关派出所", "石桥派出所", "白沙派出所"][i % 3], state: "working", raised_at: iso(now() - i * 300_000), due_at: iso(now() + (i * 4 - 6) * 60_000), overdue: i < 2 })), urgent_more: 3,
  banks: [["xh", "星河农商银行", 41, 39, 2, 412, 1750], ["yh", "云河银行", 88, 88, 0, 96, 310], ["sl", "石林银行", 35, 34, 1, 260, 900], ["lt", "龙潭村镇银行", 12, 12, 0, 1300, 4020], ["qf", "青峰银行", 20, 20, 0, 45, 120]].map(([bank, name, orders, answered, silent, median_s, p90_s]) => ({ bank, name, orders, answered, silent, median_s, p90_s, held_fen: 1, asked_fen: 2 })),
});

/** statsRoute answers what is asked about figures; undefined is for others. */
export function statsRoute(method, path, q, body) {
  const [, root, id, what] = path.split("/");
  if (root === "situation") return situation(q.period ?? "week");
  if (root === "indicators" && !id) return { items: book.map(([code, zh, en, unit, good], i) => ({ code, zh, en, group: ["situation", "fund", "strike", "prevent", "fund", "prevent"][i], owner: "市反诈中心", unit, formula_zh: Array.isArray(book[i][5]) ? "已见面劝阻的高危预警 ÷ 应见面劝阻的高危预警 × 100%，不含重复预警、信息不符" : `本期登记的${zh}，不含撤销`, formula_en: "counted once each, without those withdrawn", source: "本中心设定，2026-01", local: code === "visit_rate", good, rounding: "half_up", periods: ["day", "week", "month", "ytd"], dims: ["region", "unit", "fraud_type"] })) };
  if (root === "indicators" && what === "reading") return reading(id, q.period ?? "week");
  if (root === "indicators" && what === "series") return { points: Array.from({ length: Number(q.n ?? 13) }, (_, k) => reading(id, q.period ?? "week", Number(q.n ?? 13) - 1 - k)) };
  if (root === "indicators" && what === "groups") return { rows: q.by === "fraud_type" ? types.map(([key, zh, en], i) => ({ key, zh, en, reading: reading(id, q.period, 0, 0.4 / (i + 1)), per10k_text: "", per10k_text_en: "", per10k: 0, population: 0, hidden: i === 4 })) : townRows(q.period ?? "week"), whole: reading(id, q.period ?? "week") };
  if (root === "indicators" && what === "facts") return { items: Array.from({ length: 8 }, (_, i) => ({ id: `f${i}`, at: iso(now() - i * DAY), unit: "990101010000", unit_name: "东关派出所", region: towns[i][0], region_name: towns[i][1], sides: [{ dim: "fraud_type", value: types[i % 5][0], zh: types[i % 5][1], en: types[i % 5][2] }], n: 1, fen: 120000 * i, object: `warning/w${i}` })), next: "", sum_n: 8, sum_fen: 3360000 };
  if (root === "settings" && id === "map") { if (method === "PUT") stats.map = { kind: "geojson", name: body.name, updated_at: iso(now()), geojson: body.geojson }; if (method === "DELETE") { stats.map = { kind: "none" }; return null; } return stats.map; }
  return undefined;
}
