// The hotline operator: hears of a warning without asking, takes it, calls the person, ends it. The full number is shown for
// a reason only, and the audit administrator finds that look in a log that holds.
import assert from "node:assert/strict";
import { desk, get, openPage, shot, until } from "../centre.mjs";
import { as } from "./person.mjs";

/** From the first answer of the centre to the first warning on a screen. */
const firstWarning = 60_000;
const note = "已说明屏幕共享的风险，家人稍后到";
const reason = "电话劝阻核实本人身份";

export async function operator(t, world) {
  await t.test("the first page is the sign-in, with a button for each role", async () => {
    const { page, errors, close } = await openPage(world.browser, desk);
    await page.goto(world.city.url);
    await page.getByTestId("demo-login-jiexian").waitFor();
    assert.match(page.url(), /\/login/);
    assert.equal(await page.locator(".demo-login").count(), 13);
    await shot(page, "sign-in");
    world.errors.push(...errors);
    await close();
  });

  await as(world, "jiexian", async (page) => {
    await t.test("a warning is pushed to the desk within a minute of the start", () => pushed(page, world));
    await t.test("n and c claim the next warning by keyboard", async () => { world.warning = await claim(page); });
    await t.test("a half-written record survives a reload", () => draft(page));
    await t.test("the call is recorded by two keys", () => call(page));
    await t.test("the number is shown for a reason", () => reveal(page, world.warning.person.phone));
    await t.test("an outcome ends the work and begins the watch", () => finish(page, world.warning));
  });

  await as(world, "shenji", (page) => t.test("the audit administrator finds the look and the chain holds", () => audit(page, world.warning)));
}

async function pushed(page, world) {
  let loads = 0;
  await page.getByTestId("menu-alerts").click();
  await page.waitForURL(/\/alerts/);
  await page.getByRole("search").waitFor();
  page.on("load", () => loads++);
  const rows = page.getByTestId("warning-row");
  await until("a warning on the desk", async () => (await rows.count()) > 0, Math.max(1000, firstWarning - (Date.now() - world.city.ready)));
  const before = await rows.count();
  await until("another warning by push", async () => (await rows.count()) > before, 2 * firstWarning);
  assert.equal(loads, 0, "the page was never loaded again");
}

/** claim takes the next unclaimed warning; when simulated staff is quicker or a hit changes it, the next try goes on. */
async function claim(page) {
  const detail = page.getByTestId("warning-detail");
  const mine = detail.locator(".state-working");
  await until("a claimed warning", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    const open = await detail.locator(".state-open").waitFor({ timeout: 5000 }).then(() => true, () => false);
    if (!open) return false;
    await page.keyboard.press("c");
    await mine.waitFor({ timeout: 5000 }).catch(() => undefined);
    return (await mine.count()) > 0 && (await detail.getByText("认领：赵接线").count()) > 0;
  });
  const id = new URL(page.url()).searchParams.get("id");
  const warning = await get(page, `/warnings/${id}`);
  assert.equal(warning.claimed_by.name, "赵接线");
  return warning;
}

async function draft(page) {
  const text = page.locator(".actions textarea");
  await page.keyboard.press("1");
  await page.getByTestId("attempt-outcome-answered").and(page.locator("[aria-checked=true]")).waitFor();
  await text.fill(note);
  await page.reload();
  await text.waitFor();
  assert.equal(await text.inputValue(), note);
  await page.locator(".draft-note").waitFor();
  assert.equal(await page.getByTestId("attempt-outcome-answered").getAttribute("aria-checked"), "true");
}

async function call(page) {
  await page.getByTestId("attempt-believes-yes").click();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  const record = page.locator(".records li", { hasText: note });
  await record.waitFor();
  assert.match(await record.innerText(), /电话 · 接通/);
  assert.equal(await page.locator(".actions textarea").inputValue(), "", "the form is empty again");
}

async function reveal(page, masked) {
  const detail = page.getByTestId("warning-detail");
  await detail.getByTestId("reveal-phone").click();
  const dialog = page.getByRole("dialog");
  const show = dialog.getByRole("button", { name: "显示" });
  await dialog.locator("textarea").fill("看");
  assert.ok(await show.isDisabled(), "a reason that says nothing is none");
  await dialog.locator("textarea").fill(reason);
  await show.click();
  const value = await detail.getByTestId("reveal-value").first().innerText();
  assert.match(value, /^1\d{10}$/);
  assert.equal(`${value.slice(0, 3)}****${value.slice(7)}`, masked);
}

async function finish(page, warning) {
  const detail = page.getByTestId("warning-detail");
  await until("the warning is finished", async () => {
    if ((await detail.locator(".state-watching").count()) > 0) return true;
    await page.getByTestId("action-close").click();
    await page.getByTestId("close-outcome-dissuaded").click();
    await page.getByTestId("close-save").click();
    return detail.locator(".state-watching").waitFor({ timeout: 5000 }).then(() => true, () => false);
  });
  await detail.getByText("劝阻成功").first().waitFor();
  assert.equal(await page.locator(`[data-testid=warning-row][data-id="${warning.id}"]`).count(), 0, "it has left the desk");
  await page.goto(new URL("/alerts?state=watching", page.url()).href);
  await page.locator(`[data-testid=warning-row][data-id="${warning.id}"]`).click();
  await detail.getByText("关注至").waitFor();
}

async function audit(page, warning) {
  await page.waitForURL(/\/audit/);
  await page.goto(new URL(`/audit?object_id=${warning.person.id}`, page.url()).href); // the city writes thousands of entries meanwhile
  const entry = page.locator("tr", { hasText: reason });
  await entry.waitFor();
  const text = await entry.innerText();
  assert.match(text, /赵接线/);
  assert.match(text, /查看隐去内容/);
  assert.ok(text.includes(warning.person.id));
  await page.getByTestId("audit-verify").click();
  const result = page.getByTestId("audit-result");
  await result.waitFor();
  assert.match((await result.getAttribute("class")) ?? "", /success/);
  await shot(page, "audit");
}
