// Starts the real binary with the invented city for a browser test, and opens pages in the distribution's Chromium.
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { packed } from "./palette.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(root, "edge/web/package.json"));
const { chromium } = require("playwright-core");

/** Screenshots go into the repository only on request, so that a run of the tests leaves the tree as it was. */
export const keepsScreenshots = process.env.FANZHA_SCREENSHOTS === "1";
const images = keepsScreenshots ? join(root, "docs/images") : mkdtempSync(join(tmpdir(), "fanzha-shots-"));
if (!keepsScreenshots) process.on("exit", () => rmSync(images, { recursive: true, force: true }));
const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

// Waits are generous: the tests may share two cores with compilers. Nothing waits longer than it must.
const startWait = 120_000;
export const actWait = 60_000;
const pollEvery = 100;

export const desk = { width: 1366, height: 768 };
export const phone = { width: 390, height: 844 };

function freePort() {
  return new Promise((resolve, reject) => {
    const s = createServer();
    s.on("error", reject);
    s.listen(0, "127.0.0.1", () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

/** until asks again and again until the answer is not false, and says in its failure what it waited for. */
export async function until(what, ask, wait = actWait) {
  const deadline = Date.now() + wait;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${wait / 1000} s in vain: ${what}`);
    await new Promise((r) => setTimeout(r, pollEvery));
  }
}

/** Runs "fanzha demo" in a temporary folder and waits until its first page answers. */
export async function startCity(...args) {
  const bin = process.env.FANZHA_BIN ?? join(root, "bin/fanzha");
  const dir = mkdtempSync(join(tmpdir(), "fanzha-browser-"));
  const port = await freePort();
  const proc = spawn(bin, ["demo", "--data", dir, "--listen", `127.0.0.1:${port}`, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  let ended = false;
  proc.stdout.on("data", (d) => (log += d));
  proc.stderr.on("data", (d) => (log += d));
  const gone = new Promise((resolve) => proc.on("exit", () => { ended = true; resolve(); }));
  process.on("exit", () => proc.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    proc.kill("SIGKILL");
    await gone;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await until("the centre is ready", async () => {
      if (ended) throw new Error("the centre ended at start");
      return fetch(`${url}/readyz`).then((r) => r.ok, () => false);
    }, startWait);
  } catch (e) {
    await stop();
    throw new Error(`${e.message}\n${log}`);
  }
  return { url, ready: Date.now(), log: () => log, stop, tell: partner(bin, dir, url), command: commands(bin, dir), dir };
}

/** commands runs the binary's commands of the machine's operator beside the running centre. */
function commands(bin, dir) {
  return (...args) => {
    const done = spawnSync(bin, [...args, "--data", dir], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  };
}

/** partner makes an intake key at first use and hands in signals with it, like any partner. */
function partner(bin, dir, url) {
  let key = "";
  return async (...signals) => {
    if (!key) {
      const made = spawnSync(bin, ["source", "add", "browser", "--data", dir, "--json"], { encoding: "utf8" });
      if (made.status !== 0) throw new Error(`source add: ${made.stderr}`);
      key = JSON.parse(made.stdout).key;
    }
    const body = signals.map((s) => JSON.stringify(s)).join("\n");
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/x-ndjson" };
    const answer = await fetch(`${url}/v1/signals/mixed`, { method: "POST", headers, body });
    const receipt = await answer.json();
    if (receipt.accepted !== signals.length) throw new Error(`not accepted: ${JSON.stringify(receipt)}`);
  };
}

/** Opens headless Chromium, or nothing where the distribution has none; fonts for Chinese come from the distribution. */
export async function openBrowser() {
  if (spawnSync(chromiumPath, ["--version"]).status !== 0) return null;
  return chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/**
 * expected are answers that the browser writes into its console although nothing is wrong: before the sign-in the question for
 * the session is answered with 401, a command on a record that a colleague or a new hit has just changed with 409, and a receipt
 * that nobody was given with 404; the screens explain them and the stories look at that.
 */
function expected(m) {
  const url = m.location().url;
  const path = url === "" ? "" : new URL(url).pathname;
  if (m.text().includes("404") && /^\/public\/v1\/(trail|objection)\//.test(path)) return true;
  return (m.text().includes("401") && path === "/api/v1/session") || (m.text().includes("409") && path.startsWith("/api/v1/"));
}

/** A page with its own session. Whatever goes wrong in it is gathered in errors: exceptions, console errors, refused content. */
export async function openPage(browser, size, more = {}) {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(actWait);
  const errors = [];
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error" && !expected(m)) errors.push(`${page.url()}: ${m.text()}`); });
  page.on("requestfailed", (r) => { if (r.failure()?.errorText === "csp") errors.push(`refused by policy: ${r.url()}`); });
  return { page, errors, close: () => context.close() };
}

/** enter signs in by the button of the invented city. */
export async function enter(page, url, login) {
  await page.goto(url);
  await page.getByTestId(`demo-login-${login}`).click();
  await alive(page);
}

/** alive waits until the console hears the centre; from then on it hears the keyboard too. */
export const alive = (page) => page.getByTestId("live-lamp").and(page.locator("[data-state=live]")).waitFor();

/** shot takes a picture of the screen as it stands. */
export async function shot(page, name) {
  mkdirSync(images, { recursive: true });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  writeFileSync(join(images, `${name}.png`), packed(await page.screenshot({ animations: "disabled", caret: "hide" })));
}

/** get asks the centre as the page's own session would: for what a screen does not show. */
export async function get(page, path) {
  const answer = await page.request.get(new URL(`/api/v1${path}`, page.url()).href);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** post commands as the page's own session would, for what a story does not tell on the screen. */
export async function post(page, path, body) {
  const answer = await page.request.post(new URL(`/api/v1${path}`, page.url()).href, { data: body, headers: { "X-Fanzha": "1", "Idempotency-Key": randomUUID() } });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json().catch(() => undefined);
}

/** answersTo keeps what the centre answers the page under a path from now on, in order. */
export async function answersTo(page, path) {
  const answers = [];
  await page.route((url) => url.pathname === `/api/v1${path}`, async (route) => {
    const response = await route.fetch().catch(() => undefined);
    if (!response) return route.abort().catch(() => {}); // the page went on
    if (response.ok()) answers.push(await response.json());
    return route.fulfill({ response });
  });
  return answers;
}

/** settled waits until nothing on the screen is still being read. */
export async function settled(page) {
  await until("all is read", async () => (await page.locator(".skeleton").count()) === 0);
}
