// What binds a person beside money: a victim's own account is kept from paying, looked at and given back; a mark is set by who may,
// objected to, and found again by its number; who has no right finds no button, and the centre refuses him in any case.
import assert from "node:assert/strict";
import { get, post, settled, until } from "../centre.mjs";
import { as } from "./person.mjs";

const own = "9900017300000000453";

export async function measures(t, world) {
  await as(world, "zhifu", async (page) => {
    await page.goto(new URL("/measures?kind=restriction", page.url()).href);
    await t.test("a victim's own account is restricted, looked at and given back", () => restricted(page, world.claim.number));
    await t.test("who may not mark finds no button, and is refused", () => noMark(page));
  });
  await as(world, "lingdao", (page) => t.test("a mark is set, and an objection against it is taken", () => marked(page)));
}

async function restricted(page, claim) {
  await page.getByTestId("restriction-new").click();
  await page.getByTestId("impose-origin").fill(claim);
  await page.getByText(`✓ ${claim}`).waitFor();
  await page.getByTestId("impose-account").fill(own);
  await page.getByTestId("impose-bank").selectOption("yh_bank");
  await page.getByTestId("impose-person").fill("王测试");
  await page.getByTestId("impose-phone").fill("13800000008");
  await page.getByTestId("impose-reason").selectOption("remote_control");
  await page.getByTestId("impose-document").fill("云公护字〔2026〕9号");
  await page.getByTestId("impose-save").click();
  const row = page.locator("[data-testid=restriction-row].row-on");
  await row.waitFor();
  assert.match(await row.innerText(), /本地设定[\s\S]*48 小时/);
  assert.ok(!(await row.innerText()).includes(own), "the account came out whole");
  await act(page, row, "restriction", "review", "仍在通话中");
  await row.getByText("最近复查").waitFor();
  await act(page, row, "restriction", "lift", "已见面劝阻");
  await page.getByTestId("restrictions-ended").click();
  await page.locator("[data-testid=restriction-row][data-state=lifted]").first().waitFor();
}

/** act chooses a command of an open row, says why, and waits until the form is gone. Where the bank's word has changed the record meanwhile, the
 * screen says so, and it is pressed once more. */
async function act(page, row, kind, verb, why) {
  await row.getByTestId(`${kind}-${verb}`).click();
  await row.getByTestId(`${kind}-note`).fill(why);
  const save = row.getByTestId(`${kind}-act-save`);
  await until(`${verb} is taken`, async () => {
    if (await save.count() === 0) return true;
    if (!(await save.getAttribute("class", { timeout: 1000 }).catch(() => "loading")).includes("loading")) await save.click({ timeout: 1000 }).catch(() => undefined);
    await page.waitForTimeout(500);
    return false;
  });
}

async function noMark(page) {
  await page.getByTestId("measure-mark").click();
  await settled(page);
  assert.equal(await page.getByTestId("mark-new").count(), 0);
  await assert.rejects(post(page, "/marks", { bank: "yh_bank", subject_kind: "account", subject: own, kind: "passed", source: "x", basis: "x" }), /: 403 /);
}

async function marked(page) {
  await page.getByTestId("menu-measures").click();
  await page.getByTestId("measure-mark").click();
  await page.getByTestId("mark-new").click();
  await page.getByTestId("mark-kind").selectOption("passed");
  await page.getByTestId("mark-bank").selectOption("yh_bank");
  await page.getByTestId("mark-subject").fill(own);
  await page.getByTestId("mark-source").fill("ZF-1");
  await page.getByTestId("mark-basis").fill("资金流经，本人不知情");
  await page.getByTestId("mark-save").click();
  const row = page.locator("[data-testid=mark-row].row-on");
  await row.waitFor();
  await row.getByTestId("mark-object").click();
  await row.getByTestId("object-name").fill("周测试");
  await row.getByTestId("object-phone").fill("13800000009");
  await row.getByTestId("object-ground").selectOption("mistaken");
  await row.getByTestId("object-save").click();
  await row.getByTestId("object-save").waitFor({ state: "detached" });
  const filed = (await get(page, "/objections?object=mark")).items;
  assert.equal(filed.length, 1);
  assert.equal(filed[0].object_id, await row.getAttribute("data-id"));
}
