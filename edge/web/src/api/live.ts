import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { Fault, stillSignedIn } from "./client";

/** What the lamp in the top bar says about the push connection. */
export type Lamp = "connecting" | "live" | "lost";

/** Changes are gathered for this long, so that a burst of hits costs one refetch and not a hundred. */
export const GATHER_MS = 250;
/** The centre sends a sign of life every 15 s. When three are missing, the line is dead although nobody closed it. */
export const SILENCE_MS = 45_000;
const WATCH_MS = 5000;
/** Waiting times before the next try when the server refuses the connection outright. */
const RETRY_MS = [1000, 2000, 5000, 10000];

/** touched names the queries that an event of the stream makes stale. */
export function touched(event: string, id: string, claim = ""): string[][] {
  switch (event) {
    case "warning":
      return [["warnings"], ["warning", id], ["lines"], ["today"], ["person"]];
    case "order":
      return [["orders"], ["order", id], ["warning"], ["today"], ["person"]];
    case "hits":
      return [["hits"], ["scenarios"]];
    case "figures":
      return [["today"]];
    case "claim":
      return [...claimKeys(id), ["stops"], ["today"]];
    case "stop":
      return [...claimKeys(claim), ["stops"], ["bankOrders"]];
    case "freeze":
      return [["freezes"], ["stops"], ["claim"], ["bankOrders"]];
    case "objection":
      return [["objections"], ["objection", ...(id === "" ? [] : [id])]];
    case "ticket":
      return [["tickets"], ["ticket", id], ["pop"]];
    case "lines":
      return [["lines"]];
    case "upstream":
      return [["centreOrders"], ["centreOrder", id], ["centreCounts"], ["centreLinks"]];
    case "text":
      return [["texts"], ["textCounts"], ["textChoices"], ["text", id]];
    case "duty":
      return [["duty"], ["person"]];
    case "alarm":
      return [["impostors"]];
    case "lead":
      return [["counterAlerts"], ["bankAlerts"]];
    default:
      return [];
  }
}

/** What a change of a claim makes stale; without an id every open one is read again. */
const claimKeys = (id: string): string[][] => {
  const own = id === "" ? [] : [id];
  return [["claims"], ["claim", ...own], ["flow", ...own], ["payers", ...own]];
};

/** answered leaves out what the centre has refused: asking again at each change would be refused again. */
export const answered = (query: { state: { error: unknown; data: unknown } }): boolean => !(query.state.error instanceof Fault && query.state.error.status < 500 && query.state.data === undefined);

/** The events of the stream that name something changed. */
const EVENTS = ["text", "duty", "ticket", "warning", "order", "hits", "figures", "claim", "stop", "freeze", "objection", "lead", "lines", "upstream", "alarm"];

/**
 * Gatherer calls act with all keys that came within the gathering time; the first one after a pause at once. The next
 * call waits for the end of the one before, so that a slow centre is not asked faster than it answers.
 */
export class Gatherer {
  private waiting = new Map<string, string[]>();
  private busy = false;
  private stopped = false;

  constructor(private readonly act: (keys: string[][]) => Promise<unknown>) {}

  add(keys: string[][]): void {
    for (const key of keys) this.waiting.set(key.join("\u0000"), key);
    if (!this.busy) void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.waiting.clear();
  }

  private async run(): Promise<void> {
    this.busy = true;
    while (this.waiting.size > 0 && !this.stopped) {
      const keys = [...this.waiting.values()];
      this.waiting.clear();
      await Promise.all([
        this.act(keys).catch(() => undefined), // a failed read shows itself on its screen
        new Promise((done) => setTimeout(done, GATHER_MS)),
      ]);
    }
    this.busy = false;
  }
}

let lamp: Lamp = "connecting";
const listeners = new Set<() => void>();

function show(next: Lamp): void {
  if (next === lamp) return;
  lamp = next;
  listeners.forEach((tell) => tell());
}

/** useLamp follows the state of the push connection. */
export function useLamp(): Lamp {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => lamp,
  );
}

/**
 * follow keeps the push connection open and marks what it names as stale. After every break all shown data are read
 * again, because what was pushed meanwhile is lost. Returns what ends it.
 */
export function follow(client: QueryClient): () => void {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let broken = false;
  let heard = Date.now();
  const gather = new Gatherer((keys) => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey, predicate: answered }))));
  const open = () => {
    stream = new EventSource("/api/v1/live");
    heard = Date.now();
    for (const sign of ["hello", "ping"]) stream.addEventListener(sign, () => (heard = Date.now()));
    stream.onopen = () => {
      tries = 0;
      heard = Date.now();
      show("live");
      if (broken) void client.invalidateQueries();
      broken = false;
    };
    stream.onerror = () => {
      broken = true;
      show("lost");
      if (stream?.readyState !== EventSource.CLOSED) return;
      void stillSignedIn(); // a refused stream may mean that the session has ended
      timer = setTimeout(open, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
    };
    for (const name of EVENTS) {
      stream.addEventListener(name, (event) => {
        heard = Date.now();
        const data = JSON.parse((event as MessageEvent<string>).data) as { id?: string; claim?: string };
        gather.add(touched(name, data.id ?? "", data.claim));
      });
    }
  };
  open();
  const watch = setInterval(() => {
    if (stream?.readyState !== EventSource.OPEN || Date.now() - heard < SILENCE_MS) return;
    broken = true;
    show("lost");
    stream.close();
    open();
  }, WATCH_MS);
  return () => {
    clearInterval(watch);
    clearTimeout(timer);
    gather.stop();
    stream?.close();
    show("connecting");
  };
}
