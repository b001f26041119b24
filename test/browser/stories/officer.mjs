// The station officer with one hand on a phone: signs with one tap, visits, reports; the report ends the warning.
import assert from "node:assert/strict";
import { get, phone, settled, until } from "../centre.mjs";
import { as } from "./person.mjs";

/** noSideways: nothing on a phone may have to be pushed left and right. */
export async function noSideways(page) {
  const [wide, have] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= have, `${page.url()} is ${wide} wide on a screen of ${have}`);
}

/** hand is a phone that is touched. */
export const hand = { size: phone, hasTouch: true, isMobile: true, deviceScaleFactor: 1 };

export async function officer(t, world) {
  await as(world, "minjing", async (page) => {
    await page.getByTestId("tab-tasks").tap();
    await page.waitForURL(/\/tasks/);
    await t.test("one tap signs the order", async () => {
      await world.city.tell(...callers());
      world.order = await sign(page);
    });
    await t.test("a visit is recorded with its evidence", () => visit(page, world.order));
    await t.test("the report ends order and warning", () => report(page, world.order));
    await t.test("no screen of a phone scrolls sideways", () => screens(page, world.order));
  }, hand);
}

/** callers are people of the station's streets who ask the hotline: they do not live in the invented city, so nobody else reaches them. */
function callers() {
  return [1, 2, 3].map((n) => ({
    kind: "report", id: `caller-${n}`, phone: `1590000100${n}`, name: `章来电${n}`, place: "990101001", channel: "96110",
    fraud: "impostor_police", text: "有人自称公安局办案，说我涉嫌洗钱，让我不要告诉家人",
  }));
}

async function sign(page) {
  const issued = page.locator("[data-testid=order-card][data-state=issued]");
  await issued.first().waitFor({ timeout: 120_000 });
  await noSideways(page);
  let id = "";
  await until("a signed order", async () => {
    id = await issued.first().getAttribute("data-id");
    const card = page.locator(`[data-testid=order-card][data-id="${id}"]`);
    await card.getByTestId("order-sign").tap({ timeout: 5000 }).catch(() => undefined);
    return card.and(page.locator("[data-state=signed]")).waitFor({ timeout: 5000 }).then(() => true, () => false);
  });
  const order = await get(page, `/orders/${id}`);
  assert.equal(order.signed_by.name, "钱民警");
  return order;
}

async function visit(page, order) {
  await page.locator(`[data-testid=order-card][data-id="${order.id}"]`).getByTestId("order-attempt").tap();
  const detail = page.getByTestId("order-detail");
  await detail.getByTestId("attempt-channel-visit").tap();
  await detail.getByTestId("attempt-outcome-met").tap();
  assert.ok(await detail.getByTestId("attempt-save").isDisabled(), "a meeting without evidence is not recorded");
  await detail.getByTestId("evidence-place").tap();
  await detail.getByTestId("evidence-value").fill("本人家中，当面劝阻");
  await detail.getByTestId("attempt-believes-yes").tap();
  await detail.getByTestId("attempt-save").tap();
  await detail.locator(".records li", { hasText: "上门 · 见到本人" }).waitFor();
  await detail.locator(".records li", { hasText: "本人家中，当面劝阻" }).waitFor();
  await noSideways(page);
}

async function report(page, order) {
  const detail = page.getByTestId("order-detail");
  await until("a report on record", async () => {
    if ((await detail.locator(".state-reported").count()) > 0) return true;
    await detail.getByTestId("task-report").tap();
    await detail.getByTestId("report-result-met_dissuaded").tap();
    await detail.getByTestId("report-note").fill("已删除远程控制软件，同意冻结转账");
    await detail.getByTestId("report-save").tap();
    return detail.locator(".state-reported").waitFor({ timeout: 10_000 }).then(() => true, () => false);
  });
  const warning = await until("the warning is closed by the report", async () => {
    const w = await get(page, `/warnings/${order.warning_id}`);
    return w.state === "watching" && w;
  });
  assert.equal(warning.outcome, "dissuaded");
  const after = await get(page, `/orders/${order.id}`);
  assert.equal(after.result, "met_dissuaded");
  assert.ok(after.visited_at !== "" && after.reported_at !== "");
}

async function screens(page, order) {
  for (const path of ["/today", "/tasks", "/tasks?state=all", `/tasks?id=${order.id}`, "/alerts", `/alerts?state=all&id=${order.warning_id}`, "/persons", `/persons/${order.person.id}`]) {
    await page.goto(new URL(path, page.url()).href);
    await page.locator("main h1, main .detail, main .nothing").first().waitFor();
    await settled(page);
    await noSideways(page);
  }
}
