// Call-backs of feedback: a leader draws early with a reason, the draw is computed again from what the page shows, the hotline calls back and
// hears otherwise, a leader settles; and the file for the platform above, masked unless it was asked for with a reason. It goes on from the
// story without a line, which left feedback of the station behind.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { alive, get, shot, until } from "../centre.mjs";
import { noSideways } from "./officer.mjs";
import { as } from "./person.mjs";

const sha = (text) => createHash("sha256").update(text).digest("hex");
const row = (page) => page.getByTestId("sample-row").first();

export async function samples(t, world) {
  await as(world, "lingdao", async (page) => {
    await t.test("a period is drawn early with a reason", () => drawn(page));
    await t.test("anyone draws the same again", () => computed(page));
  });
  await as(world, "jiexian", (page) => t.test("the hotline calls back and hears otherwise", () => calledBack(page)));
  await as(world, "minjing", (page) => t.test("the station sees it only now", () => stationSees(page)));
  await as(world, "lingdao", async (page) => {
    await t.test("a leader settles the review that opened by itself", () => settled(page));
    await t.test("the file for the platform above leaves for a reason", () => exported(page));
  });
}

async function open(page) {
  await page.goto(new URL("/samples", page.url()).href);
  await alive(page);
}

async function drawn(page) {
  await until("feedback in the frame", async () => (await get(page, "/samples")).periods[0]?.listed >= 4);
  await open(page);
  await page.getByTestId("sample-reason").fill("专项检查");
  await page.getByTestId("sample-draw").click();
  await row(page).waitFor();
  await noSideways(page);
}

async function computed(page) {
  await page.getByTestId("sample-frame").click();
  await page.locator(".sample-frame li").first().waitFor();
  await shot(page, "samples");
  const { period, lots } = await get(page, "/samples/periods/1");
  assert.equal(sha(period.salt), period.promise, "the salt is the one that was promised");
  const again = lots.map((lot) => ({ ...lot, score: sha(`${period.salt}\n${period.no}\n${lot.order_id}`) })).sort((a, b) => (a.score < b.score ? -1 : 1));
  assert.deepEqual(again, lots);
  assert.equal(again.filter((lot) => lot.drawn).length, period.chosen);
  assert.ok(again.every((lot) => lot.drawn === lot.score <= period.cut));
}

async function calledBack(page) {
  await open(page);
  await row(page).and(page.locator("[data-state=drawn]")).waitFor();
  assert.ok(await row(page).getByTestId("sample-differs").isDisabled(), "a difference needs words");
  await row(page).getByTestId("sample-note").fill("本人称没有民警上门");
  await row(page).getByTestId("sample-differs").click();
  await row(page).and(page.locator("[data-state=differs]")).waitFor();
}

async function stationSees(page) {
  const { items } = await get(page, "/samples");
  assert.deepEqual(items.map((each) => [each.state, each.may_call, each.may_settle]), [["differs", false, false]]);
}

async function settled(page) {
  await open(page);
  await row(page).getByTestId("sample-note").fill("已约谈，退回重办");
  await row(page).getByTestId("sample-upheld").click();
  await row(page).and(page.locator("[data-state=settled]")).waitFor();
}

async function exported(page) {
  const file = async (query) => {
    const answer = await page.request.get(new URL(`/api/v1/feedback/export.csv?${new URLSearchParams(query)}`, page.url()).href);
    return [answer.status(), await answer.text()];
  };
  assert.equal((await file({}))[0], 400, "without a reason it stays here");
  await page.getByTestId("export-reason").fill("报送省级平台");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("export-file").click()]);
  assert.equal(download.suggestedFilename(), "feedback.csv");
  const [, masked] = await file({ reason: "报送省级平台" });
  assert.match(masked, /^\uFEFF指令编号,预警等级/);
  assert.match(masked, /见面劝阻成功,met_dissuaded,是/);
  assert.doesNotMatch(masked, /1590000200\d/);
  const [, full] = await file({ reason: "报送省级平台", personal: "true" });
  assert.match(full, /1590000200\d/);
}
