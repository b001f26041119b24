// The life of a scenario as an analyst and a leader live it: written in form and text, a mistake named by its place, tried on a pasted signal,
// tested on what is stored, run in shadow, signed by two, and then it finds a live transfer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get, post, until } from "../centre.mjs";
import { as } from "./person.mjs";

const code = "browser_first_payment";
const payee = "6222000000007777";
/** A transfer that the scenario of this story looks for, and no shipped one cares about. */
const transfer = (at, id) => ({ id, kind: "transfer", time: at, phone: "13900010099", payee_account: payee, amount_fen: 777_700 });

export async function scenario(t, world) {
  let id = "";
  await as(world, "yanpan", async (page) => {
    await t.test("form and text are one, and a mistake is named by its place", async () => { id = await written(page); });
    await t.test("it is tried on a pasted signal", () => tried(page));
    await t.test("it is tested on what is stored", () => tested(page));
    await t.test("it runs in shadow and is proposed", () => proposed(page));
  });
  await as(world, "lingdao", (page) => t.test("somebody else signs", () => signed(page, id)));
  await as(world, "yanpan", async (page) => {
    await t.test("a live transfer is found", () => found(page, world));
    await t.test("it is sent to another centre and taken from one", () => exchanged(page, id));
    await t.test("it is paused, with a reason", () => paused(page, id));
  });
  await as(world, "lingdao", (page) => t.test("it comes back and is retired by who may sign", () => retired(page, id)));
}

async function written(page) {
  await page.goto(new URL("/scenarios/work", page.url()).href);
  await page.getByTestId("scenario-new").click();
  await page.getByTestId("scenario-code").fill(code);
  await page.keyboard.press("Enter");
  await page.getByTestId("scenario-editor").waitFor();
  const id = new URL(page.url()).searchParams.get("id");
  await page.getByTestId("rule-reading").waitFor();
  const area = page.getByTestId("rule-area");
  await page.getByTestId("rule-quiet").fill("10s");
  assert.match(await area.inputValue(), /^quiet: 10s$/m, "a field writes into the text");
  const sound = (await area.inputValue()).replace(/^where: .*$/m, "where: 'amount_fen == 7777元'").replaceAll("amount_fen: 6000000", "amount_fen: 777700");
  await area.fill(sound.replace("amount_fen ==", "amount_fan =="));
  await page.getByTestId("rule-problems").getByText("amount_fen").first().waitFor();
  await area.fill(sound);
  await page.getByTestId("rule-reading").waitFor();
  await page.keyboard.press("Control+s");
  await until("it is kept", async () => (await get(page, `/scenario-versions/${id}`)).text === sound);
  return id;
}

async function tried(page) {
  await page.getByTestId("rule-tab-live").click();
  await page.getByTestId("live-event").fill(JSON.stringify(transfer(new Date().toISOString(), "try-1")));
  await page.getByTestId("live-try").click();
  await page.locator("[data-testid=live-line][data-decision=true]").waitFor();
}

async function tested(page) {
  await page.getByTestId("rule-tab-backtest").click();
  await page.getByTestId("job-run").click();
  await page.getByTestId("backtest-result").waitFor();
  assert.ok(Number((await page.getByTestId("number-events").innerText()).replaceAll(",", "")) > 0, "stored signals were read");
}

async function proposed(page) {
  await page.getByTestId("rule-tab-life").click();
  await page.getByTestId("life-shadow").click();
  await page.locator("[data-testid=scenario-editor][data-state=shadow]").waitFor();
  await page.getByTestId("life-propose").click();
  await page.getByTestId("life-note").fill("今晚有同类转账，不等影子运行");
  await page.getByTestId("life-urgent").check();
  await page.getByTestId("life-send").click();
  await page.locator("[data-testid=scenario-editor][data-state=proposed]").waitFor();
  assert.equal(await page.getByTestId("life-sign").count(), 0, "who proposed it does not sign it again");
}

async function signed(page, id) {
  await page.goto(new URL(`/scenarios/edit?id=${id}&tab=life`, page.url()).href);
  await page.getByTestId("life-sign").click();
  await page.getByTestId("life-note").fill("同意发布");
  await page.getByTestId("life-send").click();
  await page.locator("[data-testid=scenario-editor][data-state=published]").waitFor();
  assert.equal(await page.getByTestId("signature").count(), 2);
}

async function found(page, world) {
  await page.goto(new URL(`/scenarios?code=${code}`, page.url()).href);
  let n = 0;
  await until("the scenario finds a transfer", async () => {
    await world.city.tell(transfer(new Date().toISOString(), `live-${n++}`));
    return (await get(page, `/hits?scenario=${code}`)).items.length > 0;
  });
  await page.getByTestId("scenario-detail").locator(".hit").first().waitFor();
}

/** act does one thing to the version that is open, with its reason where one is asked for. */
async function act(page, name, state, why) {
  await page.getByTestId(`life-${name}`).click();
  if (why) {
    await page.getByTestId("life-note").fill(why);
    await page.getByTestId("life-send").click();
  }
  await page.locator(`[data-testid=scenario-editor][data-state=${state}]`).waitFor();
}

async function exchanged(page, id) {
  await page.goto(new URL(`/scenarios/edit?id=${id}&tab=life`, page.url()).href);
  const waiting = page.waitForEvent("download");
  await page.getByTestId("hub-export").click();
  const text = readFileSync(await (await waiting).path(), "utf8");
  const sent = JSON.parse(text);
  assert.equal(sent.code, code);
  assert.match(sent.sha256, /^[0-9a-f]{64}$/);
  assert.equal(sent.locally_changed, false);
  assert.match(sent.scenario, /^examples:$/m, "its examples come along");

  await assert.rejects(post(page, "/scenario-hub", { file: text.replace("7777元", "7778元") }), /400/);
  assert.equal((await get(page, `/scenario-versions?code=${code}`)).items.length, 1, "a file that was changed on its way is not taken");

  await page.goto(new URL("/scenarios/work", page.url()).href);
  await page.getByTestId("hub-file").setInputFiles({ name: "scenario.hub.json", mimeType: "application/json", buffer: Buffer.from(text) });
  const area = page.getByTestId("rule-area");
  await area.waitFor();
  const taken = new URL(page.url()).searchParams.get("id");
  const before = await get(page, `/scenario-versions/${taken}`);
  assert.deepEqual([before.state, before.origin, before.changed_here, before.number], ["draft", "hub", false, 2]);
  assert.equal(before.text, sent.scenario.replace(/^version: 1$/m, "version: 2"), "only its number is this centre's");
  await area.fill(before.text.replace(/^quiet: 10s$/m, "quiet: 20s"));
  await page.getByTestId("rule-reading").waitFor();
  await page.keyboard.press("Control+s");
  await page.locator(".issue-head .rule-changed").waitFor();
  assert.equal((await get(page, `/scenario-versions/${taken}/hub`)).locally_changed, true, "the file it is sent on as says so too");
}

async function paused(page, id) {
  await page.goto(new URL(`/scenarios/edit?id=${id}&tab=life`, page.url()).href);
  await act(page, "pause", "paused", "误报，先停下来核对");
  assert.match(await page.getByTestId("life-last").innerText(), /误报，先停下来核对/, "who paused it and why");
  assert.equal(await page.getByTestId("life-resume").count(), 0, "who wrote it does not put it back in force");
}

async function retired(page, id) {
  await page.goto(new URL(`/scenarios/edit?id=${id}&tab=life`, page.url()).href);
  await act(page, "resume", "published", "核对完毕，可以恢复");
  await act(page, "retire", "retired", "案件已破，不再需要");
  assert.match(await page.getByTestId("life-last").innerText(), /案件已破/);
  await until("it is in force no more", async () => (await get(page, "/scenarios")).items.every((each) => each.code !== code));
}
