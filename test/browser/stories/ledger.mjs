// The end of a shift: filters that stay in the address, a file for the spreadsheet, the comparison with a bank's own list, and
// the league of banks whose numbers can be opened.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { get, settled, until } from "../centre.mjs";
import { toAnswer } from "./liaison.mjs";
import { as } from "./person.mjs";
import { paperAccounts, paperBank } from "./reports.mjs";

export async function ledger(t, world) {
  await as(world, "lianluo", (page) => answerAll(page, world.led));
  await as(world, "zhifu", async (page) => {
    await page.getByTestId("menu-stops").click();
    await page.getByTestId("ledger-row").first().waitFor();
    await t.test("filters are in the address and survive a reload", () => filters(page));
    await t.test("the file for the spreadsheet holds what is listed", () => file(page));
    await t.test("a bank's list is compared line by line", () => compared(page));
    await t.test("a number of the league opens its orders", () => league(page));
  });
}

/** answerAll holds the whole sum, so that there are two holds to compare. */
async function answerAll(page, claim) {
  const row = page.locator(`[data-testid=bank-order][data-id="${claim.orders[0].id}"]`);
  await row.locator(toAnswer).click();
  await page.getByTestId("bank-answer").locator("form").waitFor();
  await page.keyboard.press("1");
  await page.getByTestId("bank-result-held").and(page.locator("[aria-checked=true]")).waitFor();
  await page.keyboard.press("Control+Enter");
  await row.waitFor({ state: "detached" });
}

async function filters(page) {
  await page.locator(".ant-select").first().click();
  await page.locator(".ant-select-item-option", { hasText: paperBank.name }).click();
  await page.waitForURL(/bank=xb_bank/);
  await page.goto(`${page.url()}&hold=holding`);
  const own = async () => {
    const rows = page.getByTestId("ledger-row");
    await until("two rows", async () => (await rows.count()) === 2);
    assert.ok((await rows.allInnerTexts()).every((row) => row.includes(paperBank.name)));
  };
  await own();
  const address = page.url();
  await page.reload();
  await own();
  assert.equal(page.url(), address);
  const shown = await page.getByRole("search").innerText();
  assert.ok(shown.includes(paperBank.name) && shown.includes("止付中"), shown);
}

async function file(page) {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "导出 Excel" }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  const parts = unzipped(readFileSync(await download.path()));
  assert.ok(parts.has("[Content_Types].xml") && parts.has("xl/workbook.xml"), [...parts.keys()].join(" "));
  const sheet = parts.get("xl/worksheets/sheet1.xml").toString();
  const words = sheet + (parts.get("xl/sharedStrings.xml") ?? "");
  const listed = (await page.getByTestId("ledger-row").allInnerTexts()).map((row) => /ZF\d+-\d+-\d+/.exec(row)[0]);
  assert.deepEqual([...new Set(words.match(/ZF\d+-\d+-\d+/g))].sort(), listed.sort());
  assert.ok(words.includes(paperBank.name));
}

/** unzipped reads the parts of an archive by its directory, as a spreadsheet does. */
function unzipped(raw) {
  const end = raw.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  assert.ok(end >= 0, "an archive with a directory");
  const parts = new Map();
  let at = raw.readUInt32LE(end + 16);
  for (let n = raw.readUInt16LE(end + 10); n > 0; n--) {
    const [packing, size, name, extra, note] = [raw.readUInt16LE(at + 10), raw.readUInt32LE(at + 20), raw.readUInt16LE(at + 28), raw.readUInt16LE(at + 30), raw.readUInt16LE(at + 32)];
    const head = raw.readUInt32LE(at + 42);
    const from = head + 30 + raw.readUInt16LE(head + 26) + raw.readUInt16LE(head + 28);
    const body = raw.subarray(from, from + size);
    parts.set(raw.toString("utf8", at + 46, at + 46 + name), packing === 0 ? body : inflateRawSync(body));
    at += 46 + name + extra + note;
  }
  return parts;
}

async function compared(page) {
  await page.getByTestId("reconcile-open").click();
  await page.getByTestId("reconcile-text").fill(`账号\t金额\r\n${paperAccounts.first}\t29,000.00\r\n${paperAccounts.stranger}\t1,234.50`);
  await page.getByTestId("reconcile-report").waitFor();
  const only = async (verdict, ...parts) => {
    const row = page.getByTestId(`verdict-${verdict}`);
    assert.equal(await row.count(), 1, verdict);
    const text = await row.innerText();
    for (const part of parts) assert.ok(text.includes(part), `${part} in ${text}`);
  };
  await only("different", "30,000.00", "29,000.00");
  await only("missing", "40,000.00");
  await only("extra", "1,234.50");
}

async function league(page) {
  await until("the league counts what the ledger lists", async () => {
    await page.goto(new URL("/stops/league?days=1", page.url()).href);
    const row = page.getByTestId("league-row").filter({ hasText: paperBank.name });
    const said = Number(await row.locator("td").nth(2).innerText());
    await row.getByRole("link").first().click();
    await page.waitForURL(/\/stops\?bank=xb_bank/);
    await settled(page);
    const rows = await page.getByTestId("ledger-row").count();
    return said > 0 && rows === said;
  });
  const rows = (await get(page, "/stops?bank=xb_bank")).items;
  assert.ok(rows.every((row) => row.bank === paperBank.code));
}
