// A holder says that the money is his. The bank brings the objection, somebody who did not give the order decides, and what is
// found wrong is released at once.
import assert from "node:assert/strict";
import { get, post, until } from "../centre.mjs";
import { as } from "./person.mjs";

const why = "该款为货款，有购销合同和发货单";
const found = "材料与流水相符，资金来源合法";

export async function objection(t, world) {
  await as(world, "lianluo", async (page) => {
    await t.test("the liaison files an objection", () => file(page, world.weak.orders[0].number));
    await file(page, world.led.orders[0].number);
  });
  await as(world, "zhifu", (page) => t.test("who works at the desk does not decide", async () => {
    assert.equal(await page.getByTestId("menu-objections").count(), 0);
    const [open] = (await get(page, "/objections")).items;
    await assert.rejects(post(page, `/objections/${open.id}/decide`, { version: 1, upheld: true, reason: found }), /: 403 /);
  }));
  await as(world, "lingdao", async (page) => {
    await t.test("nobody decides on an order of his own", () => fourEyes(page, world.led));
    await t.test("upheld, the hold is released", () => decide(page, world.weak));
  });
}

async function file(page, number) {
  await page.getByTestId("menu-bankObjections").click();
  const form = page.locator("form.bank-objection");
  await form.getByRole("combobox").click();
  await form.getByRole("combobox").fill(number);
  await page.locator(".ant-select-item-option", { hasText: number }).click();
  await form.getByRole("textbox", { name: "提出人" }).fill("许代收");
  await form.getByRole("textbox", { name: "电话" }).fill("15900001011");
  await form.getByRole("textbox", { name: "异议理由" }).fill(why);
  await form.getByRole("button", { name: "提交异议" }).click();
  await page.locator(".ant-table-row", { hasText: number }).waitFor();
}

/** open opens the objection against an order in the leader's queue. */
async function open(page, claim) {
  await page.getByTestId("menu-objections").click();
  const id = (await get(page, "/objections")).items.find((each) => each.order_id === claim.orders[0].id).id;
  await page.locator(`[data-testid=objection-row][data-id="${id}"]`).click();
  await page.getByTestId("objection-detail").getByText(claim.orders[0].number).waitFor();
}

async function fourEyes(page, claim) {
  await open(page, claim);
  await page.getByTestId("objection-detail").getByText("须由另一名负责人决定").waitFor();
  assert.equal(await page.getByTestId("objection-save").count(), 0);
}

async function decide(page, claim) {
  await open(page, claim);
  const detail = page.getByTestId("objection-detail");
  await detail.locator(".due", { hasText: "答复" }).waitFor();
  await detail.getByTestId("objection-yes").click();
  await detail.getByTestId("objection-reason").fill(found);
  await detail.getByTestId("objection-save").click();
  await detail.getByText("成立，已解除").first().waitFor();
  await page.goto(new URL(`/stoppay?list=all&id=${claim.id}`, page.url()).href);
  const line = page.locator(`[data-testid=stop-line][data-id="${claim.orders[0].id}"]`);
  await until("the hold is shown released", async () => /^releas/.test(await line.getAttribute("data-sign")));
  const order = (await get(page, `/claims/${claim.id}`)).orders.find((each) => each.id === claim.orders[0].id);
  assert.ok(["releasing", "released"].includes(order.hold_state), order.hold_state);
}
