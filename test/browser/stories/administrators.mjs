// Three administrators, three powers: one makes accounts, one gives roles, one reads the log; none does the others' work.
import assert from "node:assert/strict";
import { desk, openPage } from "../centre.mjs";
import { as } from "./person.mjs";

const login = "wanxiaoban";
const password = "Yunhe-2026-niujiao";

export async function administrators(t, world) {
  let link = "";
  await as(world, "xitong", async (page) => {
    await t.test("the system administrator makes an account and gets its link once", async () => { link = await create(page); });
    await t.test("the system administrator has no audit page and gives no roles", () => separated(page));
  });
  await as(world, "anquan", (page) => t.test("the security administrator gives it a role, with a reason", () => grant(page)));
  await t.test("the link sets a password, and the new operator signs in", () => firstDay(world, link));
}

async function create(page) {
  await page.getByTestId("user-add").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("姓名").fill("万小班");
  await dialog.getByLabel("登录名").fill(login);
  await dialog.getByLabel("单位").click();
  await page.keyboard.type("云河市反诈");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "新增用户" }).click();
  const link = await page.getByTestId("once-value").inputValue();
  assert.match(link, /\/password\?token=.{20,}/);
  await page.getByRole("button", { name: "我已保存" }).or(page.getByRole("dialog").getByRole("button").last()).first().click();
  const row = page.locator("tr", { hasText: login });
  await row.waitFor();
  assert.match(await row.innerText(), /未分配/);
  return link;
}

async function separated(page) {
  assert.equal(await page.getByTestId("menu-audit").count(), 0);
  assert.equal(await page.getByTestId("menu-alerts").count(), 0);
  assert.equal(await page.getByRole("button", { name: "角色", exact: true }).count(), 0);
  const refused = await page.request.get(new URL("/api/v1/audit", page.url()).href);
  assert.equal(refused.status(), 403);
}

async function grant(page) {
  const row = page.locator("tr", { hasText: login });
  await row.getByRole("button", { name: "角色" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").click();
  await page.getByTitle("接线员").last().click();
  await dialog.getByLabel("理由").fill("新任接线员，见任命单 12 号");
  await dialog.getByRole("button", { name: "保存" }).click();
  await row.getByText("接线员").waitFor();
}

async function firstDay(world, link) {
  const { page, errors, close } = await openPage(world.browser, desk);
  await page.goto(link);
  await page.getByText("万小班").waitFor();
  const fields = page.locator("input[type=password]");
  await fields.nth(0).fill(password);
  await fields.nth(1).fill(password);
  await page.locator("button[type=submit]").click();
  await page.getByTestId("login-name").fill(login);
  await page.getByTestId("login-password").fill(password);
  await page.getByTestId("login-submit").click();
  await page.getByTestId("menu-alerts").waitFor();
  assert.equal(await page.getByTestId("menu-audit").count(), 0);
  await close();
  world.errors.push(...errors);

  const again = await openPage(world.browser, desk);
  await again.page.goto(link);
  await again.page.locator("[role=alert]").waitFor();
  assert.equal(await again.page.locator("input[type=password]").count(), 0, "the link works once");
  await again.close();
}
