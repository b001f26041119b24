// A person who cannot be reached: the lines side by side, the next one opened by itself, nobody given up on an officer's word, help asked of
// a station in another district and seen by both sides until it has ended, and a word of the person that every unit sees before it calls.
import assert from "node:assert/strict";
import { alive, get, phone, post, settled, shot, until } from "../centre.mjs";
import { noSideways } from "./officer.mjs";
import { as } from "./person.mjs";

export async function lines(t, world) {
  let id = "";
  let helper = "";
  await as(world, "minjing", async (page) => { helper = (await get(page, "/session")).unit.code; });
  await as(world, "jiexian", async (page) => {
    await t.test("one key opens the lines of a warning", async () => { id = await opened(page, world, helper); });
    await t.test("calls that fail open the relatives' line by themselves", () => climbed(page, id));
    await t.test("nobody is given up on a word, and away needs a time", () => searched(page));
    await t.test("what the person asked for stands before the next call", () => wished(page));
    await t.test("another station is asked for help", () => asked(page, helper));
  });
  await as(world, "minjing", (page) => t.test("the station takes it, sees the number for a reason, and answers", () => helped(page)));
  await as(world, "jiexian", (page) => t.test("the answer is the next step of who asked", () => read(page, id)));
  await as(world, "jiexian", (page) => t.test("on a phone nothing scrolls sideways", () => small(page, id)), { size: phone });
}

const next = (page) => page.getByTestId("plan-next").getAttribute("data-what");

async function goto(page, path) {
  await page.goto(new URL(path, page.url()).href);
  await alive(page);
}

async function opened(page, world, helper) {
  await world.city.tell({
    kind: "report", id: "hard-to-find-1", phone: "15900003001", name: "章难寻", place: "990102001", channel: "96110", fraud: "impostor_police",
    text: "有人自称公安局办案，说我涉嫌洗钱，让我不要告诉家人",
  });
  const warning = await until("the warning", async () => (await get(page, "/warnings?state=open,working&q=15900003001&limit=50")).items?.find((each) => each.person.name.startsWith("章")));
  assert.notEqual(warning.unit.code, helper);
  await goto(page, `/alerts?id=${warning.id}&state=all`);
  await page.getByTestId("warning-lines").waitFor();
  await page.keyboard.press("p");
  await page.getByTestId("lines").waitFor();
  await alive(page);
  for (const kind of ["call", "relatives", "station", "bank", "carrier", "assist", "transfer"]) await page.getByTestId(`line-${kind}`).waitFor();
  assert.equal(await next(page), "call");
  return warning.id;
}

async function climbed(page, id) {
  for (let i = 0; i < 3; i++) {
    await post(page, "/attempts", { warning_id: id, channel: "call", outcome: "no_answer", next_at: new Date(Date.now() + 86_400_000).toISOString() });
  }
  await page.getByTestId("line-relatives").getByTestId("track").waitFor();
  await until("the relatives are next", async () => (await next(page)) === "relatives");
  assert.equal(await page.getByTestId("tried-call").getAttribute("data-met"), "true");
  assert.equal(await page.getByTestId("tried-relatives").getAttribute("data-met"), "false");
}

async function searched(page) {
  await page.keyboard.press("g");
  await page.getByTestId("lacking").waitFor();
  await page.getByTestId("plan-note").fill("多次查找未果");
  assert.ok(await page.getByTestId("plan-save").isDisabled(), "given up although not everything was tried");
  await page.getByTestId("plan-away").click();
  await page.getByTestId("plan-form").getByRole("button").first().waitFor();
  assert.ok(await page.getByTestId("plan-save").isDisabled(), "away without a next time");
  await page.getByTestId("plan-form").locator(".chip").first().click();
  await page.getByTestId("plan-save").click();
  await page.locator('[data-testid="plan-state"][data-state="away"]').waitFor();
}

async function wished(page) {
  await page.getByTestId("open-wish").click();
  await page.getByTestId("wish-from").fill("00:00");
  await page.getByTestId("wish-to").fill("23:59");
  await page.getByTestId("wish-note").fill("白天上课，晚上再联系");
  await page.getByTestId("wish-save").click();
  await page.getByTestId("gate-wish").first().waitFor();
}

async function asked(page, helper) {
  await page.getByTestId("open-assist").click();
  const form = page.getByTestId("ask-form");
  await form.getByRole("combobox").fill(helper);
  await page.locator(".ant-select-item-option").first().click();
  await form.getByTestId("ask-task").fill("其女儿住贵辖区，请上门请其劝阻");
  await form.getByTestId("ask-save").click();
  await page.getByTestId("line-assist").locator('[data-state="asked"]').waitFor();
  await settled(page);
  await shot(page, "lines");
}

async function helped(page) {
  await goto(page, "/lines");
  const row = page.getByTestId("request").filter({ hasText: "其女儿住贵辖区" });
  await row.waitFor();
  assert.doesNotMatch(await row.innerText(), /15900003001/);
  await row.getByTestId("line-take").click();
  await row.getByTestId("request-why").fill("受理协助请求，需电话联系");
  await row.getByTestId("request-reveal").click();
  await until("the number", async () => /15900003001/.test(await row.getByTestId("request-number").innerText()));
  await row.getByTestId("line-done").click();
  await row.getByTestId("line-note").fill("已联系女儿，答应当晚回家");
  await row.getByTestId("line-save").click();
  await row.waitFor({ state: "detached" });
}

async function read(page, id) {
  await goto(page, "/lines?side=given&all=true");
  await page.locator('[data-testid="request"][data-state="done"]').filter({ hasText: "答应当晚回家" }).waitFor();
  await goto(page, `/lines/${id}`);
  await page.locator('[data-testid="plan-next"][data-what="answer"]').waitFor();
  await page.keyboard.press("k");
  await page.getByTestId("plan-save").click();
  await page.locator('[data-testid="plan-next"][data-what="call"]').waitFor();
}

async function small(page, id) {
  await goto(page, `/lines/${id}`);
  await page.getByTestId("line-transfer").waitFor();
  await noSideways(page);
  await shot(page, "lines-phone");
}
