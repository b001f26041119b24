// Being believed: an officer has a code on his phone, the citizen types it into a page without login and knows within seconds whether he
// is real; who rings 96110 with a code hears the same; whatever is not real is an alarm on the supervisor's Today until he has dealt with it.
import assert from "node:assert/strict";
import { alive, get, openPage, phone, settled, shot, until } from "../centre.mjs";
import { hand, noSideways } from "./officer.mjs";
import { as } from "./person.mjs";

/** What a citizen is promised, from Enter to the answer. */
const promisedSeconds = 10;
const ownNumber = "0990-5550123";

export async function vouch(t, world) {
  await t.test("an officer has the code on his phone, large, with the words to say", () => issued(world));
  await t.test("a citizen without login learns that he is real", () => believed(t, world));
  await t.test("the same in English, on a phone that speaks English", () => english(world));
  await t.test("a code with another number is not believed", () => otherNumber(world));
  await t.test("a code that was made up is not believed", () => madeUp(world));
  await t.test("the operator checks a code at one key while the caller waits", () => desk(world));
  await t.test("a code that was taken back is not believed", () => withdrawn(world));
  await t.test("a guesser is told to ring, leaves one alarm, and the right code does not help him", () => guesser(world));
  await t.test("the supervisor sees the alarms on Today and ends one", () => dealtWith(world));
}

/** signed gives an order of this station that the officer has signed. */
async function signed(page, world) {
  await world.city.tell({ kind: "report", id: "vouched", phone: "15900002001", name: "章女士", place: "990101001", channel: "96110", fraud: "impostor_police", text: "有人自称公安局办案，让我转账" });
  const order = await until("the order", async () => (await get(page, "/orders?state=issued,signed&limit=100")).items.find((each) => each.person.phone === "159****2001"));
  await page.goto(`${world.city.url}/tasks?id=${order.id}`);
  const detail = page.getByTestId("order-detail");
  await detail.waitFor();
  await until("the order is signed", async () => {
    if ((await get(page, `/orders/${order.id}`)).state === "signed") return true;
    await detail.getByTestId("detail-sign").tap({ timeout: 5000 }).catch(() => undefined);
    return false;
  });
  await detail.getByTestId("task-vouch").waitFor();
  return detail;
}

async function issued(world) {
  await as(world, "minjing", async (page) => {
    const detail = await signed(page, world);
    await detail.getByTestId("task-vouch").tap();
    await detail.getByTestId("vouch-way-call").tap();
    await detail.getByTestId("vouch-number").fill(ownNumber);
    await detail.getByTestId("vouch-badge").fill("990123");
    await detail.getByTestId("vouch-issue").tap();
    const card = detail.getByTestId("vouch-card");
    world.call = await card.getByTestId("vouch-digits").innerText();
    assert.match(world.call, /^\d{4} \d{4}$/);
    assert.match(await card.innerText(), /96110/);
    const size = await card.getByTestId("vouch-digits").evaluate((node) => parseFloat(getComputedStyle(node).fontSize));
    assert.ok(size >= 48, `the code is ${size} px high`);
    await noSideways(page);
    await card.getByTestId("vouch-digits").scrollIntoViewIfNeeded();
    await shot(page, "vouch-phone");
    await detail.getByTestId("vouch-issue").tap(); // asked again, it is the same code
    await settled(page);
    assert.deepEqual(await card.getByTestId("vouch-digits").allInnerTexts(), [world.call]);
    await detail.getByTestId("vouch-way-visit").tap();
    await detail.getByTestId("vouch-issue").tap();
    const visit = detail.locator("[data-testid=vouch-card][data-way=visit]");
    world.visit = await visit.getByTestId("vouch-digits").innerText();
    assert.notEqual(world.visit, world.call);
  }, hand);
}

/** citizen opens the page as somebody from the street, without scripts, and types what he was told; it gives the answer and what it took. */
async function citizen(world, code, number, tell = async () => {}, more = {}) {
  const { page, errors, close } = await openPage(world.browser, phone, { ...hand, javaScriptEnabled: false, ...more });
  await page.goto(`${world.city.url}/verify`);
  await page.locator("#code").fill(code);
  if (number) await page.locator("#number").fill(number);
  const began = Date.now();
  await page.locator("#code").press("Enter");
  const answer = page.locator("[data-verdict]");
  await answer.waitFor();
  const took = Date.now() - began;
  const out = { verdict: await answer.getAttribute("data-verdict"), words: await answer.innerText(), took };
  assert.ok(await page.locator("html").evaluate((node) => node.scrollWidth <= node.clientWidth), "the page has to be pushed sideways");
  await tell(page);
  assert.deepEqual(await page.context().cookies(), [], "the page sets a cookie");
  world.errors.push(...errors);
  await close();
  return out;
}

async function believed(t, world) {
  const full = await citizen(world, world.call, "0990 5550123", (page) => shot(page, "vouch-real"));
  assert.equal(full.verdict, "real");
  for (const part of ["钱警官", "123", "一致"]) assert.ok(full.words.includes(part), `${part} is not in ${full.words}`);
  for (const secret of ["钱民警", "159", "章", "990123"]) assert.ok(!full.words.includes(secret), `the page says ${secret}`);
  t.diagnostic(`from Enter to the answer: ${full.took} ms; promised: ${promisedSeconds} s`);
  assert.ok(full.took < promisedSeconds * 1000, `the answer took ${full.took} ms`);
  assert.equal((await citizen(world, world.visit, "")).verdict, "real");
}

async function english(world) {
  const said = await citizen(world, world.call, "", undefined, { locale: "en-GB" });
  assert.equal(said.verdict, "real");
  assert.match(said.words, /This is real[\s\S]*Officer 钱[\s\S]*Badge ends in\s*123/);
}

async function otherNumber(world) {
  const said = await citizen(world, world.call, "19900008888", (page) => shot(page, "vouch-not"));
  assert.equal(said.verdict, "other_number");
  for (const part of ["96110", "110", "不转账"]) assert.ok(said.words.includes(part), `${part} is not in ${said.words}`);
  assert.ok(!said.words.includes("钱"), "who the code belongs to is told to somebody who may be misled");
}

async function madeUp(world) {
  const digit = (Number(world.call.at(-1)) + 1) % 10;
  assert.equal((await citizen(world, world.call.slice(0, -1) + digit, "")).verdict, "mistyped");
  assert.equal((await citizen(world, "1234", "")).verdict, "refused"); // no code at all: not counted, no alarm
}

async function desk(world) {
  await as(world, "jiexian", async (page) => {
    await page.goto(`${world.city.url}/hotline`);
    await alive(page);
    await page.getByTestId("call-number").fill("15900002001");
    await page.getByTestId("call-number").press("Enter");
    await page.getByTestId("pop").waitFor();
    await page.keyboard.press("F10");
    await page.locator("[data-testid=desk-code]:focus").waitFor();
    await page.keyboard.type(world.call);
    const began = Date.now();
    await page.keyboard.press("Enter");
    const answer = page.locator("[data-testid=desk-answer][data-verdict=real]");
    await answer.waitFor();
    assert.ok(Date.now() - began < promisedSeconds * 1000, "the caller waits too long");
    const words = await answer.innerText();
    for (const part of ["钱民警", "指令", "一致"]) assert.ok(words.includes(part), `${part} is not in ${words}`);
    await shot(page, "vouch-desk");
    await page.getByTestId("desk-rang").fill("19900007777");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=desk-answer][data-verdict=other_number]").waitFor();
    await page.keyboard.press("Alt+v"); // a code of the desk's own
    const own = await page.getByTestId("vouch-digits").innerText();
    const said = await citizen(world, own, "96110");
    assert.equal(said.verdict, "real");
    assert.match(said.words, /接线员/);
  });
}

async function withdrawn(world) {
  await as(world, "minjing", async (page) => {
    const { items } = await get(page, "/orders?state=signed&limit=100");
    await page.goto(`${world.city.url}/tasks?id=${items.find((each) => each.person.phone === "159****2001").id}`);
    const detail = page.getByTestId("order-detail");
    await detail.getByTestId("task-vouch").tap();
    const card = detail.locator("[data-testid=vouch-card][data-way=visit]");
    await card.getByTestId("vouch-withdraw").tap();
    await card.waitFor({ state: "detached" });
  }, hand);
  assert.equal((await citizen(world, world.visit, "")).verdict, "ended");
}

async function guesser(world) {
  const ask = async (code) => {
    const answer = await fetch(`${world.city.url}/public/v1/verify`, { method: "POST", headers: { "Content-Type": "application/json", "X-Fanzha": "1" }, body: JSON.stringify({ code }) });
    assert.equal(answer.status, 200);
    return (await answer.json()).verdict;
  };
  const verdicts = [];
  for (let n = 0; n < 60; n++) verdicts.push(await ask(String(20_000_000 + n * 7)));
  assert.ok(verdicts.includes("throttled") && !verdicts.includes("real"), verdicts.join());
  assert.equal(await ask(world.call), "throttled");
  const said = await citizen(world, world.call, "");
  assert.equal(said.verdict, "throttled");
  assert.match(said.words, /96110/);
}

async function dealtWith(world) {
  await as(world, "lingdao", async (page) => {
    await page.goto(`${world.city.url}/today`);
    await alive(page);
    const count = page.getByTestId("count-impostors");
    await count.waitFor();
    const waiting = Number(await count.locator("b").innerText());
    const { items } = await get(page, "/vouch/alarms?state=open,taken");
    assert.equal(items.length, waiting);
    assert.equal(items.filter((each) => each.cause === "guessing").length, 1, "one alarm of a guesser");
    const other = items.find((each) => each.cause === "other_number" && each.channel === "desk");
    assert.equal(other.rang, "199****7777", "the number is shown before anybody has taken the alarm");
    await count.press("Enter");
    await page.getByTestId("alarm").first().waitFor();
    await shot(page, "vouch-alarms");
    const row = page.locator(`[data-testid=alarm][data-id="${other.id}"]`);
    await row.locator("button").first().press("Enter");
    assert.match(await row.getByTestId("alarm-issued").innerText(), /钱民警[\s\S]*指令/);
    await page.keyboard.press("t");
    await row.getByTestId("outcome-impostor").waitFor();
    assert.match(await row.innerText(), /19900007777/);
    await page.keyboard.press("Alt+1");
    await row.getByTestId("alarm-note").fill("核实为冒充，号码已移交");
    await page.keyboard.press("Control+Enter");
    await row.waitFor({ state: "detached" });
    const after = (await get(page, "/vouch/alarms?state=closed")).items.find((each) => each.id === other.id);
    assert.deepEqual([after.outcome, after.passed, after.owner.name], ["impostor", true, (await get(page, "/session")).user.name]);
  });
}
