/** The analyst's statement mode: sheets of bank files, their layers, and every act on them with undo. */
import type { Conservation, Page } from "./money";
import { call, get, post, seg } from "./client";

export type FieldMap = Record<string, string>;
export interface SheetRow { id: string; name: string; claim_id?: string; claim_number?: string; files: number; rows: number; updated_at: string; by: string }
export interface SheetFile { id: string; name: string; rows: number; state: string; error: string; map: FieldMap | null }
export interface SheetParams { rule: string; max_hops: number; window_h: number; hop_window_h: number; min_fen: number; per_account: number; limit: number }
export interface SheetAccount {
  account: string; holder: string; layer: number; arrived: string; in_fen: number; out_fen: number; tainted_fen: number; note: string; merged_into: string;
}
export interface SheetEdge { id: string; layer: number; from: string; to: string; at: string; fen: number; tainted_fen: number; kind: string; hidden: boolean; manual: boolean }
export interface Root { id: string; from: string; to: string; at: string; fen: number; chosen: boolean }
export interface Sheet {
  id: string; name: string; files: SheetFile[] | null; roots: Root[] | null; params: SheetParams; accounts: SheetAccount[] | null; edges: SheetEdge[] | null;
  conservation: Conservation; undo: string; redo: string; truncated?: boolean; version: number;
}
export interface Preview { columns: { name: string; samples: string[] | null }[] | null; guess: FieldMap | null }
/** One act on a sheet. Every act can be undone. */
export type SheetAct =
  | { kind: "root"; transfers: string[] }
  | { kind: "params"; params: SheetParams }
  | { kind: "note"; account: string; note: string }
  | { kind: "merge"; accounts: string[]; holder: string }
  | { kind: "split"; account: string }
  | { kind: "add_leg"; from: string; to: string; holder: string; at: string; fen: number; note: string }
  | { kind: "remove_leg"; leg: string }
  | { kind: "hide"; account: string; hidden: boolean };

export const sheetsApi = {
  list: () => get<Page<SheetRow>>("/sheets"),
  create: (body: { name: string; claim_id?: string }) => post<Sheet>("/sheets", body),
  one: (id: string) => get<Sheet>(`/sheets/${seg(id)}`),
  preview: (id: string, file: File) => call<Preview>("POST", `/sheets/${seg(id)}/preview`, previewOf(file), { "X-Filename": seg(file.name) }),
  upload: (id: string, file: File, map: FieldMap) =>
    call<Sheet>("POST", `/sheets/${seg(id)}/files?name=${seg(file.name)}`, file, { "X-Map": seg(JSON.stringify(map)) }),
  act: (id: string, version: number, act: SheetAct) => post<Sheet>(`/sheets/${seg(id)}/act`, { version, ...act }),
  undo: (id: string, version: number) => post<Sheet>(`/sheets/${seg(id)}/undo`, { version }),
  redo: (id: string, version: number) => post<Sheet>(`/sheets/${seg(id)}/redo`, { version }),
  layersFile: (id: string) => `/api/v1/sheets/${seg(id)}/layers.xlsx`,
};

/** How much of a text file is enough to see its columns. */
const PREVIEW_BYTES = 256 * 1024;

/** previewOf is the part of a file from which its columns are told: the head of a text, all of a workbook, whose directory stands at its end. */
const previewOf = (file: File): Blob => (/\.xlsx$/i.test(file.name) ? file : file.slice(0, PREVIEW_BYTES));
