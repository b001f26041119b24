// Orders between centres: the leader of the city gives an order to the county by keyboard alone, sees where it stands and what clock runs, and
// takes it back; the county's folder holds the sealed file.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alive, get, phone, settled, shot, until } from "../centre.mjs";
import { as } from "./person.mjs";

const county = "990109000000"; // a centre below the city that the invented city does not have itself
const matter = "正在与涉诈网站联系，可能转账";

export async function upstream(t, world) {
  const card = JSON.parse(world.city.command("centre", "card"));
  const dir = join(world.city.dir, "county");
  mkdirSync(dir);
  const path = join(world.city.dir, "county.json");
  writeFileSync(path, JSON.stringify({ ...card, code: county, name: "河西区反诈中心" }));
  world.city.command("centre", "add", path, "--place", "below", "--dir", dir);
  await as(world, "lingdao", async (page) => {
    await page.goto(`${world.city.url}/upstream`);
    await alive(page);
    await t.test("an order is given by keyboard, and the list shows it", () => give(page));
    await t.test("a sealed file lies ready for the county, and names nobody", () => file(dir));
    await t.test("it is taken back with a reason", () => withdraw(page));
  });
}

async function give(page) {
  await page.getByTestId("centre-link").waitFor();
  await page.keyboard.press("n");
  await page.locator('[data-testid="give-phone"]:focus').waitFor();
  await page.keyboard.type("19900004001");
  await page.keyboard.press("Tab");
  await page.keyboard.type("林晓");
  await page.keyboard.press("Tab");
  await page.keyboard.type("990109001");
  await page.getByTestId("give-text").focus();
  await page.keyboard.type(matter);
  await page.getByTestId("give-send").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("centre-order-detail").getByText(matter).waitFor();
  await settled(page);
  await shot(page, "upstream");
  const text = await page.getByTestId("centre-order-detail").textContent();
  assert.ok(!text.includes("19900004001"), "the number is masked");
}

async function file(dir) {
  const names = await until("the file for the county", () => {
    const list = readdirSync(join(dir, "out")).filter((name) => name.endsWith(".fzx"));
    return list.length > 0 && list;
  });
  assert.match(names[0], /^990100000000-990109000000-\d+\.fzx$/);
}

async function withdraw(page) {
  await page.keyboard.press("Escape");
  await page.getByTestId("centre-order").first().click();
  await page.getByTestId("do-withdraw").waitFor();
  await page.keyboard.press("w");
  await page.locator('[data-testid="act-note"]:focus').waitFor();
  await page.keyboard.type("核实为误报");
  await page.keyboard.press("Enter");
  await until("the order is being withdrawn", async () => {
    const { items } = await get(page, "/upstream/orders?side=given");
    return items.some((order) => order.text === matter && order.state === "withdrawing");
  });
  await page.setViewportSize(phone);
  await settled(page);
  await shot(page, "upstream-phone");
}
