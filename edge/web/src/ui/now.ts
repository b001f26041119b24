import { useSyncExternalStore } from "react";

/** Difference between the centre's clock and this desk's clock: deadlines run by the centre's. */
let offset = 0;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** setServerTime learns the centre's clock from an answer that has just arrived. */
export function setServerTime(iso: string): void {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) offset = at - Date.now();
}

/** serverNow is the centre's time in milliseconds. */
export const serverNow = () => Date.now() + offset;

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  timer ??= setInterval(() => {
    now = serverNow();
    listeners.forEach((each) => each());
  }, 1000);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** useNow ticks once a second for all clocks of the page together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => {
    if (timer === undefined && Math.abs(serverNow() - now) >= 1000) now = serverNow();
    return now;
  });
}
