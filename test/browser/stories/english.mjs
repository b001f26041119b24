// The other language: after the switch no word of the console is Chinese (names and what people wrote may be), and no page
// of any role writes an error or asks for content that the policy refuses.
import assert from "node:assert/strict";
import { settled, shot } from "../centre.mjs";
import { as } from "./person.mjs";

/** Parts that hold data: names of persons, units and sources, evidence as recorded, words that were typed. */
const data = [
  ".brand", ".who", ".person-named", ".person-line", ".detail-person", ".warning-unit", ".warning-by", ".queue-unit", ".order-unit", ".reveal", ".evidence",
  ".records", ".detail-line", ".hit-facts", ".facts", ".moment-by", ".wrap", "[data-testid=lang-switch]", ".tree", ".ant-table-tbody", "h1", ".detail-reason",
];

export async function english(t, world) {
  await as(world, "jiexian", async (page) => {
    await page.getByTestId("lang-switch").first().click();
    for (const path of ["/alerts", "/today", "/tasks", "/scenarios", "/persons"]) {
      await t.test(`${path} speaks English`, () => speaks(page, path));
    }
    await t.test("the desk with a warning open speaks English", async () => {
      await page.goto(new URL("/alerts?state=all", page.url()).href);
      await page.getByTestId("warning-row").first().waitFor();
      await page.keyboard.press("j");
      await page.getByTestId("warning-detail").locator(".why li").first().waitFor();
      assert.deepEqual(await chinese(page), []);
      await page.goto(new URL("/alerts", page.url()).href);
      await page.locator(".row, .nothing").first().waitFor();
      await page.keyboard.press("j");
      await page.locator(".detail .why li, .nothing").first().waitFor();
      await shot(page, "alert-desk-en");
    });
  });
  for (const [login, paths] of [
    ["lingdao", ["/today", "/alerts", "/tasks", "/persons", "/scenarios"]], ["yanpan", ["/today", "/scenarios?hits=all"]],
    ["xitong", ["/units", "/sources"]], ["anquan", ["/units"]], ["shenji", ["/audit"]],
  ]) {
    await as(world, login, (page) => t.test(`the pages of ${login} write no errors`, async () => {
      for (const path of paths) await opened(page, path);
    }));
  }
}

async function opened(page, path) {
  await page.goto(new URL(path, page.url()).href);
  await page.locator("main h1").first().waitFor({ state: "attached" });
  await settled(page);
}

async function speaks(page, path) {
  await opened(page, path);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.deepEqual(await chinese(page), []);
}

/** chinese lists the words of the console itself that are Chinese. */
function chinese(page) {
  return page.evaluate((skip) => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const parent = node.parentElement;
      if (!/[\u3400-\u9fff]/.test(node.data) || !parent || parent.closest(skip) || parent.closest("script, style")) continue;
      found.push(node.data);
    }
    return found;
  }, data.join(", "));
}
