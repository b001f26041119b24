// A person at the console: a page with a session of its own whose errors count for the story.
import { desk, enter, openPage } from "../centre.mjs";

/** as opens a page, signs in, tells what this person does, and closes the page whatever happened. */
export async function as(world, login, tell, { size = desk, ...more } = {}) {
  const { page, errors, close } = await openPage(world.browser, size, more);
  try {
    await enter(page, world.city.url, login);
    return await tell(page);
  } catch (e) {
    throw new Error(`${login} at ${page.url()}: ${e.stack}\nconsole: ${errors.join("; ") || "quiet"}`);
  } finally {
    world.errors.push(...errors);
    await close();
  }
}
