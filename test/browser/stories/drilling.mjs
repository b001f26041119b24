// Every number opens its list in one click, and the list adds up to the number.
import assert from "node:assert/strict";
import { get, settled, until } from "../centre.mjs";
import { as } from "./person.mjs";

export async function drilling(t, world) {
  await as(world, "lingdao", (page) => t.test("a figure of the situation opens the records that it counts", async () => {
    const last = "period=month&at=2026-10-31";
    let before = -1;
    await until("the invented register is entered", async () => {
      const { num } = await get(page, `/indicators/case.filed/reading?${last}`);
      const still = num > 0 && num === before;
      before = num;
      if (!still) await page.waitForTimeout(1500);
      return still;
    });
    const [answer] = await Promise.all([page.waitForResponse((each) => each.url().includes("/api/v1/situation") && each.url().includes("2026-10-31")), page.goto(new URL(`/situation?${last}`, page.url()).href)]);
    const { six } = await answer.json();
    const said = six.find((each) => each.code === "case.filed");
    const figure = page.getByTestId("fig-case.filed");
    assert.equal((await figure.locator("b").first().innerText()).trim(), said.text_zh, "the screen prints the words of the centre");
    await figure.locator("a").first().click();
    await page.getByTestId("fact-row").first().waitFor();
    await settled(page);
    const { sum_n } = await get(page, `/indicators/case.filed/facts?period=month&at=${said.period.to}`);
    assert.equal(sum_n, said.num, "the list adds up to the figure");
    assert.ok((await page.getByTestId("fact-row").count()) <= said.num);
  }));
  await as(world, "lianxi", (page) => t.test("the counts of the joint conference open what they count", async () => {
    await page.goto(new URL("/govern/duties", page.url()).href);
    await until("the count and its list agree", async () => {
      await page.getByTestId("sum-terms_overdue").click();
      await page.getByTestId("terms-count").waitFor();
      await settled(page);
      const { items } = await get(page, "/govern/terms?state=open&overdue=true&limit=1000");
      return (await page.getByTestId("terms-row").count()) === items.length && (await page.getByTestId("sum-terms_overdue").locator("b").innerText()) === String(items.length);
    });
    const { items: [ranking] } = await get(page, "/govern/rankings?kind=banks&state=final&limit=1");
    await page.goto(new URL(`/govern/rankings?id=${ranking.id}`, page.url()).href);
    const at = ranking.sheet.lines.findIndex((line) => line.code === "cards");
    await page.getByTestId("mark-cards-num").first().click();
    await page.getByTestId("fact-row").first().waitFor();
    await settled(page);
    assert.equal(await page.getByTestId("fact-row").count(), ranking.rows[0].marks[at].value.num, "a number of a ranking opens as many records as it says");
  }));
  await as(world, "yanpan", (page) => t.test("the dictionary says how a figure is counted", async () => {
    await page.goto(new URL("/indicators?code=case.filed", page.url()).href);
    await page.getByTestId("definition").waitFor();
    await page.getByTestId("fig-case.filed").waitFor();
    assert.ok((await page.getByTestId("indicator-row").count()) > 100, "the whole dictionary is listed");
  }));
}
