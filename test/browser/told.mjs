// Tells stories one after the other in one browser and one invented city, because each goes on from what the one before has
// left behind. An error in the browser's console fails the story in which it was written.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openBrowser, startCity } from "./centre.mjs";

const timeout = 300_000;

/** told makes a test of every story, in a city that is started with these arguments. */
export function told(stories, ...args) {
  const world = {};
  before(async () => {
    world.browser = await openBrowser();
    if (world.browser) world.city = await startCity(...args);
  });
  after(async () => {
    await world.browser?.close();
    await world.city?.stop();
  });
  for (const [name, tell] of Object.entries(stories)) {
    test(name, { timeout }, async (t) => {
      if (!world.browser) return t.skip("SKIPPED ALOUD: no Chromium on this machine (set CHROMIUM to its path)");
      world.errors = [];
      await tell(t, world);
      assert.deepEqual(world.errors, [], "errors in the browser's console");
    });
  }
}
