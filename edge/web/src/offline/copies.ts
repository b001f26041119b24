/** Copies of what an officer has read, for the time without a line: the session, his tasks, and nothing in full that the screen masks. */
import { api, get, keepWith } from "../api/client";
import type { OrderRow, Page, Session } from "../api/types";
import { canKeep, drop, names, put, take, wipe } from "./safe";

/** A copy older than this is not shown: a shift and its way home. */
export const KEEP_MS = 12 * 3600_000;
/** The most tasks whose page is fetched ahead. */
const AHEAD = 40;
/** A touch is written down at most this often. */
const TOUCH_MS = 15_000;
const TOUCHED = "fanzha.touched";

interface Copy { at: number; value: unknown }

/** isKept says whether an address may be kept: site, session, lists of orders and orders. */
export const isKept = (path: string): boolean => /^\/(site|session|orders(\/[\w-]+|\?[^#]*)?)$/.test(path);

/** mayOpen says whether copies may still be shown: not after the time at which an untouched desk is signed out, and not when they are old. */
export function mayOpen(copy: Copy | undefined, now: number, touched: number, idleS: number): boolean {
  return copy !== undefined && now - copy.at < KEEP_MS && (idleS <= 0 || now - touched < idleS * 1000);
}

let officer: Session | undefined;

/** keeps says whether this user's reads are kept: a station's officer works where there is no signal; a desk has a line. */
export const keeps = (session: Session | undefined): boolean => session?.roles?.includes("officer") ?? false;

async function keep(path: string, value: unknown): Promise<void> {
  if (path === "/session") {
    const session = value as Session;
    if (officer && officer.user.id !== session.user.id) await forget();
    officer = keeps(session) ? session : undefined;
    if (!officer) return forget();
    touch();
  }
  if (!isKept(path) || (officer === undefined && path !== "/site")) return;
  await put("copies", path, { at: Date.now(), value } satisfies Copy);
  if (path.startsWith("/orders?")) ahead((value as Page<OrderRow>).items ?? []);
}

let fetched = new Map<string, number>();

/** ahead reads the pages of the tasks that he has signed, so that they open without a line. Each version is read once. */
function ahead(rows: OrderRow[]): void {
  const due = rows.filter((row) => row.state === "signed" && !row.read_only && fetched.get(row.id) !== row.version).slice(0, AHEAD);
  void (async () => {
    for (const row of due) {
      fetched.set(row.id, row.version);
      await api.order(row.id).catch(() => fetched.delete(row.id));
    }
  })();
}

async function kept(path: string): Promise<unknown> {
  if (!isKept(path)) return undefined;
  const session = await take<Copy>("copies", "/session");
  const idle = (session?.value as Session | undefined)?.idle_timeout_s ?? 0;
  const touched = Number(localStorage.getItem(TOUCHED) ?? 0);
  if (session && !mayOpen(session, Date.now(), touched, idle)) {
    await forget();
    return undefined;
  }
  const copy = path === "/session" ? session : await take<Copy>("copies", path);
  if (path === "/session" && session) officer = session.value as Session;
  if (path === "/site") return copy?.value;
  return session && mayOpen(copy, Date.now(), touched, idle) ? copy?.value : undefined;
}

/** forget wipes every copy and their key: at the sign-out, at the lock, and when another user signs in. Feedback that waits is not touched. */
export async function forget(): Promise<void> {
  officer = undefined;
  fetched = new Map();
  localStorage.removeItem(TOUCHED);
  if (canKeep()) await wipe("copies").catch(() => undefined);
}

let lastTouch = 0;
function touch(): void {
  const now = Date.now();
  if (!officer || now - lastTouch < TOUCH_MS) return;
  lastTouch = now;
  localStorage.setItem(TOUCHED, String(now));
}

/** removeOld drops what is past its time: a page that stays open for days must not keep it. */
async function removeOld(): Promise<void> {
  for (const path of await names("copies")) {
    const copy = await take<Copy>("copies", path).catch(() => undefined);
    if (!copy || Date.now() - copy.at >= KEEP_MS) await drop("copies", path);
  }
}

/** startCopies begins to keep and to answer from copies. */
export function startCopies(): void {
  if (!canKeep()) return;
  keepWith({ keep: (path, value) => void keep(path, value).catch(() => undefined), kept: (path) => kept(path).catch(() => undefined) });
  for (const sign of ["pointerdown", "keydown", "touchstart"]) window.addEventListener(sign, touch, { passive: true });
  void removeOld().catch(() => undefined);
}

/** reread asks for an order again, past any copy. */
export const reread = (id: string) => get(`/orders/${encodeURIComponent(id)}`);
