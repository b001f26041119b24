// The pictures of the documentation, taken from the city as the stories left it.
import assert from "node:assert/strict";
import { keepsScreenshots, shot, until } from "../centre.mjs";
import { hand } from "./officer.mjs";
import { as } from "./person.mjs";

/** A desk with fewer rows than this shows nothing of its order. Only a run that keeps the pictures waits for them. */
const fullDesk = 6;
const deskWait = 45_000;

export async function pictures(t, world) {
  await as(world, "jiexian", (page) => t.test("the alert desk", async () => {
    await page.getByTestId("menu-alerts").click();
    const rows = page.getByTestId("warning-row");
    const full = await until("a desk with rows", async () => (await rows.count()) >= (keepsScreenshots ? fullDesk : 1), deskWait).catch(() => false);
    if (!full) await page.goto(new URL("/alerts?state=all", page.url()).href); // the simulated staff was quick: all states, then
    await rows.first().waitFor();
    await rows.nth(await tellsMost(rows)).click();
    await page.getByTestId("warning-detail").locator(".why li").first().waitFor();
    assert.ok((await page.locator(".why li").count()) > 0);
    await shot(page, "alert-desk");
  }));
  await as(world, "minjing", (page) => t.test("the tasks on a phone", async () => {
    await page.getByTestId("tab-tasks").tap();
    await page.locator("[data-testid=order-card], .nothing").first().waitFor();
    await shot(page, "tasks-phone");
  }), hand);
  await as(world, "lingdao", (page) => t.test("today", async () => {
    await page.getByTestId("menu-today").click();
    await page.locator("[data-testid^=figure-]").first().waitFor();
    const queue = page.locator(".queue-line");
    if (keepsScreenshots) await until("something to do", async () => (await queue.count()) > 1, deskWait).catch(() => undefined);
    await shot(page, "today");
  }));
  await as(world, "yanpan", async (page) => {
    await t.test("a person's file", async () => {
      await page.goto(new URL(`/persons/${world.order.person.id}`, page.url()).href);
      await page.locator(".moment-hit").first().waitFor();
      await shot(page, "person");
    });
    await t.test("the rules", async () => {
      await page.getByTestId("menu-scenarios").click();
      await page.getByTestId("scenario-row").nth(12).click();
      await page.getByTestId("scenario-detail").waitFor();
      await shot(page, "scenarios");
    });
  });
}

/** tellsMost finds the row with the most hits, before all others one that still asks for work: its detail says most. */
async function tellsMost(rows) {
  const counts = await rows.evaluateAll((all) => all.map((row) => {
    const hits = Number(row.querySelector(".warning-size .second").textContent.replace(/\D/g, ""));
    return hits + (["open", "working"].includes(row.dataset.state) ? 1000 : 0);
  }));
  return counts.indexOf(Math.max(...counts));
}
