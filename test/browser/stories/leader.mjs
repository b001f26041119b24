// Three minutes on a phone: what is worse, what is late, who is last, what to sign; nothing runs out of the screen.
import assert from "node:assert/strict";
import { settled, shot } from "../centre.mjs";
import { hand } from "./officer.mjs";
import { as } from "./person.mjs";

export async function leader(t, world) {
  await as(world, "lingdao", (page) => t.test("the leader's page on a phone", async () => {
    await page.goto(new URL("/leader?look=month", page.url()).href);
    await page.getByTestId("verdict").waitFor();
    await settled(page);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, "nothing is wider than the phone");
    assert.equal(await page.locator(".leader .six .fig").count(), 6);
    assert.ok((await page.locator("[data-testid^=late-]").count()) >= 5);
    await shot(page, "leader-phone");
    await page.getByTestId("late-overdue_orders").tap();
    await page.waitForURL(/\/tasks\?overdue=true/);
  }), hand);
}
