// The victim at home with a phone: by the receipt number alone she sees where the money is, and nothing that a stranger who
// picked the number up could use.
import assert from "node:assert/strict";
import { get, openPage, phone, shot, until } from "../centre.mjs";
import { hand, noSideways } from "./officer.mjs";
import { as } from "./person.mjs";

const wrong = "M5TP4Y7TKRP3WRONG";

export async function trail(t, world) {
  const claim = await as(world, "zhifu", (page) => get(page, `/claims/${world.claim.id}`));
  const { page, errors, close } = await openPage(world.browser, phone, hand);
  const open = (receipt) => page.goto(`${world.city.url}/trail/${receipt}`);
  await t.test("the receipt shows where the money is", async () => {
    await open(claim.receipt);
    const words = await page.getByTestId("trail-headline").innerText();
    assert.match(words, /共 86,000 元/);
    assert.ok(words.includes((claim.held_fen / 100).toLocaleString("en")), words);
    const parts = await page.locator(".trail-parts li").allInnerTexts();
    const sum = parts.reduce((all, part) => all + Math.round(Number(/([\d,.]+)\s*元/.exec(part)[1].replaceAll(",", "")) * 100), 0);
    assert.equal(sum, claim.loss_fen, parts.join("; "));
    assert.match(await page.locator("main").innerText(), /绝不会让您转账/);
    await noSideways(page);
    await shot(page, "trail-phone");
  });
  await t.test("it tells no name, no account, no number of a person", async () => {
    const answer = await fetch(`${world.city.url}/public/v1/trail/${claim.receipt}`);
    assert.ok(answer.ok, `${answer.status}`);
    const said = (await page.locator("body").innerText()) + (await answer.text());
    const [payment] = world.told.payments;
    const secret = [
      world.told.victim.name, world.told.victim.phone, world.told.victim.id_number, payment.account, payment.payee.account, payment.payee.name,
      claim.victim.name, ...claim.orders.flatMap((order) => [order.account, order.name, order.bank_name]),
    ];
    for (const each of secret.filter(Boolean)) assert.ok(!said.includes(each), `the page says ${each}`);
    assert.doesNotMatch(said, /(?<!\d)(1[3-9]\d{9}|\d{16,19})(?!\d)/);
  });
  await t.test("a wrong receipt is explained", async () => {
    await open(wrong);
    const note = page.getByRole("alert");
    await until("words about the receipt", async () => /没有找到这个回执号/.test(await note.innerText().catch(() => "")));
    assert.match(await note.innerText(), /96110/);
    assert.equal(await page.getByTestId("trail-headline").count(), 0);
    await noSideways(page);
  });
  world.errors.push(...errors);
  await close();
}
