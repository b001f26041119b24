// Takes a picture of every screen, in both languages and both sizes, from the mock or any running centre in demo mode.
// Usage: node mock/look.mjs [http://127.0.0.1:8096] [out directory]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const base = process.argv[2] ?? "http://127.0.0.1:8096";
const out = process.argv[3] ?? "/tmp/look";
mkdirSync(out, { recursive: true });
const SIZES = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const troubles = [];

async function as(login, lang, size) {
  const context = await browser.newContext({ viewport: SIZES[size], hasTouch: size === "phone", locale: "zh-CN", timezoneId: "America/New_York" });
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error" && !/401/.test(m.text())) troubles.push(`${login} ${lang} ${size}: ${m.text()}`); });
  page.on("pageerror", (e) => troubles.push(`${login} ${lang} ${size}: ${e}`));
  await page.addInitScript((l) => localStorage.setItem("fanzha.lang", l), lang);
  await page.goto(base + "/login");
  await page.getByTestId(`demo-login-${login}`).waitFor();
  if (login === "zhao") await shot(page, "signin", lang, size);
  await page.getByTestId(`demo-login-${login}`).click();
  await page.getByTestId("live-lamp").waitFor();
  return page;
}

async function shot(page, name, lang, size) {
  await page.waitForTimeout(350);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) troubles.push(`${name} ${lang} ${size}: ${wide}px too wide`);
  await page.screenshot({ path: `${out}/${name}-${lang}-${size}.png` });
}

async function go(page, path, name, lang, size, before) {
  await page.goto(base + path);
  await page.waitForLoadState("domcontentloaded");
  await page.waitForTimeout(500);
  if (before) await before(page);
  await shot(page, name, lang, size);
}

/** money looks at everything about stop-payment: the desk, the ledger, the flow, the banks' page and the victim's. */
async function money(lang, size) {
  const desk = await as("feng", lang, size);
  const first = async (p) => { await p.getByTestId("claim-row").nth(3).click(); await p.getByTestId("claim-detail").waitFor(); };
  await go(desk, "/stoppay", "stoppay", lang, size);
  await go(desk, "/stoppay", "claim", lang, size, first);
  await go(desk, "/stoppay", "claim-payers", lang, size, async (p) => { await first(p); await p.getByTestId("stop-line").first().click(); await p.getByTestId("act-payers").click(); });
  await go(desk, "/stoppay/new", "intake", lang, size, async (p) => { await p.getByTestId("payee-amount-0").fill("8.6w"); await p.getByTestId("payee-when-0").fill("4"); await p.getByTestId("speed-hours2").check({ force: true }); });
  await go(desk, "/stops", "stops", lang, size);
  await go(desk, "/stops?bank=sl_bank&reconcile=1", "reconcile", lang, size);
  await go(desk, "/stops/league", "league", lang, size);
  await go(desk, "/sheets", "sheets", lang, size);
  await go(desk, "/sheets/sh1", "sheet", lang, size);
  await go(desk, "/stoppay", "flow", lang, size, async (p) => { await first(p); await p.locator(".claim-head a").first().click(); await p.getByTestId("flow-chart").waitFor(); await p.waitForTimeout(900); });
  await desk.context().close();
  const leader = await as("zhou", lang, size);
  await go(leader, "/objections", "objections", lang, size, async (p) => { await p.getByTestId("objection-row").first().click(); });
  await leader.context().close();
  const bank = await as("yin", lang, size);
  await go(bank, "/bank/orders", "bank-orders", lang, size);
  await go(bank, "/bank/alerts", "bank-alerts", lang, size);
  await go(bank, "/bank/objections", "bank-objections", lang, size);
  await go(bank, "/trail/HZ7K143QM4T", "trail", lang, size);
  await bank.context().close();
}

async function round(lang, size) {
  const op = await as("zhao", lang, size);
  await go(op, "/today", "today", lang, size);
  await go(op, "/alerts", "alerts", lang, size);
  await go(op, "/alerts", "alert-detail", lang, size, async (p) => {
    await p.locator("[data-testid=warning-row][data-state=open]").first().click();
    await p.getByTestId("warning-detail").waitFor();
  });
  await go(op, "/alerts?q=nothing-like-this", "alerts-none", lang, size);
  await go(op, "/persons", "persons", lang, size);
  await go(op, "/persons/p1", "person", lang, size);
  await go(op, "/scenarios?code=call_then_transfer", "scenario", lang, size);
  await go(op, "/scenarios", "scenarios", lang, size);
  if (size === "desk") await go(op, "/today", "jump", lang, size, async (p) => { await p.keyboard.press("Control+k"); await p.getByTestId("jump-input").fill("13"); await p.waitForTimeout(500); });
  await op.context().close();
  const station = await as("qian", lang, size);
  await go(station, "/tasks", "tasks", lang, size);
  await go(station, "/tasks", "task-report", lang, size, async (p) => {
    const signs = p.getByTestId("order-sign");
    if (await signs.count()) await signs.first().click();
    await p.waitForTimeout(400);
    await p.getByTestId("order-report").first().click();
    await p.getByTestId("report-result-met_dissuaded").click();
    await p.getByTestId("evidence-place").click();
  });
  await go(station, "/tasks", "task-contact", lang, size, async (p) => { await p.getByTestId("order-attempt").first().click(); await p.getByTestId("attempt-outcome-no_answer").click(); });
  await station.context().close();
  await money(lang, size);
  const sys = await as("sys", lang, size);
  await go(sys, "/units", "units", lang, size);
  await go(sys, "/sources", "sources", lang, size);
  await sys.context().close();
  const aud = await as("aud", lang, size);
  await go(aud, "/audit", "audit", lang, size, async (p) => { await p.getByTestId("audit-verify").click(); await p.getByTestId("audit-result").waitFor(); });
  await go(aud, "/setup?token=mock", "setup", lang, size);
  await go(aud, "/password?token=mock", "password", lang, size);
  await aud.context().close();
}

for (const lang of ["zh", "en"]) for (const size of ["desk", "phone"]) await round(lang, size);
await browser.close();
console.log(troubles.length === 0 ? "no troubles" : [...new Set(troubles)].join("\n"));
