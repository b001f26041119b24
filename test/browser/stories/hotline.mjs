// The hotline desk: the telephone rings beside the console, the operator types the number once, sees what is known of it, takes the
// report of a payment by keyboard alone while the caller speaks, and leaves nothing behind: not a draft, not a promise, not an abusive caller.
import assert from "node:assert/strict";
import { alive, get, post, shot, until } from "../centre.mjs";
import { as } from "./person.mjs";
import { Typist } from "./typing.mjs";

/** From the first key of the form to the number of the claim. */
const mostSeconds = 60;
/** From Enter on the number to what is known of it. The clock is told and not judged: the machine may be busy with other things. */
const popWithin = 1000;
const careNote = "听力不好，请慢说";

export async function hotline(t, world) {
  await as(world, "jiexian", async (page) => {
    let clicks = 0;
    await page.exposeFunction("countedClick", () => { clicks++; });
    await page.addInitScript(() => addEventListener("pointerdown", () => window.countedClick(), true));
    await page.reload();
    await alive(page);
    const told = await until("the city has begun to live", () => get(page, "/demo/claim").catch(() => false));
    const person = new Typist(page);
    await person.press("Control+k");
    await focused(page, "jump-input");
    await person.type("jxt");
    await person.press("Enter");
    await focused(page, "call-number");
    await t.test("the number is typed once, and what is known of it is the next thing asked", () => pop(t, page, told));
    await t.test(`a report by keyboard is out within ${mostSeconds} s`, () => report(t, page, told));
    await t.test("a duplicate caller, his stop-payment and the care note are seen before anything is asked", () => again(page, told));
    await t.test("a half-typed form survives a reload", () => draft(page));
    await t.test("a delayed transfer is cancelled with the caller's own bank first", () => delayed(page));
    await t.test("a promise stands on Today until it is kept", () => promise(page, world));
    assert.equal(clicks, 0, "the mouse was never used");
  });
  await t.test("an abusive caller is the supervisor's at one key, a life at risk brings what to do", () => abusive(world));
}

/** focused waits until a field has the cursor. */
const focused = (page, testid) => page.locator(`[data-testid="${testid}"]:focus`).waitFor();

/** ring types the number of a call that came in, and gives its ticket once the desk shows it. */
async function ring(page, number) {
  const before = new URL(page.url()).searchParams.get("id");
  await until("the field for the number", async () => {
    if (await page.locator('[data-testid="call-number"]:focus').count()) return true;
    await page.keyboard.press(new URL(page.url()).searchParams.has("id") ? "Escape" : "i");
    return false;
  });
  await page.keyboard.press("Control+a");
  await page.keyboard.type(number);
  await page.keyboard.press("Enter");
  return until("the call", async () => {
    const id = new URL(page.url()).searchParams.get("id");
    return id !== before && id;
  });
}

async function pop(t, page, told) {
  await page.getByTestId("call-number").waitFor();
  await page.keyboard.type(told.victim.phone);
  const asked = [];
  page.on("request", (r) => { if (r.url().includes("/hotline/tickets")) asked.push(new URL(r.url()).pathname); });
  const began = Date.now();
  await page.keyboard.press("Enter");
  await page.getByTestId("pop").waitFor();
  const took = Date.now() - began;
  t.diagnostic(`screen pop: ${took} ms from Enter (${popWithin} ms are promised on a quiet machine)`);
  const first = asked.find((path) => !path.endsWith("/tickets")); // the list is read again whenever the desk hears of a change
  assert.match(first ?? "", /\/pop$/, `asked before what is known of the number: ${asked.join(" ")}`);
  await focused(page, "payee-amount-0");
  const shown = await page.getByTestId("call-phone").innerText();
  assert.notEqual(shown, told.victim.phone);
  assert.match(shown, /\*/, "the number is masked once it is known");
}

async function report(t, page, told) {
  const [payment] = told.payments;
  const person = new Typist(page);
  await person.type(String(payment.fen / 100));
  await person.press("Enter");
  await focused(page, "payee-when-0");
  await person.type("4");
  await page.locator('[data-code="money"][aria-current=step]').waitFor();
  await person.press("Enter");
  await person.type(payment.payee.account);
  await page.locator('[data-code="payee"][aria-current=step]').waitFor();
  await person.press("Enter");
  await person.type(payment.payee.name);
  assert.equal(await page.getByTestId("payee-bank-0").inputValue(), payment.payee.bank, "the bank follows from the number of the card");
  assert.match(await page.getByTestId("since-paid").innerText(), /^0[45]:/, "the clock runs from the transfer");
  await person.press("Enter", "Enter");
  await focused(page, "intake-name");
  await person.type(told.victim.name);
  await person.press("Enter");
  await person.type(told.victim.id_number);
  assert.equal(await page.getByTestId("intake-phone").count(), 0, "the caller's number is not asked again");
  await person.press("Control+Enter");
  await page.getByTestId("call-sent").waitFor();
  const seconds = person.seconds;
  const fields = 5;
  t.diagnostic(`intake: ${seconds.toFixed(1)} s, ${person.keys} keys, ${fields + 1} fields typed`);
  assert.ok(seconds <= mostSeconds, `${seconds} s`);
  const id = new URL(page.url()).searchParams.get("id");
  const linked = await until("the ticket names the claim", async () => {
    const { ticket } = await get(page, `/hotline/tickets/${id}`);
    return ticket.claim_id && ticket;
  });
  const claim = await get(page, `/claims/${linked.claim_id}`);
  assert.equal(claim.source, "hotline");
  assert.notEqual(claim.victim.phone, "", "the victim's number is the caller's");
  assert.ok(claim.orders.length > 0, "orders are out");
  await page.getByTestId("call-claim").waitFor();
  await shot(page, "hotline");
  await page.keyboard.press("F5"); // the browser's own meaning would lose the call
  await focused(page, "note-text");
  await page.keyboard.type(careNote);
  await page.keyboard.press("Alt+c");
  await page.keyboard.press("Control+Enter");
  await until("the care note", async () => (await get(page, `/hotline/tickets/${id}/pop`)).care.some((each) => each.note === careNote));
  await page.keyboard.press("F9");
  await focused(page, "end-note");
  await page.keyboard.press("Control+Enter"); // a claim was opened: the matter is chosen already
  await until("the call has ended", async () => (await get(page, `/hotline/tickets/${id}`)).ticket.state === "closed");
}

async function again(page, told) {
  await ring(page, told.victim.phone);
  await page.getByTestId("pop-care").filter({ hasText: careNote }).waitFor();
  await page.getByTestId("pop-claim").first().waitFor();
  await page.getByTestId("pop-call").first().waitFor();
  await page.getByTestId("call").getByTestId("call-again").waitFor();
}

async function draft(page) {
  await focused(page, "payee-amount-0");
  await page.keyboard.press("F4");
  await page.getByTestId("script-panel").getByTestId("script").waitFor();
  await page.keyboard.press("F4");
  await page.getByTestId("script-panel").waitFor({ state: "detached" });
  await page.keyboard.type("3.2万");
  await page.reload();
  await until("the typed sum", async () => (await page.getByTestId("payee-amount-0").inputValue()) === "3.2万");
}

async function delayed(page) {
  await focused(page, "payee-amount-0");
  await page.keyboard.press("Alt+2");
  await page.getByTestId("delayed-card").waitFor();
  await page.keyboard.press("F3");
  await page.locator('[data-testid="sms-stop_ordered"]:focus').waitFor();
  await page.keyboard.press("2");
  const id = new URL(page.url()).searchParams.get("id");
  await until("the text is noted", async () => (await get(page, `/hotline/tickets/${id}`)).steps.some((step) => step.act === "sms" && step.note.includes("撤销")));
}

async function promise(page, world) {
  const id = new URL(page.url()).searchParams.get("id");
  const seen = await get(page, `/hotline/tickets/${id}`);
  await page.keyboard.press("F6");
  await focused(page, "promise-note");
  await post(page, `/hotline/tickets/${id}/promise`, { version: seen.ticket.version, at: new Date(Date.now() + 3_600_000).toISOString(), note: "核实后回电" });
  await page.goto(`${world.city.url}/today`);
  await page.getByTestId("promised-calls").waitFor();
  await page.getByTestId("promised-call").first().focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("call-state").filter({ hasText: "待回拨" }).waitFor();
  await page.keyboard.press("Alt+d");
  await until("the number to dial", async () => !(await page.getByTestId("call-phone").innerText()).includes("*"));
  await until("the call is on", async () => (await get(page, `/hotline/tickets/${id}`)).ticket.state === "answered");
}

async function abusive(world) {
  await as(world, "jiexian", async (desk) => {
    await desk.goto(`${world.city.url}/hotline`);
    const id = await ring(desk, "19900007777");
    await desk.getByTestId("pop").waitFor();
    await desk.keyboard.press("F8");
    await desk.getByTestId("risk-card").waitFor();
    await desk.keyboard.press("F7");
    await until("the mark", async () => (await get(desk, `/hotline/tickets/${id}`)).ticket.abusive);
    await as(world, "lingdao", async (boss) => {
      await boss.goto(`${world.city.url}/hotline?id=${id}`);
      await boss.getByTestId("act-take-over").waitFor();
      await boss.keyboard.press("Alt+t");
      await boss.getByTestId("taken-over").waitFor();
    });
    await desk.getByTestId("taken-over").filter({ hasText: "休息" }).waitFor(); // pushed to the operator's desk
  });
}
