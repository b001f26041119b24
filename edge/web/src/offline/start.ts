import { whenLine } from "../api/client";
import { startCopies } from "./copies";
import { flush, noticeLine } from "./queue";

/** startOffline makes the console installable and lets it work without a line. Where the browser forbids it, nothing is kept. */
export function startOffline(): void {
  startCopies();
  whenLine(noticeLine);
  window.addEventListener("online", () => void flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void flush();
  });
  if (import.meta.env.PROD) void navigator.serviceWorker?.register("/sw.js").catch(() => undefined);
}
