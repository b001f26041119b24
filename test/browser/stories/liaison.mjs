// A bank's liaison without an interface to the centre: receives an order with one click, pastes the lines from a spreadsheet,
// sends with another. The desk sees it at once; the bank sees nothing that is not its own.
import assert from "node:assert/strict";
import { get, until } from "../centre.mjs";
import { as } from "./person.mjs";
import { minute, paperAccounts, paperBank, report, victim } from "./reports.mjs";

const heldYuan = 30_000;
const goneYuan = 20_000;
const head = ["去向", "金额", "时间", "流水号", "对方行", "对方账号", "对方户名", "地点"];
const next = { account: "990003100000007770", name: "柳过账", bank: "示例商业银行" };
/** clock is the time of day so many minutes ago, as a spreadsheet of the bank writes it. */
const clock = (minutesAgo) => new Date(Date.now() - minutesAgo * minute).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });
const sheet = (...rows) => [head, ...rows].map((row) => row.join("\t")).join("\r\n");
/** A bank that has its page open has the order already; where it has not, the same click receives it. */
export const toAnswer = "[data-testid=bank-seen], [data-testid=bank-open]";
const bad = sheet(["飞走了", "两万", "", "XB1", next.bank, next.account, next.name, ""], ["跨行转账", "100", "", "XB2", next.bank, "12", next.name, ""]);
const good = () => sheet(["跨行转账", goneYuan.toLocaleString("en"), clock(5), "XB1", next.bank, next.account, next.name, ""]);

export async function liaison(t, world) {
  await as(world, "zhifu", (desk) => watched(t, desk, world));
  await as(world, "lingdao", async (page) => { world.led = await report(page, { account: paperAccounts.second, name: "贺代收", fen: 4_000_000 }); });
}

/** watched: the desk has the claim open all the while. */
async function watched(t, desk, world) {
  await desk.goto(new URL(`/stoppay?list=all&id=${world.weak.id}`, desk.url()).href);
  const line = desk.locator(`[data-testid=stop-line][data-id="${world.weak.orders[0].id}"]`);
  await line.waitFor();
  let loads = 0;
  desk.on("load", () => loads++);
  await as(world, "lianluo", async (page) => {
    const answer = await received(t, page, world.weak.orders[0].id);
    await t.test("a paste that cannot be read says which row and column", () => misread(page, answer));
    await t.test("an order is answered in two clicks", () => answered(page, answer));
    await t.test("a bank sees nothing that is not its own", () => sealed(page, world));
  }, { permissions: ["clipboard-read", "clipboard-write"] });
  await t.test("the desk sees the answer live, and the next layer", async () => {
    await line.and(desk.locator("[data-sign=partially_held]")).waitFor();
    assert.match(await line.innerText(), /30,000\.00/);
    const below = desk.locator("[data-testid=stop-line], [data-testid=candidate-line]").filter({ hasText: "7770" });
    await below.first().waitFor();
    if ((await desk.getByTestId("candidate-line").filter({ hasText: "7770" }).count()) > 0) await desk.keyboard.press("n");
    await desk.getByTestId("stop-line").filter({ hasText: "7770" }).waitFor();
    assert.equal(loads, 0, "the page was never loaded again");
  });
}

/** received counts the clicks: this is the first. */
async function received(t, page, id) {
  const answer = { id, clicks: 0, click: async (what) => { answer.clicks++; await what.click(); } };
  await t.test("an order is received with one click", async () => {
    const row = page.locator(`[data-testid=bank-order][data-id="${id}"]`);
    await answer.click(row.locator(toAnswer));
    await page.getByTestId("bank-answer").locator("form").waitFor();
    await row.and(page.locator("[data-state=seen]")).waitFor();
  });
  return answer;
}

/** paste puts a text where the cursor is, as Ctrl+V does after a copy in a spreadsheet. */
async function paste(page, text) {
  await page.evaluate((each) => navigator.clipboard.writeText(each), text);
  await page.getByTestId("paste-lines").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
}

async function misread(page) {
  await page.keyboard.press("2");
  await page.getByTestId("bank-result-partially_held").and(page.locator("[aria-checked=true]")).waitFor();
  await page.getByTestId("bank-held").fill(String(heldYuan));
  await paste(page, bad);
  const problems = page.getByTestId("paste-problems");
  await problems.waitFor();
  const said = await problems.innerText();
  for (const part of ["第 2 行“去向”", "飞走了", "第 2 行“金额”", "两万", "第 3 行“对方账号”"]) assert.ok(said.includes(part), `${part} in ${said}`);
  assert.ok(await page.getByTestId("bank-answer-save").isDisabled(), "a wrong answer cannot be sent");
}

async function answered(page, answer) {
  await paste(page, good());
  await until("the paste is understood", async () => (await page.getByTestId("paste-problems").count()) === 0);
  assert.match(await page.getByTestId("bank-sum").innerText(), /账已对平/);
  await answer.click(page.getByTestId("bank-answer-save"));
  await page.locator(`[data-testid=bank-order][data-id="${answer.id}"]`).waitFor({ state: "detached" });
  assert.equal(answer.clicks, 2);
}

async function sealed(page, world) {
  const menu = await page.locator("nav.menu a").evaluateAll((all) => all.map((each) => each.getAttribute("href")));
  assert.ok(menu.length > 0 && menu.every((path) => path.startsWith("/bank/") || path === "/lines"), menu.join(" "));
  const known = [victim.name, victim.phone, victim.account, world.claim.number, world.claim.receipt, world.weak.receipt, ...world.claim.orders.map((order) => order.account)];
  let said = "";
  for (const state of ["open", "held", "all"]) said += JSON.stringify(await get(page, `/bank/orders?state=${state}`));
  for (const path of ["/bank/orders", "/bank/orders?state=all", "/bank/objections", "/bank/alerts", "/lines"]) {
    await page.goto(new URL(path, page.url()).href);
    await page.locator("main h1").first().waitFor({ state: "attached" });
    said += await page.locator("body").innerText();
  }
  for (const each of known) assert.ok(!said.includes(each), `a bank reads ${each}`);
  for (const path of ["/claims", `/claims/${world.weak.id}`, "/stops", `/claims/${world.weak.id}/flow`]) {
    const answer = await page.request.get(new URL(`/api/v1${path}`, page.url()).href);
    assert.ok([403, 404].includes(answer.status()), `${path}: ${answer.status()}`);
  }
  const own = (await get(page, "/bank/orders?state=all")).items;
  await until("own orders are listed", async () => own.length > 0);
  assert.ok(own.every((order) => order.account.startsWith("990005")), `${paperBank.name} reads orders of others`);
}
