import { createRootRoute, createRoute, Outlet } from "@tanstack/react-router";
import { BareGate, Gate } from "../shell/gate";
import { Lost } from "../shell/lost";

export type Raw = Record<string, unknown>;

/** text keeps only plain, non-empty words of the address: whatever else stands there is left out. */
export function text<K extends string>(raw: Raw, ...names: K[]): Partial<Record<K, string>> {
  const out: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = raw[name];
    if (typeof value === "string" && value !== "" && value.length <= 200) out[name] = value;
  }
  return out;
}

/** All pages, with and without a session. */
export const root = createRootRoute({ component: Outlet, notFoundComponent: Lost });
/** The pages of a signed-in user, inside the frame. */
export const gate = createRoute({ getParentRoute: () => root, id: "gate", component: Gate });
/** The pages of a signed-in user that fill the whole screen. */
export const bare = createRoute({ getParentRoute: () => root, id: "bare", component: BareGate });
