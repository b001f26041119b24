// Sheets of bank files in the mock: one story of twelve transfers, with undo.
import { HOUR, iso, MIN } from "./data.mjs";

const start = Date.now() - 26 * HOUR;
const T = [
  ["t1", "990003100000000013", "990001200000000027", 0, 86_000_00], ["t2", "990001200000000027", "990002300000000031", 4, 50_000_00], ["t3", "990001200000000027", "990004400000000042", 6, 35_900_00], ["t4", "990001200000000027", "fee", 6, 12_00],
  ["t5", "990002300000000031", "CASH_ATM", 19, 20_000_00], ["t6", "990002300000000031", "990006500000000059", 22, 30_000_00], ["t7", "990004400000000042", "990005600000000064", 31, 18_000_00], ["t8", "990004400000000042", "990006500000000059", 33, 17_900_00],
  ["t9", "990006500000000059", "CRYPTO_OFFRAMP", 47, 40_000_00], ["t10", "990005600000000064", "POS_PURCHASE", 95, 9_800_00], ["t11", "990006500000000059", "990005600000000064", 120, 5_000_00],
];
const HOLDER = { "990003100000000013": "受害人 刘某", "990001200000000027": "王某", "990002300000000031": "陈某某", "990004400000000042": "赵某", "990006500000000059": "云付 138****2204", "990005600000000064": "赵某" };
const sheets = [];
let no = 0;

function compute(s) {
  const layer = new Map([[T[0][1], 0]]);
  const cut = s.params.min_fen;
  const rows = [...T, ...s.manual].filter((t) => t[4] >= cut && !s.gone.has(t[0]) && t[2] !== "fee");
  for (const t of rows) if (layer.has(t[1]) && !layer.has(t[2])) layer.set(t[2], layer.get(t[1]) + 1);
  const edges = rows.filter((t) => layer.has(t[1])).map((t) => ({ id: t[0], layer: layer.get(t[1]) + 1, from: t[1], to: t[2], at: iso(start + t[3] * MIN), fen: t[4], tainted_fen: t[4], kind: /^[A-Z]/.test(t[2]) ? t[2] : "", hidden: s.hidden.has(t[2]), manual: t[0].startsWith("m") }));
  const accounts = [...layer].map(([account, l]) => ({ account, holder: HOLDER[account] ?? s.names[account] ?? "", layer: l, arrived: iso(start + (rows.find((t) => t[2] === account)?.[3] ?? 0) * MIN), in_fen: rows.filter((t) => t[2] === account).reduce((n, t) => n + t[4], 0), out_fen: rows.filter((t) => t[1] === account).reduce((n, t) => n + t[4], 0), tainted_fen: Math.max(0, rows.filter((t) => t[2] === account).reduce((n, t) => n + t[4], 0) - rows.filter((t) => t[1] === account).reduce((n, t) => n + t[4], 0)), note: s.notes[account] ?? "", merged_into: s.merged[account] ?? "" }));
  return { edges, accounts };
}

const view = (s) => ({ id: s.id, name: s.name, files: s.files, roots: T.slice(0, 3).map((t) => ({ id: t[0], from: t[1], to: t[2], at: iso(start + t[3] * MIN), fen: t[4], chosen: s.roots.includes(t[0]) })), params: s.params, ...(s.files.length === 0 ? { edges: [], accounts: [] } : compute(s)), conservation: s.files.length === 0 ? { in_fen: 0, held_fen: 0, exit_fen: 0, followed_fen: 0, unknown_fen: 0, balanced: true } : { in_fen: 86_000_00, held_fen: 0, exit_fen: 69_800_00, followed_fen: 16_100_00, unknown_fen: 100_00, balanced: true }, undo: s.past.at(-1)?.what ?? "", redo: s.future.at(-1)?.what ?? "", version: s.version });
const freeze = (s) => structuredClone({ params: s.params, manual: s.manual, gone: s.gone, hidden: s.hidden, notes: s.notes, merged: s.merged, names: s.names, roots: s.roots });

function create(name, me, files = []) {
  const s = { id: `sh${++no}`, name, by: me.name, at: iso(Date.now()), files, manual: [], gone: new Set(), hidden: new Set(), notes: {}, merged: {}, names: {}, roots: ["t1"], params: { rule: "fifo", max_hops: 6, window_h: 72, hop_window_h: 24, min_fen: 0, per_account: 100, limit: 2000 }, past: [], future: [], version: 1 };
  sheets.unshift(s);
  return s;
}
create("刘某被骗案资金流水", { name: "李研判" }, [{ id: "f1", name: "云河银行-流水.xlsx", rows: 18234, state: "ready", error: "", map: { account: "交易卡号" } }, { id: "f2", name: "云付支付.csv", rows: 904, state: "ready", error: "", map: {} }]);

function act(s, body) {
  s.past.push({ what: body.kind, was: freeze(s) });
  s.future = [];
  if (body.kind === "params") s.params = body.params;
  if (body.kind === "note") s.notes[body.account] = body.note;
  if (body.kind === "merge") { for (const a of body.accounts.slice(1)) s.merged[a] = body.accounts[0]; s.names[body.accounts[0]] = body.holder; }
  if (body.kind === "split") delete s.merged[body.account];
  if (body.kind === "add_leg") { s.manual.push([`m${++no}`, body.from, body.to, (Date.parse(body.at) - start) / MIN, body.fen]); s.names[body.to] = body.holder; }
  if (body.kind === "remove_leg") s.gone.add(body.leg);
  if (body.kind === "hide") body.hidden ? s.hidden.add(body.account) : s.hidden.delete(body.account);
  if (body.kind === "root") s.roots = body.transfers;
}

export function sheetRoute(me, method, id, what, q, body, x) {
  if (!id && method === "GET") return { items: sheets.map((s) => ({ id: s.id, name: s.name, claim_id: "", claim_number: "", files: s.files.length, rows: s.files.reduce((n, f) => n + f.rows, 0), updated_at: s.at, by: s.by })), next: "" };
  if (!id) return view(create(body.name, me));
  const s = x.find(sheets, id);
  if (what === "preview") return { columns: [{ name: "交易卡号", samples: ["990001200000000027", "990001200000000027"] }, { name: "对手账号", samples: ["990002300000000031", "990004400000000042"] }, { name: "交易时间", samples: ["2026-11-20 14:36:05", "2026-11-20 14:38:40"] }, { name: "交易金额", samples: ["50000.00", "35900.00"] }, { name: "收付标志", samples: ["出", "出"] }, { name: "对手户名", samples: ["陈某某", "赵某"] }, { name: "流水号", samples: ["77100293", "77100311"] }, { name: "摘要说明", samples: ["转账", "转账"] }], guess: { account: "交易卡号", peer_account: "对手账号", time: "交易时间", amount: "交易金额", direction: "收付标志", peer_name: "对手户名", serial: "流水号" } };
  if (what === "files") { s.files.push({ id: `f${++no}`, name: decodeURIComponent(q.name ?? "file"), rows: 3180, state: "ready", error: "", map: {} }); s.version++; return view(s); }
  if (method === "POST") {
    if (body.version !== s.version) throw x.stale();
    if (what === "act") act(s, body);
    if (what === "undo" && s.past.length > 0) { const p = s.past.pop(); s.future.push({ what: p.what, was: freeze(s) }); Object.assign(s, p.was); }
    if (what === "redo" && s.future.length > 0) { const p = s.future.pop(); s.past.push({ what: p.what, was: freeze(s) }); Object.assign(s, p.was); }
    s.version++;
    s.at = iso(Date.now());
  }
  return view(s);
}
