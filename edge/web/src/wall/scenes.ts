/** What the wall shows in turn: the figures and the map of this week, this month and this year. */
export const SCENES = ["week", "month", "ytd"] as const;
export type Scene = (typeof SCENES)[number];
/** How long each scene stands: long enough to read six figures aloud. */
export const SCENE_S = 20;
/** The wall reads again this often; urgent changes come by push in between. */
export const REFRESH_MS = 30_000;
/** From this shape on a wall is ultra-wide: all panels stand side by side. */
export const ULTRA_WIDE = 3;

/** sceneAt is the scene that stands n seconds after the start; a pinned one stays. */
export function sceneAt(seconds: number, pinned: string | undefined): Scene {
  const fixed = SCENES.find((scene) => scene === pinned);
  return fixed ?? SCENES[Math.floor(Math.max(0, seconds) / SCENE_S) % SCENES.length];
}

/** nextScene is the scene after or before another. */
export const nextScene = (now: Scene, step: 1 | -1): Scene => SCENES[(SCENES.indexOf(now) + step + SCENES.length) % SCENES.length];
