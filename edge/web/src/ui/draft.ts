import { useCallback, useEffect, useRef, useState } from "react";

/** A draft is written at the latest this long after a keystroke. */
export const DRAFT_EVERY_MS = 3000;
/** Drafts that nobody came back to are dropped after this many days: they may hold words about a person. */
export const DRAFT_KEEP_DAYS = 7;

const PREFIX = "fanzha.draft.";

interface Stored<T> { at: number; value: T }
type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** readDraft gives the draft and when it was written; nothing when there is none, it is too old or it cannot be read. */
export function readDraft<T>(store: Storage, key: string, now: number): Stored<T> | undefined {
  const text = store.getItem(PREFIX + key);
  if (text === null) return undefined;
  try {
    const stored = JSON.parse(text) as Stored<T>;
    return now - stored.at > DRAFT_KEEP_DAYS * 86_400_000 ? undefined : stored;
  } catch {
    return undefined;
  }
}

/** writeDraft never throws: a full or forbidden storage must not stop an officer from typing. */
export function writeDraft<T>(store: Storage, key: string, value: T, now: number): boolean {
  try {
    store.setItem(PREFIX + key, JSON.stringify({ at: now, value } satisfies Stored<T>));
    return true;
  } catch {
    return false;
  }
}

/** sweepDrafts removes what is too old. Called once at start. */
export function sweepDrafts(store: Storage, now: number): void {
  const keys = Array.from({ length: store.length }, (_, i) => store.key(i)).filter((k) => k?.startsWith(PREFIX));
  for (const key of keys) {
    if (key && readDraft(store, key.slice(PREFIX.length), now) === undefined) store.removeItem(key);
  }
}

export function dropDraft(store: Storage, key: string): void {
  store.removeItem(PREFIX + key);
}

export interface Draft<T> {
  value: T;
  set: (change: Partial<T>) => void;
  /** When a draft from before was put back: its time. */
  restoredAt: number | undefined;
  /** Forget the draft, after it was sent or thrown away. */
  clear: () => void;
}

/** useDraft keeps a form's value in local storage: restored on return, written every 3 s, at leaving and at closing. */
export function useDraft<T extends object>(key: string, empty: T): Draft<T> {
  const [restored] = useState(() => readDraft<T>(localStorage, key, Date.now()));
  const [value, setValue] = useState<T>(() => ({ ...empty, ...restored?.value }));
  const [restoredAt, setRestoredAt] = useState(restored?.at);
  const dirty = useRef<T | undefined>(undefined);

  const flush = useCallback(() => {
    if (dirty.current === undefined) return;
    writeDraft(localStorage, key, dirty.current, Date.now());
    dirty.current = undefined;
  }, [key]);

  useEffect(() => {
    const timer = setInterval(flush, DRAFT_EVERY_MS);
    window.addEventListener("pagehide", flush);
    return () => {
      clearInterval(timer);
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [flush]);

  const set = useCallback((change: Partial<T>) => {
    setValue((before) => {
      const after = { ...before, ...change };
      dirty.current = after;
      return after;
    });
  }, []);

  const clear = useCallback(() => {
    dirty.current = undefined;
    dropDraft(localStorage, key);
    setRestoredAt(undefined);
    setValue(empty);
  }, [key]);

  return { value, set, restoredAt, clear };
}
