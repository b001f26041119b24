// The keys: ? lists them, Ctrl+K goes to every place of the menu, and no screen of the money side writes an error in either
// language.
import assert from "node:assert/strict";
import { get, keepsScreenshots, settled, shot, until } from "../centre.mjs";
import { as } from "./person.mjs";

/** A picture of the desk with one claim tells little. Only a run that keeps the pictures waits for more. */
const fullDesk = 3;
const deskWait = 120_000;
/** Screens that the stories of the console look at. */
const elsewhere = ["/today", "/alerts", "/tasks", "/persons", "/scenarios"];

export async function keyboard(t, world) {
  await as(world, "zhifu", async (page) => {
    await t.test("? lists the keys", () => listed(page));
    await t.test("Ctrl+K opens every place of the menu", () => jumps(page));
    if (keepsScreenshots) await t.test("the desk", () => picture(page, world.claim));
    await both(t, page, "zhifu", [`/stoppay?list=all&id=${world.claim.id}`, "/stoppay/new", "/stops/league", "/stops?bank=xb_bank&reconcile=1", `/flow/${world.claim.id}`, `/flow/${world.claim.id}?view=tree`, "/sheets"]);
  });
  for (const [login, more] of [["lingdao", ["/objections?state=all"]], ["lianluo", ["/bank/orders?state=all"]]]) {
    await as(world, login, (page) => both(t, page, login, more));
  }
}

async function listed(page) {
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("止付作战台").waitFor();
  for (const words of ["快速跳转", "下达下一层", "接报止付", "续止"]) assert.ok((await dialog.innerText()).includes(words), words);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

const places = (page) => page.locator("nav.menu a").evaluateAll((all) => all.map((each) => ({ id: each.dataset.testid, name: each.innerText.trim(), path: each.getAttribute("href") })));

async function jumps(page) {
  const all = await places(page);
  assert.ok(all.length >= 5, `${all.length} places`);
  for (const place of all) {
    await page.keyboard.press("Control+k");
    await page.getByTestId("jump-input").fill(place.name);
    await page.keyboard.press("Enter");
    await page.getByTestId("jump-input").waitFor({ state: "detached" });
    await page.locator(`nav.menu [data-testid="${place.id}"][aria-current=page]`).waitFor();
    await settled(page);
  }
}

/** both opens every place of a menu and more, in Chinese and in English. */
async function both(t, page, login, more) {
  await t.test(`the screens of ${login} open in both languages`, async () => {
    const paths = [...(await places(page)).map((each) => each.path).filter((path) => !elsewhere.includes(path)), ...more];
    for (const lang of ["zh-CN", "en"]) {
      for (const path of paths) {
        await walk(page, path);
        await page.locator("main h1").first().waitFor({ state: "attached" });
        await settled(page);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
      }
      if (lang === "zh-CN") await page.getByTestId("lang-switch").first().click();
    }
    await page.getByTestId("lang-switch").first().click();
  });
}

/** walk goes to an address as a link does, without loading the console again. */
async function walk(page, path) {
  await page.evaluate((to) => {
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  }, path);
  await page.waitForURL((url) => url.pathname + url.search === path);
}

async function picture(page, claim) {
  await until("a desk with claims", async () => (await get(page, "/claims?state=open")).items.length >= fullDesk, deskWait).catch(() => undefined);
  await page.goto(new URL(`/stoppay?id=${claim.id}`, page.url()).href);
  await page.getByTestId("stop-line").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator("[data-testid=stop-line][aria-current=true]").waitFor();
  await shot(page, "stop-desk");
}
