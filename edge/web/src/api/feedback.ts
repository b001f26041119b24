/** Feedback from the door: pieces of evidence, the form that counts once, and a look at what was kept. */
import { call, post, seg } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Given = Omit<Schemas["GivenInputBody"], "sent">;
export type Contact = NonNullable<Schemas["GivenInputBody"]["contact"]>;
export type Taken = Schemas["Taken"];
export type SeenProof = Schemas["SeenProof"];
export type PieceKind = SeenProof["kind"];

/** Piece is one photo, voice note or signature with its bytes, as the page holds it. */
export interface Piece { sha: string; kind: PieceKind; taken: string; place: string; data: ArrayBuffer }

export const feedback = {
  /** The name of a piece is its content: sent twice, it is kept once. */
  put: (p: Piece) => {
    const query = new URLSearchParams({ kind: p.kind, taken: p.taken, sent: new Date().toISOString(), ...(p.place ? { place: p.place } : {}) });
    return call<{ sha256: string }>("PUT", `/proofs/${seg(p.sha)}?${query}`, new Blob([p.data]));
  },
  send: (body: Given, key: string) => call<Taken>("POST", "/feedback", { ...body, sent: new Date().toISOString() }, { "Idempotency-Key": key }),
  view: (sha: string, at: { warning_id: string; attempt_id: string }) => post<SeenProof>(`/proofs/${seg(sha)}/view`, at),
};
