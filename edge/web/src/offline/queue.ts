/** The queue of feedback: written down before it is sent, sent in order, gone from here only when the centre has said that it has it. */
import { useSyncExternalStore } from "react";
import { api, Fault, Unreached } from "../api/client";
import { feedback, type Given, type Piece } from "../api/feedback";
import { randomKey } from "../api/key";
import type { OrderDetail } from "../api/types";
import { canKeep, drop, names, put, take } from "./safe";

/** What the centre has instead of ours. */
export interface Theirs { state: string; result: string; note: string; unit: string; by: string; at: string; mine: boolean }
export interface Waiting {
  id: string; user: string; at: number; number: string; person: string; given: Given; pieces: Piece[];
  /** conflict: somebody else changed the order; refused: the centre will never take it as it is. */
  state: "waiting" | "conflict" | "refused";
  why?: { code: string; zh: string; en: string };
  theirs?: Theirs;
}
export interface Queue { list: Waiting[]; line: boolean; sending: boolean }

/** How long after a failed try the next one comes without any other sign of a line. */
const AGAIN_MS = 15_000;
const LOCK = "fanzha.queue";

let queue: Queue = { list: [], line: true, sending: false };
let user = "";
let delivered: () => void = () => undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function show(change: Partial<Queue>): void {
  queue = { ...queue, ...change };
  listeners.forEach((tell) => tell());
}

/** noticeLine learns from any request whether the centre can be reached. */
export function noticeLine(line: boolean): void {
  if (queue.line === line) return;
  show({ line });
  if (line && queue.list.some((each) => each.state === "waiting")) void flush();
}

export const useQueue = (): Queue =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => queue,
  );

/** mine reads what waits of the signed-in user; another user's stays sealed until he is back. */
async function mine(): Promise<Waiting[]> {
  if (!canKeep() || user === "") return [];
  const all = await Promise.all((await names("queue")).map((id) => take<Waiting>("queue", id)));
  return all.filter((each): each is Waiting => each?.user === user).sort((a, b) => a.at - b.at);
}

/** startQueue takes up what waits of this user. `done` is called when one has arrived. */
export async function startQueue(id: string, done: () => void): Promise<void> {
  user = id;
  delivered = done;
  show({ list: await mine().catch(() => []) });
  void flush();
}

export function stopQueue(): void {
  user = "";
  clearTimeout(timer);
  show({ list: [] });
}

/**
 * hand gives a feedback to the queue and tries at once. It answers with what became of it: nothing when it has arrived. Where the browser
 * may keep nothing (no encrypted connection) it is sent directly, and what went wrong is thrown.
 */
export async function hand(order: OrderDetail, given: Given, pieces: Piece[]): Promise<Waiting | undefined> {
  const item: Waiting = { id: randomKey(), user, at: Date.now(), number: order.number, person: order.person.name, given, pieces, state: "waiting" };
  if (!canKeep()) {
    await deliver(item);
    return undefined;
  }
  await put("queue", item.id, item);
  show({ list: [...queue.list, item] });
  await flush();
  return queue.list.find((each) => each.id === item.id);
}

async function deliver(item: Waiting): Promise<void> {
  for (const piece of item.pieces) await feedback.put(piece);
  await feedback.send(item.given, item.id);
}

/** Faults that only say that another one was faster, or that the order is no longer ours. */
const isConflict = (fault: Fault) => fault.status === 409 || fault.status === 404;
/** Faults that will be no better at the next try. */
const isFinal = (fault: Fault) => fault.status >= 400 && fault.status < 500 && ![401, 408, 425, 429].includes(fault.status);

let chain: Promise<void> = Promise.resolve();

/** flush sends what waits, the oldest first; one tab at a time, one run at a time. */
export function flush(): Promise<void> {
  chain = chain.then(async () => {
    if (navigator.locks) await navigator.locks.request(LOCK, run);
    else await run();
  }).catch(() => undefined);
  return chain;
}

async function run(): Promise<void> {
  clearTimeout(timer);
  const list = await mine();
  show({ list, sending: list.some((each) => each.state === "waiting") });
  for (const item of list.filter((each) => each.state === "waiting")) {
    const going = await once(item);
    if (!going) {
      timer = setTimeout(() => void flush(), AGAIN_MS);
      break;
    }
  }
  show({ sending: false });
}

/** once sends one and says whether the next one may go. */
async function once(item: Waiting): Promise<boolean> {
  try {
    await deliver(item);
  } catch (error) {
    if (error instanceof Unreached) {
      show({ line: false });
      return false;
    }
    if (!(error instanceof Fault) || !isFinal(error)) return false;
    const why = { code: error.code, ...error.text };
    await replace({ ...item, state: isConflict(error) ? "conflict" : "refused", why, theirs: await theirsOf(item) });
    return true;
  }
  await drop("queue", item.id);
  show({ line: true, list: queue.list.filter((each) => each.id !== item.id) });
  delivered();
  return true;
}

async function theirsOf(item: Waiting): Promise<Theirs | undefined> {
  const order = await api.order(item.given.order_id).catch(() => undefined);
  if (!order) return undefined;
  const last = [...(order.history ?? [])].pop();
  return {
    state: order.state, result: order.result, note: order.note, unit: order.unit.name, by: last?.actor === "system" ? "" : (last?.actor ?? ""),
    at: order.reported_at || (last?.at ?? ""), mine: !order.read_only,
  };
}

async function replace(item: Waiting): Promise<void> {
  await put("queue", item.id, item);
  show({ list: queue.list.map((each) => (each.id === item.id ? item : each)) });
}

/** again sends one once more that was refused, after the officer has looked at it. */
export async function again(item: Waiting): Promise<void> {
  await replace({ ...item, state: "waiting", why: undefined, theirs: undefined });
  await flush();
}

/** giveUp removes one by the officer's own decision. */
export async function giveUp(item: Waiting): Promise<void> {
  await drop("queue", item.id);
  show({ list: queue.list.filter((each) => each.id !== item.id) });
  delivered();
}
