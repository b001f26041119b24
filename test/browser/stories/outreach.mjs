// Publicity as people do it: an event is entered on a phone in under a minute of typing at a person's pace; a group message is drafted,
// verified with its department, approved by somebody else, pushed, read, and taken back; a group among the victims becomes a task in
// two clicks.
import assert from "node:assert/strict";
import { actWait, desk, enter, get, openPage, phone, settled, shot, until } from "../centre.mjs";

/** A person types so fast, in milliseconds a key: about 40 words a minute. */
const KEY_MS = 150;
/** A person looks so long before each tap. */
const LOOK_MS = 800;

export async function outreach(t, world) {
  await on(world, desk, "xuanchuan", (page) => until("the city has its publicity", async () => (await get(page, "/outreach/tasks")).items.some((each) => each.state === "done")));
  await on(world, phone, "xuanchuan", (page) => t.test("an event is entered on a phone in under 60 seconds", () => entered(page)));
  await on(world, desk, "xuanchuan", async (page) => {
    await t.test("what may not be published is found while it is written", () => found(page));
    await t.test("a message is drafted", () => drafted(page, world));
  });
  await on(world, desk, "lianxi", (page) => t.test("it is verified with the department", () => verified(page, world)));
  await on(world, desk, "lingdao", (page) => t.test("somebody else approves it", () => approved(page, world)));
  await on(world, desk, "xuanchuan", async (page) => {
    await t.test("it is pushed, read, and taken back", () => pushed(page, world));
    await t.test("a group among the victims becomes a task in two clicks", () => given(page));
  });
}

async function on(world, size, login, story) {
  const { page, errors, close } = await openPage(world.browser, size);
  await enter(page, world.city.url, login);
  await story(page);
  world.errors.push(...errors);
  await close();
}

const open = (page, path) => page.goto(new URL(path, page.url()).href);

async function entered(page) {
  await open(page, "/outreach?new=1");
  await page.getByTestId("event-venue-school").waitFor();
  const before = Date.now();
  const tap = async (id) => { await page.waitForTimeout(LOOK_MS); await page.getByTestId(id).click(); };
  await tap("event-venue-school");
  await tap("event-form-on_site");
  await tap("event-number");
  await page.keyboard.type("236", { delay: KEY_MS });
  await page.keyboard.press("Enter");
  await page.keyboard.type("第三中学操场", { delay: KEY_MS });
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("230", { delay: KEY_MS });
  await tap("event-save");
  await page.getByTestId("event-form").waitFor({ state: "detached" });
  const took = Date.now() - before;
  assert.ok(took < 60_000, `the entry took ${took} ms`);
  const latest = (await get(page, "/outreach/events?venue=school&form=on_site&limit=1")).items[0];
  assert.deepEqual([latest.audience, latest.views, latest.place, latest.title], [236, 0, "第三中学操场", "学校现场讲解"]);
  const moves = (await get(page, `/outreach/moves?event=${latest.id}`)).items;
  assert.deepEqual(moves.map((each) => [each.act, each.n]), [["handed", 230]]);
  console.log(`# event entered on a phone in ${(took / 1000).toFixed(1)} s`);
}

async function found(page) {
  await open(page, "/group-messages?new=1");
  await page.getByTestId("message-what").fill("市民王小明拨打13800138000，点击 www.tui.cn");
  const list = page.getByTestId("message-found");
  await list.waitFor({ timeout: actWait });
  assert.match(await list.innerText(), /姓名[\s\S]*电话号码[\s\S]*链接/);
  assert.ok(!(await list.innerText()).includes("13800138000"), "what was found is said again");
}

async function drafted(page, world) {
  await open(page, "/group-messages?new=1");
  await page.getByTestId("message-title").fill("虚假医保停用通知");
  await page.getByTestId("message-what").fill("近期有人收到“医保卡停用”短信");
  await page.getByTestId("message-why").fill("医保部门从不以短信索要银行卡信息");
  await page.getByTestId("message-todo").fill("请转告本单位职工不点击、不填写");
  await page.getByTestId("message-clean").waitFor();
  await page.getByTestId("message-save").click();
  await page.getByTestId("message-detail").getByText("虚假医保停用通知").first().waitFor();
  world.message = new URL(page.url()).searchParams.get("id");
  assert.ok(world.message, "the new message is not open");
}

async function verified(page, world) {
  await open(page, `/group-messages?id=${world.message}`);
  await page.getByTestId("verify-department").fill("市医保局");
  await page.getByTestId("verify-contact").fill("值班室电话核实");
  await page.getByTestId("verify-save").click();
  await page.getByTestId("message-detail").locator("[data-state=verified]").waitFor();
  assert.equal(await page.getByTestId("message-approve").count(), 0, "who verified may approve");
}

async function approved(page, world) {
  await open(page, `/group-messages?id=${world.message}`);
  assert.match(await page.getByTestId("message-text").innerText(), /经市医保局核实[\s\S]*96110/);
  await page.getByTestId("message-approve").click();
  await page.getByTestId("message-detail").locator("[data-state=approved]").waitFor();
}

async function pushed(page, world) {
  await open(page, `/group-messages?id=${world.message}`);
  await page.getByTestId("message-push").click();
  const detail = page.getByTestId("message-detail");
  await detail.locator("[data-state=pushed]").waitFor();
  await page.getByTestId("receipt-member").selectOption({ index: 1 });
  await page.getByTestId("receipt-read").fill("9");
  await page.getByTestId("receipt-forwarded").fill("4");
  await page.getByTestId("receipt-save").click();
  await page.getByTestId("message-coverage").getByText("1/5 个单位已读，9/").waitFor();
  await shot(page, "group-message");
  await page.getByTestId("message-withdraw").click();
  await page.getByTestId("message-withdraw-reason").fill("部门更正说明");
  await page.getByTestId("message-withdraw-yes").click();
  await page.getByTestId("message-withdrawn").getByText("群内已撤回").waitFor();
}

async function given(page) {
  await open(page, "/targets");
  await page.getByTestId("groups").waitFor();
  await settled(page);
  await shot(page, "target-groups");
  const before = (await get(page, "/outreach/tasks")).items.length;
  await page.getByTestId("group-cell").first().click();
  await page.getByTestId("give-save").click();
  await page.getByTestId("give").waitFor({ state: "detached" });
  assert.equal((await get(page, "/outreach/tasks")).items.length, before + 1);
}
