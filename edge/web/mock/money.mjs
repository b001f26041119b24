// The money side of the mock: claims whose orders go out, are answered and lead on while one watches.
import { HOUR, iso, MIN, pick, rnd } from "./data.mjs";

export const banks = [
  ["yh_bank", "云河银行", "990001", "bank", "push"], ["hk_rural", "河口农商银行", "990002", "bank", "poll"], ["sl_bank", "示例商业银行", "990003", "bank", "push"],
  ["df_bank", "东方示例银行", "990004", "bank", "iso20022"], ["xb_bank", "西部示例银行", "990005", "bank", "paper"], ["pay_yun", "云付支付", "990006", "payment", "push"],
].map(([code, name, prefix, kind, channel]) => ({ code, name, kind, prefixes: [prefix], channel }));
const bankOf = (code) => banks.find((b) => b.code === code);
export const claims = [];
export const orders = [];
export const legs = [];
export const payers = [];
let no = 120;

const luhn = (body) => { const sum = [...body].reverse().reduce((a, d, i) => { const x = Number(d) * (i % 2 === 0 ? 2 : 1); return a + (x > 9 ? x - 9 : x); }, 0); return body + String((10 - (sum % 10)) % 10); };
export const fullAccount = (bank) => luhn(bankOf(bank).prefixes[0] + String(1000000000 + rnd(900000000)).slice(1).padStart(9, "0"));
export const mask = (a) => (a.length >= 14 ? `${a.slice(0, 6)}****${a.slice(-4)}` : `****${a.slice(-2)}`);
export const maskName = (n) => (n ? n[0] + "*".repeat(Math.max(1, n.length - 1)) : "");
const EXITS = [["CASH_ATM", "自助机取现", "Cash at an ATM", "云河路自助网点 3 号机"], ["POS_PURCHASE", "刷卡消费", "Purchase", "示例金店"], ["CRYPTO_OFFRAMP", "虚拟货币", "Crypto", "场外商户"], ["ABROAD", "汇往境外", "Abroad", "境外收款行"]];
const NAMES = ["王某", "李某某", "陈某", "赵某某", "周某", "吴某某", "河口示例商贸有限公司", "孙某"];
const MOVES = { MOVED_INTERNAL: ["行内转账", "Inside the bank"], MOVED_OTHER_BANK: ["跨行转账", "To another bank"], WALLET: ["支付账户", "Wallet"] };

export function party(bank = pick(banks).code) {
  const name = pick(NAMES);
  return { bank, bank_name: bankOf(bank)?.name ?? "", account: mask(fullAccount(bank)), name: name.includes("公司") ? name : maskName(name), kind: name.includes("公司") ? "company" : "person" };
}

export function order(claim, to, fen, parent, at = Date.now(), mode = "reply") {
  const layer = parent ? parent.layer + 1 : 1;
  const o = {
    id: `s${++no}`, number: `ZL20261121-${String(no).padStart(6, "0")}`, claim_id: claim.id, claim_number: claim.number, parent: parent?.id ?? "", layer, bank: to.bank, bank_name: to.bank_name, account: to.account,
    name: to.name, kind: to.kind, mode, fen, floor_fen: layer > 1 ? 150000 : 0, evidence: Math.max(30, 96 - layer * 11), count: 1, state: "sealed", result: "", refusal: "", refusal_zh: "", refusal_en: "", held_fen: 0,
    executed_at: "", expires_at: "", hold_state: "", sealed_at: iso(at), sent_at: "", seen_at: "", answered_at: "", seen_by: iso(at + 2 * MIN), answer_by: "", reminders: 0, escalated_at: "",
    duplicate_of: rnd(14) === 0 ? ["ZF20261120-000087"] : [], basis_zh: "银发〔2016〕86号 二（一）", basis_en: "Yinfa [2016] 86, part 2 (1)", version: 1,
  };
  orders.push(o);
  return o;
}

const find = (id) => claims.find((c) => c.id === id);
const leg = (claim, o, to, code, fen, at, place = "") => {
  const words = MOVES[code] ?? EXITS.find(([c]) => c === code)?.slice(1) ?? ["付款", "Payment"];
  const l = { id: `l${++no}`, claim_id: claim.id, order_id: o.id, from: o.account, to, code, code_zh: words[0], code_en: words[1], exit: !MOVES[code], at: iso(at), fen, ref: String(770000 + no), place, mode: "reply", ordered: false };
  legs.push(l);
  return l;
};

/** answer lets the bank of an order say what it found. */
export function answer(o, at = Date.now(), fate = rnd(10)) {
  const claim = find(o.claim_id);
  Object.assign(o, { state: "answered", answered_at: iso(at), version: o.version + 1 });
  o.seen_at ||= iso(at - 4000);
  if (fate === 9) return Object.assign(o, { state: "refused", result: "refused", refusal: "NAME_MISMATCH", refusal_zh: "户名不符", refusal_en: "Holder differs" });
  const held = fate < 3 ? o.fen : fate < 6 ? Math.floor(o.fen * 0.4) : 0;
  o.result = held === o.fen ? "held" : held > 0 ? "partially_held" : "not_held";
  if (held > 0) Object.assign(o, { held_fen: held, hold_state: "holding", executed_at: iso(at - 2000), expires_at: iso(at + 48 * HOUR) });
  let rest = o.fen - held;
  const moved = Date.parse(o.sealed_at) - 3 * MIN;
  while (rest > 0 && o.layer < 5) {
    const fen = rest > 2_000_000 ? Math.floor(rest / 2) : rest;
    if (rnd(3) === 0 || o.layer >= 4) { const [code, , , place] = EXITS[rnd(4)]; leg(claim, o, { bank: "", bank_name: "", account: "", name: "", kind: "" }, code, fen, moved, place); }
    else leg(claim, o, party(), rnd(3) === 0 ? "WALLET" : "MOVED_OTHER_BANK", fen, moved);
    rest -= fen;
  }
  return settle(claim);
}

/** settle counts a claim anew. */
export function settle(claim) {
  const mine = orders.filter((o) => o.claim_id === claim.id);
  const own = legs.filter((l) => l.claim_id === claim.id);
  const held = mine.filter((o) => ["holding", "frozen"].includes(o.hold_state));
  claim.held_fen = held.reduce((n, o) => n + o.held_fen, 0);
  claim.exit_fen = own.filter((l) => l.exit).reduce((n, l) => n + l.fen, 0);
  const open = mine.filter((o) => ["sealed", "sent", "seen"].includes(o.state)).reduce((n, o) => n + o.fen, 0) + own.filter((l) => !l.exit && !l.ordered).reduce((n, l) => n + l.fen, 0);
  claim.followed_fen = Math.min(claim.loss_fen - claim.held_fen - claim.exit_fen, open);
  claim.first_held_at = held.map((o) => o.executed_at).sort()[0] ?? "";
  claim.expiring_at = held.map((o) => o.expires_at).sort()[0] ?? "";
  Object.assign(claim, { orders: mine.length, answered: mine.filter((o) => ["answered", "refused"].includes(o.state)).length, layers: Math.max(0, ...mine.map((o) => o.layer)), version: claim.version + 1 });
  return claim;
}

export function conservation(c) {
  const unknown = c.loss_fen - c.held_fen - c.exit_fen - c.followed_fen;
  return { in_fen: c.loss_fen, held_fen: c.held_fen, exit_fen: c.exit_fen, followed_fen: c.followed_fen, unknown_fen: unknown, balanced: unknown >= 0 };
}

export function open(body, me, at = Date.now()) {
  const known = claims.find((c) => c.cause === body.cause);
  if (known) return known;
  const loss = body.payments.reduce((n, p) => n + p.fen, 0);
  const id = `c${++no}`;
  const claim = {
    id, cause: body.cause, number: `ZF20261121-${String(no).padStart(6, "0")}`, receipt: `HZ7K${no}QM4T`, unit: { code: "990100000000", name: "云河市反诈中心" }, state: "open", standing: body.standing ?? "provisional", confirm_by: iso(at + 30 * MIN),
    strength: 72, reasons: [{ code: "phone_known", zh: "电话与实名一致", en: "Phone is the caller's own" }, { code: "payee_young", zh: "收款户开户不足 30 天", en: "Payee's account is younger than 30 days" }],
    source: body.source, fraud: body.fraud, brief: body.brief, victim: { name: maskName(body.victim.name), id_number: body.victim.id_number ? "990101********0019" : "", phone: body.victim.phone.replace(/^(\d{3})\d{4}/, "$1****") },
    loss_fen: loss, held_fen: 0, exit_fen: 0, back_fen: 0, followed_fen: loss, opened_at: iso(at), opened_by: me.name, first_paid_at: body.payments.map((p) => p.at).sort()[0], first_held_at: "", orders: 0, answered: 0, layers: 0,
    review_by: iso(at + 4 * HOUR), reviewed_at: "", finding: "", expiring_at: "", version: 1, history: [{ at: iso(at), actor: me.name, text_zh: "受理并发出指令", text_en: "Taken; orders out" }],
  };
  claims.unshift(claim);
  claim.payments = body.payments.map((p, i) => ({ id: `${id}p${i}`, bank: p.bank ?? "", bank_name: bankOf(p.bank)?.name ?? "", account: p.account ? mask(p.account) : "", at: p.at, fen: p.fen, channel: p.channel, payee: { ...p.payee, bank_name: bankOf(p.payee.bank)?.name ?? "", account: mask(p.payee.account), name: maskName(p.payee.name) } }));
  for (const p of claim.payments) order(claim, p.payee, p.fen, null, at, "manual");
  return settle(claim);
}

export function detail(c) {
  const mine = orders.filter((o) => o.claim_id === c.id).sort((a, b) => a.layer - b.layer);
  const own = legs.filter((l) => l.claim_id === c.id);
  return { ...c, orders: mine, legs: own, candidates: own.filter((l) => !l.exit && !l.ordered), conservation: conservation(c) };
}

export function extend(c, body) {
  if (body.party) { order(c, { ...body.party, bank_name: bankOf(body.party.bank)?.name ?? "", account: mask(body.party.account), name: maskName(body.party.name) }, body.fen, orders.find((o) => o.claim_id === c.id) ?? null, Date.now(), "manual"); return settle(c); }
  const chosen = legs.filter((l) => l.claim_id === c.id && !l.exit && !l.ordered && (body.leg_id ? l.id === body.leg_id : l.order_id === body.order_id));
  for (const l of chosen) { l.ordered = true; order(c, l.to, l.fen, orders.find((o) => o.id === l.order_id)); }
  return settle(c);
}

/** step lets time pass: orders are delivered, received and answered. Returns what changed. */
export function step(now = Date.now()) {
  const changed = [];
  for (const o of orders.filter((x) => !x.byHand)) {
    const age = now - Date.parse(o.sealed_at);
    const slow = o.bank === "xb_bank" ? 40 : o.bank === "hk_rural" ? 6 : 1;
    if (o.state === "sealed" && age > 400) { Object.assign(o, { state: "sent", sent_at: iso(now), version: o.version + 1 }); changed.push(o); }
    else if (o.state === "sent" && age > 2500 * slow) { Object.assign(o, { state: "seen", seen_at: iso(now), answer_by: iso(now + 10 * MIN), version: o.version + 1 }); changed.push(o); }
    else if (o.state === "seen" && age > 6000 * slow && rnd(3) === 0) { answer(o, now, o.layer === 1 ? 4 : rnd(10)); changed.push(o); }
    else if (o.state === "sent" && o.reminders === 0 && age > 2 * MIN) { o.reminders = 1; changed.push(o); }
  }
  return changed;
}

const STORIES = [
  ["刘示例", 4, 86_000_00, "impostor_police", "自称公安要求转入安全账户", "provisional"], ["孙样本", 16, 312_000_00, "fake_investment", "虚假平台充值", "confirmed"], ["周例", 52, 45_800_00, "brushing_rebate", "刷单垫付", "confirmed"],
  ["何示意", 190, 1_260_000_00, "fake_investment", "分七笔转出", "confirmed"], ["郑样", 2200, 58_000_00, "fake_loan", "缴纳解冻金", "confirmed"], ["冯例子", 2660, 19_999_00, "impostor_service", "共享屏幕后被转走", "confirmed"], ["韩示", 2800, 230_000_00, "impostor_acquaintance", "冒充领导借款", "confirmed"],
];

export function fill() {
  STORIES.forEach(([name, ago, fen, fraud, brief, standing], i) => {
    const at = Date.now() - ago * MIN + 90_000;
    const parts = i === 3 ? 4 : i === 1 ? 2 : 1;
    const payments = Array.from({ length: parts }, (_, k) => { const bank = banks[(i + k * 2) % 5].code; return { bank: banks[(i + 2) % 5].code, account: fullAccount(banks[(i + 2) % 5].code), at: iso(at - 90_000 + k * 40_000), fen: Math.floor(fen / parts), channel: "mobile", payee: { bank, account: fullAccount(bank), name: NAMES[i], kind: "person" } }; });
    const c = open({ cause: `fill${i}`, source: "desk", fraud, brief, standing, victim: { name, id_number: "990101199001010019", phone: "13800138000" }, payments }, { name: "冯止付" }, at);
    for (let round = 0; round < (i === 0 ? 1 : 4); round++) {
      for (const o of orders.filter((x) => x.claim_id === c.id && x.state === "sealed")) { const t = Math.min(Date.now() - 3000, at + round * 40_000 + 8000); Object.assign(o, { sent_at: iso(t - 6000), sealed_at: iso(t - 7000) }); answer(o, t, i === 0 ? 5 : rnd(9)); }
      if (i > 0) for (const l of legs.filter((x) => x.claim_id === c.id && !x.exit && !x.ordered)) if (round < 3 && rnd(4) > 0) extend(c, { leg_id: l.id });
    }
    if (i === 4) for (const o of orders.filter((x) => x.claim_id === c.id && x.held_fen > 0)) { o.count = 2; }
    if (i > 1) Object.assign(c, { reviewed_at: iso(at + HOUR), finding: "upheld" });
    settle(c);
    for (let k = 0; k < 3; k++) payers.push({ id: `pp${i}${k}`, claim: c.id, person: { id: `vp${i}${k}`, name: "赵*", phone: `139****77${k}${i}`, place_name: "云东区滨河街道" }, account: `990003****11${k}${i}`, fen: (k + 1) * 18_600_00, at: iso(at - (k + 1) * 31 * MIN), warned: false });
  });
  // four orders that wait for the people of one bank
  for (let k = 0; k < 4; k++) { const c = claims[k + 1]; const o = order(c, party("yh_bank"), (k + 1) * 18_600_00, orders.find((x) => x.claim_id === c.id), Date.now() - (k * 3 + 1) * MIN); Object.assign(o, { byHand: true, state: k === 3 ? "seen" : "sent", sent_at: o.sealed_at, seen_at: k === 3 ? iso(Date.now() - MIN) : "", answer_by: iso(Date.now() + (9 - k * 3) * MIN) }); settle(c); }
}
