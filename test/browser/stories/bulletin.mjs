// One click drafts, the check stands beside the text, a wrong unit is stopped, somebody else approves, and the document leaves as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get, settled, shot } from "../centre.mjs";
import { as } from "./person.mjs";

export async function bulletin(t, world) {
  await as(world, "yanpan", (page) => t.test("an analyst drafts the daily issue, and a slip is stopped", async () => {
    await page.goto(new URL("/bulletins", page.url()).href);
    await page.getByTestId("draft-daily").click();
    await page.getByTestId("issue").waitFor();
    await settled(page);
    world.issue = new URL(page.url()).pathname;
    const number = page.getByTestId("paper-number").first();
    const printed = await number.innerText();
    assert.match(printed, /\d/, "a number of the text is a link");
    await shot(page, "bulletin");
    const para = page.getByTestId("para").filter({ has: page.getByTestId("paper-number") }).first();
    const id = await para.getAttribute("data-paragraph");
    const words = (await para.locator("p").first().innerText()).trim();
    await rewrite(page, id, words.replace(printed, "98765432亿元"));
    await page.locator("[data-testid=finding][data-severity=stop]").first().waitFor();
    assert.equal(await page.getByTestId("issue-submit").count(), 0, "what the check stops cannot be submitted");
    await page.getByTestId("issue-blocked").waitFor();
    await rewrite(page, id, words);
    await page.getByTestId("issue-submit").click();
    await page.locator("[data-testid=issue][data-state=review]").waitFor();
    assert.equal(await page.getByTestId("issue-approve").count(), 0, "who wrote it does not approve it");
  }));
  await as(world, "lingdao", (page) => t.test("a leader approves with the document in sight, in two taps, publishes and takes the file", async () => {
    await page.goto(new URL("/leader", page.url()).href);
    await page.getByTestId("sign-issue").first().click();
    await page.getByTestId("paper").waitFor();
    await page.getByTestId("issue-approve").click();
    await page.locator("[data-testid=issue][data-state=approved]").waitFor();
    await page.getByTestId("issue-publish").click();
    await page.locator("[data-testid=issue][data-state=published]").waitFor();
    const issue = await get(page, world.issue);
    const { six } = await get(page, `/situation?period=day&at=${issue.to}`);
    const printed = (issue.figures ?? []).filter((each) => each.link.region === "" && (each.link.sides ?? []).length === 0);
    const both = six.flatMap((reading) => printed.filter((each) => each.link.code === reading.code && each.unit === reading.unit).map((each) => [reading.code, each.text, reading.text_zh]));
    assert.ok(both.length >= 4, "the bulletin prints figures of the wall");
    assert.deepEqual(both.filter(([, inIssue, onWall]) => inIssue !== onWall), [], "the wall and the published bulletin agree to the digit");
    for (const [format, head] of [["docx", "PK"], ["pdf", "%PDF"], ["xlsx", "PK"], ["txt", ""]]) {
      await page.getByTestId("export").click();
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`export-${format}`).click()]);
      const raw = readFileSync(await file.path());
      assert.ok(raw.length > 100, `${format} has content`);
      assert.equal(raw.subarray(0, head.length).toString("latin1"), head, `${format} begins as one`);
    }
  }));
}

/** rewrite replaces the words of one paragraph, as somebody at the keyboard does. */
async function rewrite(page, id, words) {
  const para = page.locator(`[data-testid=para][data-paragraph="${id}"]`);
  await para.hover();
  await para.getByTestId("para-edit").click();
  await page.getByTestId("para-text").fill(words);
  await page.keyboard.press("Control+Enter");
  await page.getByTestId("para-text").waitFor({ state: "detached" });
  await settled(page);
}
