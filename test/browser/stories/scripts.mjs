// The words that an operator reads aloud: found by initials, ticked by keyboard, slow or in English, beside the record of a call; and a
// unit's own words, which a rude line keeps out and a second person lets in.
import assert from "node:assert/strict";
import { desk, get, phone, settled, shot, until } from "../centre.mjs";
import { as } from "./person.mjs";

const own = "您好，我是市反诈中心的，耽误您两分钟。";

export async function scripts(t, world) {
  await as(world, "jiexian", async (page) => {
    await t.test("a script is found by initials and spoken by keyboard", () => spoken(page));
    await t.test("what worked is said with one tap", () => voted(page));
    await t.test("a rude line is refused and a mild one waits", () => proposed(page));
    await t.test("it stands beside the record of a call, filled with its number", () => beside(page));
  });
  // the browser writes the refusal of the rude line into its console: that one and no other
  assert.equal(world.errors.filter((each) => / 400 /.test(each)).length, 1);
  world.errors = world.errors.filter((each) => !/ 400 /.test(each));
  await as(world, "lingdao", (page) => t.test("a second person approves", () => approved(page)));
  await as(world, "jiexian", (page) => t.test("then the unit speaks its own words", () => inForce(page)));
  await as(world, "jiexian", (page) => t.test("on a phone the lines are as large", () => onPhone(page)));
}

const open = (page, path) => page.goto(new URL(path, page.url()).href);
const lines = (page, step) => page.getByTestId(`script-step-${step}`).locator(".script-line").allTextContents();

async function spoken(page) {
  await page.getByTestId("menu-scripts").click();
  await page.getByTestId("scripts-row").first().waitFor();
  assert.ok((await page.getByTestId("scripts-row").count()) >= 38, "fewer than 38 kinds");
  await page.keyboard.press("/");
  await page.keyboard.type("aqzh");
  await until("one script is found", async () => (await page.getByTestId("scripts-row").count()) === 1);
  assert.equal(await page.getByTestId("scripts-row").getAttribute("data-code"), "police_account");
  await page.keyboard.press("Enter");
  await page.getByTestId("script-step-foretell").waitFor();
  assert.match((await lines(page, "foretell")).join(""), /接下来他会/);
  assert.match((await lines(page, "prove")).join(""), /96110/);
  const ticks = () => page.locator(".script-said").count();
  await page.keyboard.press(" ");
  await page.keyboard.press("3");
  await until("two steps are ticked", async () => (await ticks()) === 2);
  assert.equal(await page.locator(".script-next").getAttribute("data-step"), "prove");
  await page.keyboard.press("Backspace");
  await until("one is taken back", async () => (await ticks()) === 1);
  await settled(page);
  await shot(page, "scripts");
  const before = (await lines(page, "open")).join("");
  await page.keyboard.press("e");
  await until("the slow reading", async () => (await lines(page, "open")).join("") !== before);
  await page.keyboard.press("l");
  await until("the English reading", async () => /^[\x20-\x7e]+$/.test((await lines(page, "open")).join("")));
  await page.keyboard.press("l");
  await page.keyboard.press("e");
  await until("back again", async () => (await lines(page, "open")).join("") === before);
}

async function voted(page) {
  await page.getByTestId("script-vote-foretell").click();
  await page.getByRole("status").filter({ hasText: "已记下" }).waitFor();
  const row = (await get(page, "/scripts?q=aqzh")).items[0];
  assert.deepEqual(row.votes, { steps: [{ step: "foretell", n: 1 }], none: 0 });
}

async function proposed(page) {
  await page.getByTestId("script-write").click();
  await page.getByTestId("script-note").fill("本地口音更容易听懂");
  const refused = page.waitForResponse((r) => r.url().endsWith("/versions") && r.request().method() === "POST");
  await page.getByTestId("script-write-open").fill("您必须马上停下。");
  await page.getByTestId("script-propose").click();
  assert.equal((await refused).status(), 400);
  await page.getByText("不说教、不命令").first().waitFor();
  await page.getByTestId("script-write-open").fill(own);
  await page.getByTestId("script-propose").click();
  const row = page.getByTestId("script-version");
  await row.waitFor();
  assert.equal(await row.getAttribute("data-state"), "proposed");
  assert.equal(await page.getByTestId("script-approve").count(), 0, "who proposed may not approve");
}

async function approved(page) {
  await open(page, "/scripts?code=police_account&fraud=impostor_police");
  await page.getByTestId("script-approve").click();
  await page.locator('[data-testid="script-version"][data-state="approved"]').waitFor();
}

async function inForce(page) {
  await open(page, "/scripts?code=police_account&fraud=impostor_police");
  await until("the unit's own words", async () => (await lines(page, "open"))[0] === own);
}

async function beside(page) {
  const warning = await until("a warning to work on", async () => (await get(page, "/warnings?state=open,working&limit=20")).items?.[0]);
  await open(page, `/alerts?id=${warning.id}`);
  await page.getByTestId("action-script").waitFor();
  await page.keyboard.press("h");
  const panel = page.getByTestId("script-panel");
  await panel.getByTestId("script-step-prove").waitFor();
  const detail = await get(page, `/warnings/${warning.id}`);
  assert.ok((await lines(page, "prove")).join("").includes(detail.number), "the number of the warning is in the lines");
  assert.match((await lines(page, "prove")).join(""), /赵接线/);
  await page.keyboard.press("Alt+1");
  await until("a step is ticked", async () => (await panel.locator(".script-said").count()) === 1);
  await page.keyboard.press("1");
  await page.locator('[data-testid^="attempt-outcome-"][aria-checked="true"]').waitFor();
  assert.equal(await panel.locator(".script-said").count(), 1, "the digits are the form's");
  await shot(page, "scripts-beside");
}

async function onPhone(page) {
  await page.setViewportSize(phone);
  await open(page, "/scripts?code=grand_help&fraud=impostor_acquaintance");
  await page.getByTestId("script-step-open").waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= phone.width, `the page is ${wide} wide`);
  const size = await page.locator(".script-line").first().evaluate((el) => Number.parseFloat(getComputedStyle(el).fontSize));
  assert.ok(size >= 20, `lines of ${size} px`);
  await shot(page, "scripts-phone");
  await page.setViewportSize(desk);
}
