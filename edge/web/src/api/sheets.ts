/**
 * The analyst's statement mode: sheets of bank files, their layers, and every act on them with undo.
 * Shapes are taken from the committed description (schema.d.ts); files travel outside it, so what a preview tells is said here.
 */
import type { components } from "./schema";
import type { Page } from "./money";
import { call, get, post, seg } from "./client";

type Schemas = components["schemas"];
export type FieldMap = Record<string, string>;
export type SheetRow = Schemas["SheetRow"];
export type SheetFile = Schemas["FileView"];
export type SheetParams = Schemas["ParamsView"];
export type SheetAccount = Schemas["AccountView"];
export type SheetEdge = Schemas["EdgeView"];
export type Root = Schemas["RootView"];
export type Sheet = Schemas["SheetView"];
/** What the head of a file tells. An account or holder that stands above the table needs no column. */
export interface Preview { columns: { name: string; samples: string[] | null }[] | null; guess: FieldMap | null; charset?: string; account?: string; holder?: string }
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
  find: (id: string, account: string) => get<Page<Root>>(`/sheets/${seg(id)}/transfers?account=${seg(account)}`),
  act: (id: string, version: number, act: SheetAct) => post<Sheet>(`/sheets/${seg(id)}/act`, { version, ...act }),
  undo: (id: string, version: number) => post<Sheet>(`/sheets/${seg(id)}/undo`, { version }),
  redo: (id: string, version: number) => post<Sheet>(`/sheets/${seg(id)}/redo`, { version }),
  layersFile: (id: string) => `/api/v1/sheets/${seg(id)}/layers.xlsx`,
};

/** How much of a text file is enough to see its columns. */
const PREVIEW_BYTES = 256 * 1024;

/** previewOf is the part of a file from which its columns are told: the head of a text, all of a workbook, whose directory stands at its end. */
const previewOf = (file: File): Blob => (/\.xlsx$/i.test(file.name) ? file : file.slice(0, PREVIEW_BYTES));
