/**
 * Safe is what a phone keeps while it has no line: IndexedDB, each record sealed with AES-GCM under a key that the page can use and not
 * read. It keeps a curious look at the browser's files away; it does not keep away who controls the unlocked phone (docs/feedback.md).
 */
const NAME = "fanzha";
const STORES = ["keys", "copies", "queue"] as const;
export type Part = Exclude<(typeof STORES)[number], "keys">;

/** canKeep says whether this page may keep anything: browsers seal only on an encrypted connection. */
export const canKeep = (): boolean => globalThis.crypto?.subtle !== undefined && globalThis.indexedDB !== undefined;

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const ask = indexedDB.open(NAME, 1);
    ask.onupgradeneeded = () => STORES.forEach((name) => ask.result.createObjectStore(name));
    ask.onsuccess = () => resolve(ask.result);
    ask.onerror = () => reject(ask.error);
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** within runs one request in a transaction of its own and answers only when it is on the disk. */
async function within<T>(store: string, mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  return new Promise<T>((resolve, reject) => {
    const tx = db.transaction(store, mode, { durability: "strict" });
    const ask = act(tx.objectStore(store));
    tx.oncomplete = () => resolve(ask.result);
    tx.onerror = () => reject(tx.error);
    tx.onabort = () => reject(tx.error);
  });
}

interface Sealed { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }

/** keyOf gives the key of a part, made at its first use. Of two tabs that make one, the first one's stays. */
async function keyOf(part: Part): Promise<CryptoKey> {
  const there = await within<CryptoKey | undefined>("keys", "readonly", (s) => s.get(part));
  if (there) return there;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("keys", "readwrite", (s) => s.add(made, part)).catch(() => undefined);
  return (await within<CryptoKey | undefined>("keys", "readonly", (s) => s.get(part))) ?? made;
}

const pack = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, (_, v: unknown) => (v instanceof ArrayBuffer ? { $bytes: toText(v) } : v)));
const unpack = (data: ArrayBuffer): unknown =>
  JSON.parse(new TextDecoder().decode(data), (_, v: unknown) => (v !== null && typeof v === "object" && "$bytes" in v ? toBytes(String(v.$bytes)) : v));

/** toText and toBytes carry bytes through JSON. */
export function toText(data: ArrayBuffer): string {
  let out = "";
  for (const b of new Uint8Array(data)) out += String.fromCharCode(b);
  return btoa(out);
}
export function toBytes(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
}

export async function put(part: Part, id: string, value: unknown): Promise<void> {
  const key = await keyOf(part);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, key, pack(value));
  await within("" + part, "readwrite", (s) => s.put({ iv, data } satisfies Sealed, id));
}

export async function take<T>(part: Part, id: string): Promise<T | undefined> {
  const sealed = await within<Sealed | undefined>(part, "readonly", (s) => s.get(id));
  if (!sealed) return undefined;
  const key = await keyOf(part);
  return unpack(await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: new TextEncoder().encode(id) }, key, sealed.data)) as T;
}

export const drop = (part: Part, id: string): Promise<unknown> => within(part, "readwrite", (s) => s.delete(id));
export const names = async (part: Part): Promise<string[]> => (await within(part, "readonly", (s) => s.getAllKeys())).map(String);

/** wipe forgets a part and the key under which it was sealed. */
export async function wipe(part: Part): Promise<void> {
  await within("keys", "readwrite", (s) => s.delete(part));
  await within(part, "readwrite", (s) => s.clear());
}
