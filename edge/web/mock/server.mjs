// A stand-in for the centre while the console is being developed: invented data, the same addresses and shapes.
// Development only; it is neither built nor shipped. Usage: node mock/server.mjs [--port 8096] [--static dist] [--quiet]
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import * as c from "./city.mjs";
import { HOUR, iso, pick, scenarios } from "./data.mjs";
import * as m from "./money.mjs";
import { statsRoute } from "./stats.mjs";
import { bulletinRoute } from "./bulletins.mjs";
import { fillObjections, moneyRoute, trail } from "./moneyroutes.mjs";

const arg = (name, fallback) => { const i = process.argv.indexOf(`--${name}`); return i < 0 ? fallback : (process.argv[i + 1] ?? ""); };
const port = Number(arg("port", "8096"));
const files = arg("static", "");
c.fill();
m.fill();
fillObjections();

const CASE = ["warning.read", "warning.work", "person.reveal"];
const role = {
  operator: [...CASE, "warning.grade", "order.work", "scenario.read", "figure.read", "claim.read", "claim.work"],
  stop_officer: ["warning.read", "person.reveal", "figure.read", "claim.read", "claim.work", "flow.work"],
  bank_liaison: ["bank.work"],
  officer: [...CASE, "order.work"],
  analyst: ["warning.read", "warning.grade", "warning.review", "person.reveal", "scenario.read", "figure.read", "claim.read", "flow.work"],
  leader: [...CASE, "warning.grade", "warning.review", "order.work", "order.chase", "scenario.read", "figure.read", "claim.read", "claim.work", "claim.review", "freeze.approve", "figure.query", "figure.manage", "bulletin.read", "bulletin.work", "bulletin.approve"],
  system_admin: ["unit.manage", "source.read", "source.manage"], security_admin: ["role.manage"], audit_admin: ["audit.read"],
};
const CITY = "990100000000";
const users = [
  ["u2", "zhao", "赵接线", CITY, "operator"], ["u3", "qian", "钱专干", "990101010000", "officer"], ["u4", "li", "李研判", CITY, "analyst"], ["u5", "zhou", "周主任", CITY, "leader"], ["u11", "feng", "冯止付", CITY, "stop_officer"], ["u12", "yin", "尹联络", CITY, "bank_liaison"],
  ["u8", "sys", "吴系统", CITY, "system_admin"], ["u9", "sec", "郑安全", CITY, "security_admin"], ["u10", "aud", "王审计", CITY, "audit_admin"],
].map(([id, login, name, unit, r], i) => ({ id, login, name, unit, roles: [r], active: true, has_password: true, locked_until: i === 1 ? iso(Date.now() + HOUR / 2) : "", last_seen: iso(Date.now() - i * HOUR) }));
const sources = [{ name: "carrier_a", title: "云河通信", quota_per_s: 5000, active: true, created_at: iso(Date.now() - 900 * HOUR), revoked_at: "" }, { name: "bank_b", title: "云河银行", quota_per_s: 1000, active: false, created_at: iso(Date.now() - 800 * HOUR), revoked_at: iso(Date.now() - 90 * HOUR) }];
const unitName = (code) => c.units.find((u) => u.code === code)?.name ?? code;
const sessions = new Map();
const streams = new Set();

const fault = (status, code, zh, en, dzh, den) => Object.assign(new Error(code), { status, body: { code, message_zh: zh, message_en: en, do_zh: dzh, do_en: den, args: {} } });
const gone = () => fault(404, "http.not_found", "没有这条记录，或不在您的辖区", "No such record in your jurisdiction", "核对编号", "Check the number");
const stale = () => fault(409, "warning.version", "这条记录刚被别人改过", "Somebody has just changed this record", "核对后再操作", "Check it and act again");
const find = (list, id) => { const x = list.find((y) => y.id === id); if (!x) throw gone(); return x; };
const fresh = (row, body) => { if (row.version !== body.version) throw stale(); return row; };

function push(event, data) {
  for (const s of streams) s.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
const moved = (w) => { push("warning", { id: w.id, kind: "warning.changed", level: w.level, unit: w.unit.code }); return c.overdue(w); };
const movedOrder = (o) => { push("order", { id: o.id, kind: "order.changed", level: o.level, unit: o.unit.code }); return c.overdue(o); };
const note = (w, who, action, zh, en) => c.details.get(w.id).history.push(c.line(who.name, action, zh, en));

const sessionOf = (u) => ({ user: { id: u.id, login: u.login, name: u.name }, unit: { code: u.unit, name: unitName(u.unit) }, roles: u.roles, rights: u.roles.flatMap((r) => role[r] ?? []), idle_timeout_s: 1800, server_time: iso(Date.now()) });
const prefix = (unit) => unit.replace(/0+$/, "");
const figures = () => ({ from: iso(Date.now() - 8 * HOUR), to: iso(Date.now()), signals: 182340, hits: 412, warnings: c.warnings.length, merged: 118, orders: c.orders.length, signed_in_time: { num: 41, den: 46 }, reached: { num: 33, den: 46 }, reached_before_transfer: { num: 29, den: 46 }, dissuaded: 27, defrauded_after_warning: 1, by_level: {} });
const has = (list, value) => !list || list.split(",").includes(value);

function today(me) {
  const mineW = c.warnings.filter((w) => w.claimed_by?.id === me.id || w.state === "review");
  const mineO = c.orders.filter((o) => o.unit.code.startsWith(prefix(me.unit)) && (o.state === "issued" || o.state === "signed"));
  const queue = [...mineW.map((w) => ({ type: "warning", ...w })), ...(me.roles.includes("officer") || me.roles.includes("leader") ? mineO.map((o) => ({ type: "order", ...o })) : [])].map(c.overdue);
  const n = (f) => c.warnings.filter(f).length;
  return {
    queue: queue.filter((q) => q.due_at),
    counts: { urgent_open: n((w) => w.level === "urgent" && ["open", "working"].includes(w.state)), overdue: c.orders.filter((o) => c.overdue(o).overdue).length, unclaimed: n((w) => w.state === "open"), working: n((w) => w.state === "working"), mine: n((w) => w.claimed_by?.id === me.id), to_close: c.orders.filter((o) => o.state === "reported").length, my_orders: mineO.length, watching: n((w) => w.state === "watching"), review: n((w) => w.state === "review") },
    figures: me.roles.includes("officer") ? null : figures(),
  };
}

function act(me, w, what, body) {
  fresh(w, body);
  if (what === "claim") { if (w.claimed_by) throw fault(409, "warning.already_claimed", `${w.claimed_by.name} 已经认领`, `${w.claimed_by.name} has already claimed it`, "选下一条", "Take the next one"); c.claimed(w, { id: me.id, name: me.name }); note(w, me, "warning.claimed", "认领", "Claimed"); }
  if (what === "release") { w.state = "open"; w.claimed_by = null; w.due_what = "claim"; w.version++; note(w, me, "warning.released", "放回", "Released"); }
  if (what === "grade") { w.level = body.level; w.version++; note(w, me, "warning.graded", `调整级别：${body.reason}`, `Level changed: ${body.reason}`); }
  if (what === "close") { w.state = "watching"; w.outcome = body.outcome; w.due_at = w.due_what = ""; w.watch_until = iso(Date.now() + 720 * HOUR); w.version++; note(w, me, "warning.closed", `结束：${body.note}`, `Closed: ${body.note}`); }
  if (what === "review") { w.state = "closed"; w.due_at = w.due_what = ""; w.version++; note(w, me, "warning.reviewed", body.note, body.note); }
  return moved(w);
}

function orderAct(me, o, what, body) {
  if (what !== "chase") fresh(o, body);
  if (what === "sign") { o.state = "signed"; o.signed_at = iso(Date.now()); o.signed_by = { id: me.id, name: me.name }; c.later(o); }
  if (what === "report") { o.state = "reported"; o.reported_at = iso(Date.now()); o.result = body.result; o.note = body.note; o.loss_fen = body.loss_fen ?? 0; o.due_at = o.due_what = ""; o.version++; const w = find(c.warnings, o.warning_id); w.state = "watching"; w.outcome = "dissuaded"; w.due_at = w.due_what = ""; w.version++; moved(w); }
  if (what === "transfer") { o.from_unit = o.unit; o.unit = { code: body.to_unit, name: unitName(body.to_unit) }; o.state = "issued"; o.due_what = "sign"; o.version++; }
  if (what === "chase") o.chases++;
  if (what === "close") { o.state = "closed"; o.version++; }
  return movedOrder(o);
}

function attempt(me, body) {
  const w = find(c.warnings, body.warning_id);
  const a = { id: `a${c.attempts.length + 1}`, at: iso(Date.now()), by: { id: me.id, name: me.name }, unit: { code: me.unit, name: unitName(me.unit) }, believes: null, already_paid_fen: 0, next_at: "", ...body };
  c.attempts.push(a);
  const o = c.orders.find((x) => x.id === (body.order_id ?? w.order?.id));
  if (o && o.state === "signed") setTimeout(() => { if (a.channel === "visit") o.visited_at = a.at; else o.called_at ||= a.at; o.next_at = a.next_at; c.later(o); movedOrder(o); }, 120);
  moved(w);
  return { attempt: a, cautions: c.contacts(w).length > 3 ? [{ code: "dissuade.budget", zh: "24 小时内已联系 4 次，超过建议次数", en: "Contacted 4 times within 24 h, above the advised number" }] : [] };
}

function person(id) {
  const list = c.warnings.filter((w) => w.person.id === id);
  if (list.length === 0) throw gone();
  const w = list[0];
  return { person: w.person, phones: [w.person.phone, "177****2210"], has_id_number: true, place_name: w.person.place_name, unit: w.unit, open_warning_id: w.state === "open" || w.state === "working" ? w.id : "", warnings: list, budget: { used: Math.min(4, c.contacts(w).length + 1), limit: 4, window_h: 24 }, timeline: c.moments(list) };
}

const page = (items) => ({ items, next: "" });
const auditLog = () => [["person.reveal", "person", "p3", "电话劝阻"], ["warning.claimed", "warning", "w1", ""], ["session.open", "session", "zhao", ""], ["order.sign", "order", "o104", ""]].flatMap(([action, object, object_id, reason], i) => [0, 1, 2, 3, 4].map((k) => ({ seq: 200 - i * 5 - k, at: iso(Date.now() - (i * 5 + k) * 60_000), actor: "u2", actor_name: "赵接线", unit: { code: CITY, name: "云河市反诈中心" }, action, object, object_id, reason, detail: [{ name: "field", value: "phone" }] })));

/** route answers one request of a signed-in user. */
function route(me, method, path, q, body) {
  const [, root, id, what] = path.split("/");
  if (method === "GET" && root === "today") return today(me);
  if (root === "warnings" && method === "GET" && !id) return page(c.warnings.filter((w) => has(q.state, w.state) && has(q.level, w.level) && has(q.family, w.family) && has(q.fraud, w.fraud) && (!q.mine || w.claimed_by?.id === me.id) && (!q.q || w.number.includes(q.q) || w.person.phone.includes(q.q) || w.person.name.includes(q.q)) && w.unit.code.startsWith(prefix(me.unit))).map(c.overdue));
  if (root === "warnings" && method === "GET") return c.detail(find(c.warnings, id));
  if (root === "warnings") return act(me, find(c.warnings, id), what, body);
  if (root === "attempts") return attempt(me, body);
  if (root === "orders" && method === "GET" && !id) return page(c.orders.map(c.overdue).filter((o) => has(q.state, o.state) && has(q.level, o.level) && (!q.overdue || o.overdue) && (!q.mine || o.signed_by?.id === me.id) && o.unit.code.startsWith(prefix(me.unit))));
  if (root === "orders" && method === "GET") { const o = find(c.orders, id); return { ...c.overdue(o), attempts: c.attempts.filter((a) => a.order_id === id), history: [c.line("system", "order.issued", `下发至${o.unit.name}`, `Issued to ${o.unit.name}`)] }; }
  if (root === "orders") return orderAct(me, find(c.orders, id), what, body);
  if (root === "persons" && what === "reveal") return { value: { name: "示例人", phone: "13800138000", id_number: "990101199001010019" }[body.field] };
  if (root === "persons") return person(id);
  if (root === "search") return { persons: c.warnings.map((w) => w.person).filter((p) => p.name.includes(q.q) || p.phone.includes(q.q)).slice(0, 5), warnings: c.warnings.filter((w) => w.number.includes(q.q)).slice(0, 5), orders: c.orders.filter((o) => o.number.includes(q.q)).slice(0, 5) };
  if (root === "scenarios") return { items: scenarios };
  if (root === "hits") return page(q.unattributed ? c.loose.filter((h) => !q.scenario || h.scenario === q.scenario) : [...c.details.values()].flatMap((d) => d.hits).filter((h) => !q.scenario || h.scenario === q.scenario).slice(0, 30));
  if (root === "figures") return figures();
  const out = moneyRoute(me, method, path, q, body, { find, gone, stale, fault, push, moved: (claim) => { push("claim", { id: claim.id }); return claim.payments ? m.detail(claim) : claim; }, stopped: (o) => { push("stop", { id: o.id, claim: o.claim_id }); return o; } });
  if (out !== undefined) return out;
  const figure = statsRoute(method, path, q, body) ?? bulletinRoute(me, method, path, q, body);
  if (figure !== undefined) return figure;
  return admin(method, root, id, what, body);
}

function admin(method, root, id, what, body) {
  if (root === "units" && method === "GET") return { items: c.units };
  if (root === "units") { const u = c.units.find((x) => x.code === (id ?? body.code)) ?? { active: true, users: 0, code: body.code }; Object.assign(u, body); if (!c.units.includes(u)) c.units.push(u); return u; }
  if (root === "users" && method === "GET") return { items: users.map((u) => ({ ...u, unit: { code: u.unit, name: unitName(u.unit) } })) };
  if (root === "users" && !id) { const u = { id: `u${users.length + 20}`, roles: [], active: true, has_password: false, locked_until: "", last_seen: "", ...body }; users.push(u); return { user: { ...u, unit: { code: u.unit, name: unitName(u.unit) } }, link: "/password?token=JqJ4vH8s0Lq2" }; }
  if (root === "users") { const u = find(users, id); if (what === "link") return { user: { ...u, unit: { code: u.unit, name: unitName(u.unit) } }, link: "/password?token=Zk3" }; if (what === "roles") u.roles = body.roles; if (what === "disable") u.active = false; if (what === "enable") u.active = true; if (what === "unlock") u.locked_until = ""; return u; }
  if (root === "sources" && method === "GET") return { items: sources };
  if (root === "sources" && !id) { sources.push({ ...body, active: true, created_at: iso(Date.now()), revoked_at: "" }); return { key: "fz_" + "k7Qm2xPz".repeat(4) }; }
  if (root === "sources") { sources.find((s) => s.name === id).active = false; return undefined; }
  if (root === "audit" && id === "verify") return { ok: true, entries: 200, signed: 192, broken_at: 0, what: "", head: "3f9a6c1d".repeat(8) };
  if (root === "audit") return page(auditLog());
  throw gone();
}

/** open answers what needs no session. */
function open(method, path, q, body, res) {
  const start = (u) => { const sid = Math.random().toString(36).slice(2); sessions.set(sid, u); res.setHeader("Set-Cookie", `fanzha_session=${sid}; HttpOnly; SameSite=Strict; Path=/`); return sessionOf(u); };
  if (path === "/site") return { name_zh: "云河市反诈中心", name_en: "Yunhe Anti-fraud Centre", demo: true, needs_setup: false, version: "0.1.0-mock", demo_logins: users.map((u) => ({ login: u.login, name: u.name, role: u.roles[0], unit_name: unitName(u.unit) })) };
  if (path === "/session" && method === "POST") { const u = users.find((x) => x.login === body.login && body.password === "mock"); if (!u) throw fault(401, "access.wrong_password", "登录名或密码不对", "Wrong login name or password", "再试一次；连续五次不对将锁定三十分钟", "Try again; five failures lock the account for 30 minutes"); return start(u); }
  if (path === "/session/demo") return start(users.find((x) => x.login === body.login));
  if (path === "/setup") return method === "GET" ? { ok: q.token === "mock" } : null;
  if (path === "/password") return method === "GET" ? { ok: true, login: "sun", name: "孙接线" } : null;
  return undefined;
}

function serveFile(url, res) {
  let path = join(files, normalize(url.pathname));
  if (!existsSync(path) || statSync(path).isDirectory()) path = join(files, "index.html");
  const type = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8" }[extname(path)] ?? "application/octet-stream";
  res.writeHead(200, { "Content-Type": type, "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:" });
  createReadStream(path).pipe(res);
}

async function handle(req, res) {
  const url = new URL(req.url, "http://mock");
  if (url.pathname.startsWith("/public/v1/trail/")) {
    const found = trail(url.pathname.slice(17));
    return res.writeHead(found ? 200 : 404, { "Content-Type": "application/json" }).end(JSON.stringify(found ?? gone().body));
  }
  if (!url.pathname.startsWith("/api/v1")) return files ? serveFile(url, res) : res.writeHead(404).end();
  const path = url.pathname.slice(7);
  const q = Object.fromEntries(url.searchParams);
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const raw = req.headers["content-type"] === "application/octet-stream";
  const body = chunks.length > 0 && !raw ? JSON.parse(Buffer.concat(chunks).toString()) : {};
  if (req.method !== "GET" && req.headers["x-fanzha"] !== "1") throw fault(403, "http.header", "请求不是来自本控制台", "Not from this console", "", "");
  let out = open(req.method, path, q, body, res);
  if (out === undefined) {
    const sid = /fanzha_session=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
    const me = sessions.get(sid);
    if (!me) throw fault(401, "access.no_session", "没有登录", "Not signed in", "请登录", "Please sign in");
    if (path === "/live") {
      res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      res.write("retry: 1000\nevent: hello\ndata: {}\n\n");
      streams.add(res);
      return void req.on("close", () => streams.delete(res));
    }
    if (path === "/session") { if (req.method === "DELETE") sessions.delete(sid); out = req.method === "DELETE" ? null : sessionOf(me); }
    else out = route(me, req.method, path, q, body);
  }
  res.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-store" }).end(out === null || out === undefined ? "" : JSON.stringify(out));
}

createServer((req, res) => {
  handle(req, res).catch((error) => {
    if (!error.status) console.error(error);
    res.writeHead(error.status ?? 500, { "Content-Type": "application/json" }).end(JSON.stringify(error.body ?? { code: "internal" }));
  });
}).listen(port, "127.0.0.1", () => console.log(`mock centre on http://127.0.0.1:${port}`));

process.on("SIGUSR2", () => { for (const s of streams) s.destroy(); }); // breaks the line, to see the console come back
setInterval(() => { for (const s of streams) s.write("event: ping\ndata: {}\n\n"); }, 15_000);
setInterval(() => { for (const o of m.step()) push("stop", { id: o.id, claim: o.claim_id }); }, 500);
if (!process.argv.includes("--quiet")) {
  setInterval(() => { const w = c.raise(pick(scenarios)); moved(w); push("hits", { id: w.id, kind: "hit.recorded" }); push("figures", { id: "", kind: "figures" }); }, 6000);
}
