// Order first, look afterwards: the shift leader reviews what the duty post sent, and a report that nobody has confirmed yet
// stands under a clock until somebody does.
import assert from "node:assert/strict";
import { get, until } from "../centre.mjs";
import { as } from "./person.mjs";
import { paperAccounts, report } from "./reports.mjs";

const note = "要素齐全，授权范围内";
const confirmed = "回拨当事人核实，转账记录属实";

export async function review(t, world) {
  await as(world, "lingdao", (page) => t.test("the shift leader reviews a claim", () => reviewed(page, world.claim)));
  await as(world, "zhifu", async (page) => {
    world.weak = await report(page, { account: paperAccounts.first, name: "许代收", fen: 5_000_000 });
    await t.test("an unconfirmed report shows its clock until it is confirmed", () => provisional(page, world.weak));
  });
}

async function reviewed(page, claim) {
  await page.getByTestId("menu-stoppay").click();
  await page.getByTestId("claims-review").click();
  await page.locator(`[data-testid=claim-row][data-id="${claim.id}"]`).click();
  const detail = page.getByTestId("claim-detail");
  await detail.locator(".due", { hasText: "审核" }).first().waitFor();
  await page.keyboard.press("v");
  await page.getByTestId("post-review-reversed").click();
  assert.ok(await page.getByTestId("post-review-save").isDisabled(), "to undo what was ordered needs a reason");
  await page.getByTestId("post-review-upheld").click();
  await page.locator(".act-form input").last().fill(note);
  await page.getByTestId("post-review-save").click();
  await detail.getByText("审核：止付恰当").first().waitFor();
  const now = await get(page, `/claims/${claim.id}`);
  assert.equal(now.finding, "upheld");
  assert.ok(now.reviewed_at);
  await until("it has left the list", async () => (await page.locator(`[data-testid=claim-row][data-id="${claim.id}"]`).count()) === 0);
}

async function provisional(page, claim) {
  assert.equal(claim.standing, "provisional", `a report by phone only: ${claim.strength}`);
  await page.getByTestId("menu-stoppay").click();
  await page.getByTestId("claims-provisional").click();
  await page.locator(`[data-testid=claim-row][data-id="${claim.id}"]`).click();
  const head = page.locator(".claim-head");
  await head.getByText("待核实").waitFor();
  const clock = head.locator(".due", { hasText: "核实" });
  const first = await clock.locator(".due-time").innerText();
  assert.match(first, /^(29|30):\d\d$/);
  await until("the clock runs", async () => (await clock.locator(".due-time").innerText()) < first);
  await page.keyboard.press("e");
  await page.locator(".act-form input").last().fill(confirmed);
  await page.getByTestId("claim-act-save").click();
  await head.getByText("✓ 已核实").waitFor();
  assert.equal(await clock.count(), 0, "a confirmed report needs no clock");
}
