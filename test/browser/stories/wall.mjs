// The wall on both shapes of screen: six figures, places, types, urgent work without names, banks; the digits are those of the bulletins.
import assert from "node:assert/strict";
import { answersTo, enter, openPage, settled, shot, until } from "../centre.mjs";

const SHAPES = { wall: { width: 1920, height: 1080 }, "wall-wide": { width: 3840, height: 1080 } };

export async function wall(t, world) {
  for (const [name, size] of Object.entries(SHAPES)) {
    await t.test(`the wall at ${size.width}×${size.height}`, async () => {
      const { page, errors, close } = await openPage(world.browser, size);
      await enter(page, world.city.url, "lingdao");
      // The city goes on while it is looked at: what the wall shows is held against the very answer that it was given.
      const answers = await answersTo(page, "/situation");
      const figures = () => page.locator(".wall-six .fig-value b").allInnerTexts();
      const told = async () => assert.deepEqual((await figures()).map((each) => each.trim()), answers.at(-1).six.map((each) => each.text_zh));
      const tells = () => until("the wall prints what the centre says, to the digit", () => told().then(() => true, () => false));
      await page.goto(new URL("/wall?scene=month", page.url()).href);
      await page.locator(".wall-six .fig").first().waitFor();
      await settled(page);
      await page.locator(".chart-canvas canvas").first().waitFor();
      await tells();
      assert.equal((await figures()).length, 6);
      assert.equal(await page.locator(".wall a").count(), 0, "nothing to click");
      assert.equal(await page.locator(".wall-demo").count(), 1, "invented data say so");
      assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]), [0, 0]);
      await shot(page, name);
      if (name === "wall") {
        await page.setViewportSize({ width: 3840, height: 2160 });
        await page.waitForFunction(() => getComputedStyle(document.querySelector(".wall")).fontSize === "32px");
        await tells();
        assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll(".wall-six .fig, .wall-six .fig *")].filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline").length), 0, "nothing is cut");
        await page.setViewportSize(size);
      }
      await page.goto(new URL("/wall", page.url()).href);
      await page.locator("[data-testid=wall][data-scene=week]").waitFor();
      await page.keyboard.press("ArrowRight");
      await page.locator("[data-testid=wall][data-scene=month]").waitFor();
      world.errors.push(...errors);
      await close();
    });
  }
}
