// Starts the real binary with the invented city for a browser test, and opens pages in the distribution's Chromium.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(root, "edge/web/package.json"));
const { chromium } = require("playwright-core");

export const images = join(root, "docs/images");
const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const startWait = 120_000;

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
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startWait;
  for (;;) {
    if (ended) throw new Error(`the centre ended at start:\n${log}`);
    const ok = await fetch(`${url}/readyz`).then((r) => r.ok, () => false);
    if (ok) break;
    if (Date.now() > deadline) throw new Error(`the centre is not ready:\n${log}`);
    await new Promise((r) => setTimeout(r, 100));
  }
  return {
    url,
    log: () => log,
    async stop() {
      proc.kill("SIGKILL");
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Opens headless Chromium; fonts for Chinese come from the distribution. */
export async function openBrowser() {
  if (spawnSync(chromiumPath, ["--version"]).status !== 0) return null;
  mkdirSync(images, { recursive: true });
  return chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page with its own session; errors of the page fail the test that reads them. */
export async function openPage(browser, size, more = {}) {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const errors = [];
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error") errors.push(m.text()); });
  return { page, errors, close: () => context.close() };
}
