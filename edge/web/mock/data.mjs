// Invented records for developing the console without a centre. Never part of the bundle.
// Area codes start with 99 (assigned to nobody), names and numbers are made up and masked as the centre would mask them.

let seed = 20261121;
/** rnd is a small repeatable generator: the same start gives the same city. */
export function rnd(n) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
}
export const pick = (list) => list[rnd(list.length)];
export const iso = (ms) => new Date(ms).toISOString();
export const MIN = 60_000;
export const HOUR = 3_600_000;

export const units = [
  ["990000000000", "示例省反诈中心", "province", "", ""],
  ["990100000000", "云河市反诈中心", "city", "990000000000", ""],
  ...[["990101", "云东区"], ["990102", "云西区"], ["990103", "河口县"]].flatMap(([code, name], c) => [
    [`${code}000000`, `${name}反诈中心`, "county", "990100000000", ""],
    ...["城关", "滨河", "东门", "北岭"].map((s, i) => [
      `${code}0${i + 1}0000`, `${name}${["", "新", "老"][c]}${s}派出所`, "station", `${code}000000`, `${code}00${i + 1}`,
    ]),
  ]),
].map(([code, name, kind, parent, area]) => ({ code, name, kind, parent, areas: area ? [area] : [], version: 1, phone: "0990-555" + code.slice(4, 8), active: true, users: 1 + rnd(6) }));

export const stations = units.filter((u) => u.kind === "station");
export const ref = (u) => ({ code: u.code, name: u.name });

const surnames = [..."王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"];
const streets = ["滨河街道", "城关镇", "东门街道", "北岭乡"];
let persons = 0;
export function person() {
  const unit = pick(stations);
  return {
    id: `p${++persons}`, name: pick(surnames) + pick(["*", "**"]), phone: `1${pick(["38", "50", "77", "91"])}****${1000 + rnd(9000)}`,
    place: unit.areas[0], place_name: `${unit.name.slice(0, 3)}${pick(streets)}`, unit,
  };
}

export const scenarios = [
  ["call_then_transfer", "可疑通话后向新收款人转账", "Suspicious call, then a transfer to a new payee", "impostor_police", "fund", "urgent", 92, ["call", "transfer"]],
  ["rebate_small_then_large", "小额返利后大额转出", "Small rebates, then a large payment", "brushing_rebate", "fund", "urgent", 88, ["transfer"]],
  ["invest_site_deposit", "访问虚假投资平台后入金", "Deposit after a fake investment site", "fake_investment", "fund", "high", 84, ["visit", "transfer"]],
  ["loan_unfreeze_fee", "缴纳解冻金", "Unfreezing fee for a loan", "fake_loan", "fund", "high", 81, ["message", "transfer"]],
  ["foreign_long_call", "境外号码长时间通话", "Long call from abroad", "impostor_police", "contact", "high", 74, ["call"]],
  ["service_screen_share", "冒充客服诱导共享屏幕", "Impostor service asks for screen sharing", "impostor_service", "contact", "high", 71, ["call", "visit"]],
  ["scam_message", "涉诈短信", "Scam message", "brushing_rebate", "contact", "medium", 55, ["message"]],
  ["credit_record_call", "冒充征信客服来电", "Impostor credit service calls", "fake_credit", "contact", "medium", 58, ["call"]],
  ["shop_low_price", "低价购物引流", "Low-price bait", "fake_shopping", "contact", "medium", 46, ["message", "visit"]],
  ["boss_new_group", "冒充领导建群", "Impostor superior opens a group", "impostor_acquaintance", "contact", "medium", 52, ["message"]],
  ["romance_invest", "网恋引导投资", "Romance leads to investment", "romance", "contact", "low", 33, ["visit"]],
  ["game_item_trade", "游戏交易脱离平台", "Game trade outside the platform", "game_trade", "contact", "low", 28, ["message"]],
].map(([code, name_zh, name_en, fraud, family, level, score, on], i) => ({
  code, version: 1 + (i % 3), hash: (0x9e3779b9 * (i + 1) >>> 0).toString(16).padStart(8, "0").repeat(4), name_zh, name_en, fraud, family, level, score, on,
  where: "call_long_1h >= 1.0 && amount_fen >= 500000.0 && payee_new\n  && since_call_s <= 1800.0",
  windows: [{ name: "call_long_1h", over: "1h", by: "phone", of: "call", where: "duration_s >= 600.0", measure: "count" }, { name: "payee_uniq_24h", over: "24h", by: "phone", of: "transfer", where: "", measure: "distinct payee" }],
  reason_zh: `${name_zh}：{{n}} 分钟内发生，金额与平时不符`, reason_en: `${name_en}: within {{n}} minutes, amount unlike before`,
  basis: "公安部 2024-06-25 公布的十类高发诈骗；反电信网络诈骗法第三十四条", examples: { positive: 2, negative: 3 },
  hits_24h: 3 + rnd(240), hits_7d: 200 + rnd(1500), last_hit_at: "",
}));

export function reason(s) {
  const n = 3 + rnd(40);
  const wan = 1 + rnd(18);
  return s.family === "fund"
    ? { zh: `与陌生号码通话 ${n} 分钟后，向首次收款的账户转出 ${wan} 万元`, en: `After a ${n}-minute call from an unknown number, sent ${wan}0,000 yuan to a new payee` }
    : { zh: `一小时内收到 ${1 + (n % 5)} 条高度疑似诈骗短信，并访问了其中的网址`, en: `Got ${1 + (n % 5)} likely scam messages within an hour and opened the address in one` };
}

let hitNo = 0;
export function hit(s, at, who, warning) {
  const r = reason(s);
  return {
    id: `h${++hitNo}`, scenario: s.code, scenario_name_zh: s.name_zh, scenario_name_en: s.name_en, version: s.version, family: s.family, level: s.level,
    score: s.score, fraud: s.fraud, at: iso(at), kind: s.on[s.on.length - 1], source: pick(["carrier_a", "bank_b", "bank_c"]), reason_zh: r.zh, reason_en: r.en,
    evidence: [{ name: "duration_s", value: String(300 + rnd(2000)) }, { name: "payee_new", value: "true" }, { name: "call_long_1h", value: "1" }],
    peer: s.on.includes("call") ? "00852****3321" : "", url: s.on.includes("visit") ? "pay.example-invest.test" : "",
    payee: s.family === "fund" ? "622202****0009" : "", amount_fen: s.family === "fund" ? (1 + rnd(18)) * 1000000 : 0,
    warning_id: warning ?? "", person: who ? { id: who.id, name: who.name, phone: who.phone, place: who.place, place_name: who.place_name } : null,
  };
}
