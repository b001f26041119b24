// Protects the console as people use it: the real binary with the invented city, one browser, the stories of its users told
// one after the other, because each goes on from what the one before has left behind.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { openBrowser, startCity } from "./centre.mjs";
import { administrators } from "./stories/administrators.mjs";
import { analyst } from "./stories/analyst.mjs";
import { english } from "./stories/english.mjs";
import { officer } from "./stories/officer.mjs";
import { operator } from "./stories/operator.mjs";
import { pictures } from "./stories/pictures.mjs";

const timeout = 300_000;
const stories = { operator, officer, analyst, administrators, english, pictures };
const world = {};

before(async () => {
  world.browser = await openBrowser();
  if (world.browser) world.city = await startCity();
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
