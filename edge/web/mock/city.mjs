// The small state machine behind the mock: warnings, orders and attempts that change as the console acts.
import { HOUR, hit, iso, MIN, person, pick, ref, rnd, scenarios, units } from "./data.mjs";

export const warnings = [];
export const orders = [];
export const attempts = [];
export const details = new Map(); // warning id → { hits, history }
const CLAIM = { urgent: 1, high: 10, medium: 120, low: 1440 };
const CALL = { urgent: 3, high: 30, medium: 1440, low: 1440 };
let number = 100;

const short = (p) => ({ id: p.id, name: p.name, phone: p.phone, place: p.place, place_name: p.place_name });
const stamp = () => `20261121-${String(++number).padStart(6, "0")}`;
export const line = (who, action, zh, en) => ({ at: iso(Date.now()), actor: who, action, text_zh: zh, text_en: en });

export function overdue(row) {
  row.overdue = row.due_at !== "" && Date.parse(row.due_at) < Date.now();
  return row;
}

function order(w, who, ageMs) {
  const at = Date.now() - ageMs;
  const k = { urgent: 1, high: 4, medium: 20, low: 60 }[w.level];
  const o = {
    id: `o${number}`, number: stamp(), warning_id: w.id, level: w.level, family: w.family, fraud: w.fraud, state: "issued", unit: ref(who.unit), from_unit: null,
    person: w.person, issued_at: iso(at), sign_due: iso(at + k * 5 * MIN), signed_at: "", signed_by: null, call_due: iso(at + k * 10 * MIN), called_at: "",
    visit_due: iso(at + k * 40 * MIN), visited_at: "", report_due: iso(at + k * 90 * MIN), reported_at: "", result: "", loss_fen: 0, note: "", next_at: "", read_only: false, rule: "deadlines/fund-urgent", chases: rnd(5) === 0 ? 1 : 0,
    due_at: iso(at + k * 5 * MIN), due_what: "sign", overdue: false, reason_zh: w.reason_zh, reason_en: w.reason_en, version: 1,
  };
  orders.push(o);
  w.order = { id: o.id, number: o.number, state: o.state };
  return o;
}

export function raise(s = pick(scenarios), ageMs = 0) {
  const who = person();
  const id = `w${warnings.length + 1}`;
  const at = Date.now() - ageMs;
  const hits = Array.from({ length: 1 + rnd(5) }, (_, i) => hit(i === 0 ? s : pick(scenarios.filter((x) => x.score <= s.score)), at - i * 7 * MIN, who, id));
  const w = {
    id, number: `YJ${stamp()}`, level: s.level, family: s.family, fraud: s.fraud, state: "open", unit: ref(who.unit), person: short(who), opened_at: iso(at),
    last_hit_at: hits[0].at, due_at: iso(at + CLAIM[s.level] * MIN), due_what: "claim", overdue: false, hits: hits.length, scenarios: new Set(hits.map((h) => h.scenario)).size,
    possible_loss_fen: hits.reduce((sum, h) => Math.max(sum, h.amount_fen), 0), reason_zh: hits[0].reason_zh, reason_en: hits[0].reason_en,
    claimed_by: null, order: null, outcome: "", finding: "", watch_until: "", version: 1,
  };
  warnings.push(w);
  details.set(id, { hits, who, history: [{ at: iso(at), actor: "system", action: "warning.raised", text_zh: `发起预警，级别${{ urgent: "紧急", high: "高", medium: "中", low: "低" }[s.level]}`, text_en: `Raised, level ${s.level}` }] });
  order(w, who, ageMs);
  return w;
}

export const contacts = (w) => attempts.filter((a) => a.warning_id === w.id);

export function detail(w) {
  const d = details.get(w.id);
  const by = new Map();
  for (const h of d.hits) by.set(h.scenario, [...(by.get(h.scenario) ?? []), h]);
  const why = [...by.values()].map((list) => ({ scenario: list[0].scenario, name_zh: list[0].scenario_name_zh, name_en: list[0].scenario_name_en, level: list[0].level, score: list[0].score, count: list.length, last_at: list[0].at, reason_zh: list[0].reason_zh, reason_en: list[0].reason_en }))
    .sort((a, b) => b.score - a.score);
  return { ...overdue(w), hit_count: d.hits.length, previous: "", hits: d.hits, attempts: contacts(w), orders: orders.filter((o) => o.warning_id === w.id).map(overdue), history: d.history, why };
}

export function moments(list) {
  const out = [];
  for (const w of list) {
    const d = details.get(w.id);
    for (const h of d.hits) out.push({ at: h.at, type: "hit", level: h.level, title_zh: h.scenario_name_zh, title_en: h.scenario_name_en, text_zh: h.reason_zh, text_en: h.reason_en, evidence: h.evidence });
    for (const l of d.history) out.push({ at: l.at, type: "state", title_zh: "预警", title_en: "Warning", text_zh: l.text_zh, text_en: l.text_en, by: l.actor, ref: w.id });
    for (const a of contacts(w)) out.push({ at: a.at, type: "attempt", title_zh: "劝阻", title_en: "Attempt", text_zh: `${a.channel} ${a.outcome} ${a.note}`, text_en: `${a.channel} ${a.outcome} ${a.note}`, by: a.by.name, evidence: a.evidence.map((e) => ({ name: e.kind, value: e.value })) });
    for (const o of orders.filter((x) => x.warning_id === w.id)) out.push({ at: o.issued_at, type: "order", title_zh: `下发任务 ${o.number}`, title_en: `Order ${o.number} issued`, text_zh: o.unit.name, text_en: o.unit.name, ref: o.id });
    out.push({ at: iso(Date.parse(w.opened_at) + 2 * MIN), type: "reveal", title_zh: "查看手机号", title_en: "Phone number shown", text_zh: "电话劝阻", text_en: "To call and warn", by: "赵接线" });
  }
  return out;
}

/** later moves an order to its next deadline. */
export function later(o) {
  const next = !o.called_at ? "call" : !o.visited_at && o.level !== "low" ? "visit" : "report";
  o.due_what = next;
  o.due_at = o[`${next}_due`];
  o.version++;
  const w = warnings.find((x) => x.id === o.warning_id);
  if (w) w.order = { id: o.id, number: o.number, state: o.state };
}

export function claimed(w, by) {
  w.state = "working";
  w.claimed_by = by;
  w.due_what = "call";
  w.due_at = iso(Date.now() + CALL[w.level] * MIN);
  w.version++;
}

export function fill() {
  for (let i = 0; i < 46; i++) raise(scenarios[i % scenarios.length], rnd(5) === 0 ? rnd(5 * HOUR) : rnd(14) * MIN * (i % 12 < 2 ? 0.1 : 4));
  const others = [{ id: "u7", name: "孙接线" }, { id: "u2", name: "赵接线" }];
  for (const w of warnings) if (rnd(10) < 3) claimed(w, pick(others));
  for (const o of orders) if (rnd(10) < 4) { o.state = "signed"; o.signed_at = iso(Date.now() - rnd(30) * MIN); o.signed_by = { id: "u3", name: "钱所长" }; later(o); }
  for (const w of warnings.slice(-6)) { w.state = "watching"; w.outcome = "dissuaded"; w.due_what = ""; w.due_at = ""; w.watch_until = iso(Date.now() + 25 * 24 * HOUR); }
  const r = warnings[3];
  Object.assign(r, { state: "review", outcome: "dissuaded", due_what: "review", due_at: iso(Date.now() + 20 * HOUR) });
}

export const loose = Array.from({ length: 7 }, (_, i) => hit(scenarios[(i * 5 + 6) % 12], Date.now() - i * 13 * MIN, null, ""));
for (const s of scenarios) s.last_hit_at = iso(Date.now() - rnd(300) * MIN);
export { units };
