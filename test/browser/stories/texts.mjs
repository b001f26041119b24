// Text messages: F3 on a call and on a warning sends at one digit what stands on the screen, the receipt appears beside it, the same text
// is not sent twice, and the screen of texts tells the life of each and who is sent none.
import assert from "node:assert/strict";
import { alive, get, phone, shot, until } from "../centre.mjs";
import { as } from "./person.mjs";

const caller = "19900008801";

export async function texts(t, world) {
  await as(world, "jiexian", async (page) => {
    await t.test("F3 on a call: a digit sends, the receipt appears on the ticket", () => fromCall(page, world));
    await t.test("the same text again is refused before it is sent, with the reason", () => again(page));
    await t.test("the screen of texts: counts open lists, a text tells its life", () => screen(page, world));
    await t.test("a mute has its reason and end, stands in its list, and holds", () => mute(page, world));
    await t.test("F3 on a warning", () => fromWarning(page, world));
  });
}

const focused = (page, testid) => page.locator(`[data-testid="${testid}"]:focus`).waitFor();

async function ring(page, world) {
  await page.goto(`${world.city.url}/hotline`);
  await alive(page);
  await until("the field for the number", async () => {
    if (await page.locator('[data-testid="call-number"]:focus').count()) return true;
    await page.keyboard.press("i");
    return false;
  });
  await page.keyboard.type(caller);
  await page.keyboard.press("Enter");
  return until("the call", async () => new URL(page.url()).searchParams.get("id"));
}

async function fromCall(page, world) {
  const id = await ring(page, world);
  await focused(page, "payee-amount-0");
  await page.keyboard.press("F3");
  await focused(page, "sms-stop_ordered");
  const shown = await page.getByTestId("sms-cancel_delayed").innerText();
  await page.keyboard.press("2");
  await page.getByTestId("text-sent").locator('[data-state="delivered"]').waitFor();
  await page.getByTestId("text-line").locator('[data-state="delivered"]').waitFor();
  const { items } = await get(page, `/texts?ticket_id=${id}`);
  assert.equal(items.length, 1, "one digit, one text");
  assert.ok(shown.includes(items[0].text), "what stood on the screen is what went");
  assert.match(items[0].to, /\*/, "the number is masked");
  const { ticket } = await get(page, `/hotline/tickets/${id}`);
  assert.ok(items[0].text.includes(ticket.number), "the text names the call");
  await shot(page, "texts-call");
}

async function again(page) {
  await page.locator('[data-testid="sms-cancel_delayed"][data-refused="duplicate"]').waitFor();
  await page.keyboard.press("2");
  await page.getByTestId("sms-cancel_delayed").filter({ hasText: "近期发过同一条" }).waitFor();
  const id = new URL(page.url()).searchParams.get("id");
  assert.equal((await get(page, `/texts?ticket_id=${id}`)).items.length, 1, "nothing was sent twice");
}

async function screen(page, world) {
  await page.getByTestId("text-line").getByRole("link").first().click();
  await page.getByTestId("text-detail").waitFor();
  await page.locator('[data-testid="text-life"] [data-step="ended"]').filter({ hasText: "已送达" }).waitFor();
  await page.goto(`${world.city.url}/texts?template=cancel_delayed`);
  await alive(page);
  await page.getByTestId("texts-row").first().waitFor();
  const chip = page.getByTestId("texts-state-delivered");
  await chip.waitFor();
  const told = Number((await chip.innerText()).match(/\d+/)[0]);
  await chip.click();
  await page.waitForURL(/state=delivered/);
  await until("the list has what the count said", async () => (await page.getByTestId("texts-row").count()) === told);
  await page.getByTestId("texts-row").first().click();
  await page.getByTestId("text-detail").waitFor();
  await shot(page, "texts");
}

async function mute(page, world) {
  await page.getByTestId("mute-why").fill("本人要求");
  await page.getByTestId("mute-save").click();
  await page.getByTestId("muted").filter({ hasText: "本人要求" }).waitFor();
  await page.goto(`${world.city.url}/texts?list=mutes`);
  await alive(page);
  await page.getByTestId("mutes-row").filter({ hasText: "本人要求" }).waitFor();
  await ring(page, world);
  await focused(page, "payee-amount-0");
  await page.keyboard.press("F3");
  await page.locator('[data-testid="sms-hang_up"][data-refused="muted"]').waitFor();
  await shot(page, "texts-muted");
}

async function fromWarning(page, world) {
  const warning = await until("a warning that is worked on", async () => {
    const { items } = await get(page, "/warnings?state=open&state=working&limit=50");
    return items?.[0];
  });
  await page.goto(`${world.city.url}/alerts?state=all&id=${warning.id}`);
  await alive(page);
  await page.getByTestId("warning-detail").waitFor();
  await page.getByTestId("action-text").waitFor();
  await page.keyboard.press("F3");
  await page.getByTestId("text-panel").locator("button").first().waitFor();
  const choices = await get(page, `/text-choices?warning_id=${warning.id}`);
  assert.deepEqual(choices.items.map((each) => each.template), ["hang_up", "ring_us"]);
  await shot(page, "texts-warning");
  await as(world, "jiexian", async (small) => {
    await small.goto(`${world.city.url}/texts`);
    await alive(small);
    await small.getByTestId("texts-row").first().waitFor();
    assert.ok(await small.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is pushed sideways");
    await shot(small, "texts-phone");
  }, { size: phone });
}
