// The addresses of the money side of the mock.
import { HOUR, iso, MIN, rnd } from "./data.mjs";
import * as m from "./money.mjs";
import { sheetRoute } from "./sheets.mjs";

const page = (items) => ({ items, next: "" });
const has = (list, value) => !list || list.split(",").includes(value);
const say = (c, me, zh, en) => c.history.push({ at: iso(Date.now()), actor: me.name, text_zh: zh, text_en: en });
const alerts = [
  { id: "ca1", at: iso(Date.now() - 14 * MIN), customer: "吴**", phone: "139****2207", account: "990001****4410", payee: "990004****9921", fen: 12_000_000, description: "老人坚持转账，称给民警保管", state: "answered", answer_zh: "已派云东区城关派出所到场，请继续劝阻并拖延", answered_at: iso(Date.now() - 12 * MIN) },
];
export const objections = [];
const filed = (o, reason, source, hours) => {
  const id = `ob${objections.length + 1}`;
  const at = Date.now() - hours * HOUR;
  objections.push({ id, number: `YY20261121-${String(objections.length + 1).padStart(4, "0")}`, order_id: o.id, order_number: o.number, claim_id: o.claim_id, claim_number: o.claim_number, bank_name: o.bank_name, account: o.account, name: o.name, held_fen: o.held_fen, reason, source, state: "open", filed_at: iso(at), due_at: iso(at + 4 * HOUR), decided_at: "", decided_by: "", decision: "", released_at: "", version: 1 });
};
export function fillObjections() {
  const held = m.orders.filter((o) => o.held_fen > 0);
  const why = ["账户人称为货款，提供购销合同与发货单", "工资账户，影响生活", "与付款人为借贷关系，有借条和多年往来", "账户人否认收到该笔款项"];
  held.slice(0, 6).forEach((o, i) => filed(o, why[i % 4], ["bank", "holder", "desk"][i % 3], [3.7, 1.2, 5, 0.3, 20, 30][i]));
  objections.slice(4).forEach((o, i) => Object.assign(o, { state: i === 0 ? "upheld" : "refused", decided_at: iso(Date.parse(o.filed_at) + 50 * MIN), decided_by: "周主任", decision: i === 0 ? "合同与流水相符，予以解除" : "材料与流水不符", released_at: i === 0 ? iso(Date.parse(o.filed_at) + 52 * MIN) : "" }));
}

export function flow(c, q) {
  const own = m.legs.filter((l) => l.claim_id === c.id);
  const mine = m.orders.filter((o) => o.claim_id === c.id);
  const from = q.from ? Date.parse(q.from) : -Infinity;
  const to = q.to ? Date.parse(q.to) : Infinity;
  const fits = (x) => Date.parse(x.at) >= from && Date.parse(x.at) <= to && x.fen >= Number(q.min_fen ?? 0);
  const nodes = new Map([["victim", { id: "victim", label: c.victim.name, bank_name: "", layer: 0, kind: "victim", exit: "", held_fen: 0, tainted_fen: c.loss_fen, arrived: c.first_paid_at }]]);
  const links = [];
  const node = (id, more) => { if (!nodes.has(id)) nodes.set(id, { id, label: id, bank_name: "", layer: 1, kind: "person", exit: "", held_fen: 0, tainted_fen: 0, arrived: "", ...more }); return id; };
  const account = (p, layer, at) => { const o = mine.find((x) => x.account === p.account); const id = q.merge === "holder" ? `h:${p.name}${layer}` : p.account; node(id, { label: q.merge === "holder" ? p.name : `${p.account} ${p.name}`, bank_name: p.bank_name, layer, kind: p.kind, arrived: at }); const n = nodes.get(id); n.held_fen = Math.max(n.held_fen, o?.held_fen ?? 0); return id; };
  const link = (source, target, x) => { nodes.get(target).tainted_fen += x.fen; links.push({ source, target, fen: x.fen, tainted_fen: x.fen, at: x.at, count: 1 }); };
  for (const p of c.payments.filter(fits)) link("victim", account(p.payee, 1, p.at), p);
  for (const l of own.filter(fits)) {
    const o = mine.find((x) => x.id === l.order_id);
    if (!o) continue;
    const source = account(o, o.layer, o.sealed_at);
    if (l.exit) link(source, node(`x:${l.code}`, { label: l.code_zh, kind: "exit", exit: l.code, layer: o.layer + 1 }), l);
    else link(source, account(l.to, o.layer + 1, l.at), l);
  }
  const seen = new Set(links.flatMap((l) => [l.source, l.target]));
  const exits = [...new Set(own.filter((l) => l.exit).map((l) => l.code))].map((code) => { const all = own.filter((l) => l.code === code); return { code, zh: all[0].code_zh, en: all[0].code_en, fen: all.reduce((n, l) => n + l.fen, 0), count: all.length }; });
  return { nodes: [...nodes.values()].filter((n) => seen.has(n.id)), links, exits, conservation: m.conservation(c), truncated: false };
}

function claimRoute(me, method, id, what, rest, q, body, x) {
  if (!id) return method === "POST" ? x.moved(m.open(body, me)) : page(m.claims.filter((c) => has(q.state, c.state) && has(q.standing, c.standing) && (q.review !== "due" || (c.review_by && !c.reviewed_at)) && (!q.q || `${c.number}${c.victim.name}${c.receipt}`.includes(q.q))));
  if (id === "check") { const b = m.banks.find((y) => y.prefixes.some((p) => body.account.startsWith(p))); const dup = m.orders.find((o) => o.account === m.mask(body.account)); return { ok: body.name !== "错名", bank: b?.code ?? "", bank_name: b?.name ?? "", luhn_ok: true, problems: body.name === "错名" ? [{ field: "name", zh: "与该账户户名不符", en: "Not the holder of this account" }] : [], duplicates: dup ? [{ claim_number: dup.claim_number, state: dup.state, held_fen: dup.held_fen }] : [], stops_used: dup ? 1 : 0 }; }
  const c = x.find(m.claims, id);
  if (method === "GET" && !what) return m.detail(c);
  if (what === "flow") return flow(c, q);
  if (what === "payers" && method === "GET") return { items: m.payers.filter((p) => p.claim === id) };
  if (what === "payers") { const p = x.find(m.payers, rest[0]); p.warned = true; return p; }
  if (what === "extend") { m.extend(c, body); x.moved(c); return m.detail(c); }
  if (body.version !== undefined && body.version !== c.version) throw x.stale();
  if (what === "confirm") { Object.assign(c, { standing: "confirmed", confirm_by: "" }); say(c, me, "核实属实", "Confirmed"); }
  if (what === "review") { Object.assign(c, { reviewed_at: iso(Date.now()), finding: body.finding }); say(c, me, "事后审核", "Reviewed"); }
  if (what === "withdraw" || what === "close") { c.state = what === "close" ? "closed" : "withdrawn"; if (what === "withdraw") for (const o of m.orders.filter((y) => y.claim_id === id && y.hold_state === "holding")) o.hold_state = "releasing"; say(c, me, what === "close" ? "办结" : "撤销", what); }
  m.settle(c); x.moved(c);
  return m.detail(c);
}

function stopRoute(method, id, what, q, body, x) {
  if (id === "league") return { items: m.banks.map((b, i) => ({ bank: b.code, bank_name: b.name, orders: 40 + rnd(300), seen_p50_s: [2, 31, 3, 12, 620, 1][i], seen_p90_s: [5, 74, 9, 40, 2900, 3][i], answered_p50_s: [9, 66, 14, 75, 3300, 5][i], answered_p90_s: [31, 160, 55, 300, 9800, 14][i], held_fen: (3 + i) * 61_200_00, asked_fen: (9 + i) * 86_000_00, refused: rnd(9), silent: [0, 1, 0, 0, 6, 0][i] })) };
  if (method === "GET" && !id) {
    const limit = q.expiring ? Number.parseInt(q.expiring, 10) * HOUR : 0;
    const items = m.orders.filter((o) => has(q.bank, o.bank) && has(q.state, o.state) && (!q.hold || has(q.hold, o.hold_state)) && (!limit || (o.hold_state === "holding" && Date.parse(o.expires_at) - Date.now() < limit)) && (!q.claim || o.claim_number.includes(q.claim) || o.claim_id === q.claim) && (!q.q || `${o.number}${o.account}${o.name}`.includes(q.q)));
    return { ...page([...items].reverse()), counts: { all: items.length, holding: items.filter((o) => o.hold_state === "holding").length } };
  }
  const o = x.find(m.orders, id);
  if (body.version !== undefined && body.version !== o.version) throw x.stale();
  o.version++;
  if (what === "remind") o.reminders++;
  if (what === "renew") { if (o.count >= 2) throw x.fault(409, "stoppay.limit", "该账户已止付两次", "This account was stopped twice", "请转冻结", "Propose a freeze"); Object.assign(o, { count: 2, expires_at: iso(Date.now() + 48 * HOUR) }); }
  if (what === "release") { o.hold_state = "releasing"; setTimeout(() => { Object.assign(o, { hold_state: "released", held_fen: 0 }); m.settle(x.find(m.claims, o.claim_id)); x.stopped(o); }, 1500); }
  if (what === "freeze") o.basis_zh = `${o.basis_zh}；已提请冻结`;
  m.settle(x.find(m.claims, o.claim_id));
  return x.stopped(o);
}

const toBank = (o) => ({ id: o.id, number: o.number, type: "stop", account: `9900010${o.id.slice(1).padStart(8, "3")}4`, name: "李示例", fen: o.fen, hold_until: o.expires_at, matches: [{ time: iso(Date.parse(o.sealed_at) - 3 * MIN), fen: o.fen, payer_bank: "示例商业银行", payer_account: "990003****1180", channel: "mobile" }], count: o.count, urgent: o.layer === 1, reason: "涉嫌电信网络诈骗，紧急止付", officers: [{ name: "冯止付", phone: "0990-5550110" }, { name: "赵接线", phone: "0990-5550111" }], document: "云河公（反诈）止字〔2026〕0123号", unit: "云河市反诈中心", issued_at: o.sealed_at, answer_by: o.answer_by || iso(Date.parse(o.sealed_at) + 10 * MIN), state: o.state, overdue: Date.parse(o.sealed_at) + 10 * MIN < Date.now() && !["answered", "refused"].includes(o.state) });

function bankRoute(me, method, id, what, sub, q, body, x) {
  if (id === "alerts" && method === "GET") return page(alerts);
  if (id === "alerts") { const a = { id: `ca${alerts.length + 1}`, at: iso(Date.now()), state: "open", answer_zh: "", answered_at: "", ...body }; alerts.unshift(a); setTimeout(() => { Object.assign(a, { state: "answered", answer_zh: "已接警，民警 5 分钟内电话联系网点；请先不要办理该笔转账", answered_at: iso(Date.now()) }); x.push("stop", { id: "", claim: "" }); }, 5000); return a; }
  if (id === "objections" && method === "GET") return page(objections.filter((o) => o.bank_name === "云河银行" || o.source === "bank"));
  if (id === "objections") { const o = m.orders.find((y) => y.id === body.order_id || y.number === body.order_id); if (!o) throw x.gone(); filed(o, body.reason, "bank", 0); return objections[objections.length - 1]; }
  const mine = m.orders.filter((o) => o.bank === "yh_bank");
  if (method === "GET") return page(mine.map(toBank).filter((o) => has(q.state, o.state)).reverse());
  const o = x.find(mine, what);
  if (sub === "seen") Object.assign(o, { state: "seen", seen_at: iso(Date.now()), answer_by: iso(Date.now() + 10 * MIN) });
  if (sub === "answer") { Object.assign(o, { state: body.result === "refused" ? "refused" : "answered", result: body.result, answered_at: iso(Date.now()), held_fen: body.held_fen }); if (body.held_fen > 0) Object.assign(o, { hold_state: "holding", executed_at: body.executed_at, expires_at: iso(Date.parse(body.executed_at) + 48 * HOUR) }); m.settle(x.find(m.claims, o.claim_id)); }
  x.stopped(o);
  return toBank(o);
}

function objectionRoute(me, method, id, what, q, body, x) {
  if (id === "figures") return { open: objections.filter((o) => o.state === "open").length, overdue: objections.filter((o) => o.state === "open" && Date.parse(o.due_at) < Date.now()).length, upheld: 3, refused: 5, wrong_fen: 41_800_00, release_p50_min: 26 };
  if (!id) return page(objections.filter((o) => has(q.state, o.state)));
  const o = x.find(objections, id);
  if (method === "POST") { Object.assign(o, { state: body.upheld ? "upheld" : "refused", decided_at: iso(Date.now()), decided_by: me.name, decision: body.reason, released_at: body.upheld ? iso(Date.now() + 3000) : "", version: o.version + 1 }); x.push("claim", { id: o.claim_id }); }
  return { ...o, evidence: [{ kind: "contract", value: "购销合同 2026-11-02，金额 45,800 元", at: o.filed_at, by: o.bank_name }, { kind: "statement", value: "近六个月流水 214 笔，工资入账 6 次", at: o.filed_at, by: o.bank_name }], history: [{ at: o.filed_at, actor: o.bank_name, text_zh: "提出异议", text_en: "Filed" }], order: m.orders.find((y) => y.id === o.order_id) ?? null, ordered_by: "冯止付", may_decide: me.name !== "冯止付" };
}

export const trail = (receipt) => {
  const c = m.claims.find((y) => y.receipt === receipt) ?? m.claims[0];
  if (!/^[A-Z0-9]{8,20}$/.test(receipt)) return undefined;
  const own = m.legs.filter((l) => l.claim_id === c.id && l.exit);
  return { number: c.number, opened_at: c.opened_at, loss_fen: c.loss_fen, held_fen: c.held_fen, held_places: m.orders.filter((o) => o.claim_id === c.id && o.held_fen > 0).length, exits: own.slice(0, 4).map((l) => ({ zh: l.code_zh, fen: l.fen, at: l.at })), followed_fen: c.followed_fen, back_fen: c.back_fen, next_zh: "请在 24 小时内带身份证到就近派出所做笔录；止付 48 小时内我们会申请冻结，冻结后按规定返还。", updated_at: iso(Date.now()) };
};

/** moneyRoute answers the addresses of the money side, or nothing when the address is another's. */
export function moneyRoute(me, method, path, q, body, x) {
  const [, root, id, what, ...rest] = path.split("/");
  if (root === "claims") return claimRoute(me, method, id, what, rest, q, body, x);
  if (root === "stops") return stopRoute(method, id, what, q, body, x);
  if (root === "banks") return { items: m.banks };
  if (root === "objections") return objectionRoute(me, method, id, what, q, body, x);
  if (root === "bank") return bankRoute(me, method, id, what, rest[0], q, body, x);
  if (root === "sheets") return sheetRoute(me, method, id, what, q, body, x);
  return undefined;
}
