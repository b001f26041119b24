// The analyst: which rules hit lately and whom, the whole line of one life, and numbers that can be opened.
import assert from "node:assert/strict";
import { get, settled, until } from "../centre.mjs";
import { as } from "./person.mjs";

/** Lists are read by the page; a number above this is left to the tests of the centre itself. */
const smallNumber = 100;
const rowsOf = { "/alerts": "[data-testid=warning-row]", "/tasks": "[data-testid=order-card]", "/scenarios": ".detail .hit" };

export async function analyst(t, world) {
  await as(world, "yanpan", async (page) => {
    await t.test("rules show their recent hits", () => scenarios(page));
    await t.test("a person's file holds the line of life", () => person(page, world));
  });
  await as(world, "lingdao", async (page) => {
    await t.test("every number of Today opens a list of that many rows", () => numbers(page));
  });
}

async function scenarios(page) {
  await page.getByTestId("menu-scenarios").click();
  const rows = page.getByTestId("scenario-row");
  await rows.first().waitFor();
  assert.ok((await rows.count()) >= 12, "at least twelve rules");
  const busy = (await get(page, "/scenarios")).items.find((s) => s.hits_24h > 0);
  assert.ok(busy, "a rule with hits");
  await page.locator(`[data-testid=scenario-row][data-id="${busy.code}"]`).click();
  const detail = page.getByTestId("scenario-detail");
  await detail.locator(".hit").first().waitFor();
  const shown = await until("as many hits as the rule counts", async () => {
    const now = (await get(page, "/scenarios")).items.find((s) => s.code === busy.code).hits_24h;
    const have = await detail.locator(".hit").count();
    return (have === now || have >= smallNumber) && have;
  });
  assert.ok(shown > 0);
  const text = await detail.innerText();
  for (const part of ["条件", "依据", "实例", "最近命中"]) assert.ok(text.includes(part), part);
}

async function person(page, world) {
  await page.goto(new URL(`/persons/${world.order.person.id}`, page.url()).href);
  await page.locator(".moment-hit").first().waitFor();
  for (const type of ["hit", "attempt", "order", "state"]) {
    const chip = await page.getByTestId(`moment-${type}`).innerText();
    const rows = await page.locator(`.moment-${type}`).count();
    assert.ok(rows > 0, type);
    assert.equal(Number(chip.replace(/\D/g, "")), rows, `the number on ${chip}`);
  }
  const all = await page.locator("main").innerText();
  assert.doesNotMatch(all, /(?<!\d)1[3-9]\d{9}(?!\d)/, "numbers are masked");
}

/** number reads what a link of Today says. */
async function number(page, testid) {
  const link = page.getByTestId(testid);
  const share = link.locator("i");
  const text = (await share.count()) > 0 ? await share.innerText() : await link.locator("b").or(link).first().innerText();
  return Number(text.replaceAll(/[^\d]/g, ""));
}

async function numbers(page) {
  await page.goto(new URL("/today", page.url()).href);
  await page.locator("[data-testid^=figure-]").first().waitFor();
  const names = await page.locator("[data-testid^=figure-], [data-testid^=count-]").evaluateAll((all) => all.map((each) => each.dataset.testid));
  assert.ok(names.length >= 20, `figures and counts: ${names}`);
  let opened = 0;
  for (const name of names) {
    // simulated staff works on meanwhile: a number that moved between the two looks is looked at again
    let last = "";
    await until(`${name} opens as many rows as it says`, async () => {
      await page.goto(new URL("/today", page.url()).href);
      await page.getByTestId(name).waitFor();
      const want = await number(page, name);
      if (want > smallNumber && name !== "figure-signals") return true;
      await page.getByTestId(name).click();
      await page.waitForURL((u) => u.pathname !== "/today" || u.search !== "");
      const have = await count(page, name, want);
      last = `${want} said, ${have} listed`;
      if (have === want) opened++;
      return have === want;
    }, 30_000).catch((e) => { throw new Error(`${e.message} (${last}; ${page.url()})`); });
  }
  assert.ok(opened >= names.length / 2, `${opened} of ${names.length} numbers were small enough to be opened`);
}

async function count(page, name, want) {
  if (name === "figure-signals") {
    return Number((await page.getByTestId("signal-total").innerText()).replaceAll(",", ""));
  }
  const rows = page.locator(rowsOf[new URL(page.url()).pathname]);
  const list = page.locator(".rows, .nothing, .detail .hit, .detail .nothing").first();
  await list.waitFor();
  await settled(page);
  await until("the rows", async () => (await rows.count()) === want, 2000).catch(() => undefined);
  return rows.count();
}
