/**
 * The case register (案件). Shapes are taken from the committed description (schema.d.ts); files travel outside it, so what an import
 * answers is said here. Names arrive masked.
 */
import type { components } from "./schema";
import { call, get, PAGE_ROWS, post, seg } from "./client";

type Schemas = components["schemas"];
export type CaseRow = Schemas["CaseRow"];
export type CaseDetail = Schemas["CaseDetail"];
export type CaseList = Schemas["CaseList"];
export type CaseStep = Schemas["CaseStep"];
export type CaseWords = Schemas["CaseWords"];
export type CaseWord = Schemas["CaseWord"];
export type CaseFields = Omit<Schemas["CaseFileInputBody"], "note">;
export type CasePart = Schemas["CasePart"];
export type InvolvedCard = Schemas["InvolvedCard"];

/** The sides by which a list is chosen: those by which figures count. */
export const CASE_SIDES = [
  "number", "state", "unit", "region", "fraud", "scope", "track", "campaign", "supervision", "band", "large", "victim_kind", "sex", "age_band", "occupation",
  "member_unit", "warned", "overdue", "claim", "measure", "exhibit", "money", "filed_from", "filed_to", "solved_from", "solved_to", "part_from", "part_to",
] as const;
export type CaseFilter = Partial<Record<(typeof CASE_SIDES)[number], string>>;
export const CARD_SIDES = ["kind", "bank", "carrier", "outlet", "check", "unit", "from", "to"] as const;
export type CardFilter = Partial<Record<(typeof CARD_SIDES)[number], string>>;

export interface ImportOutcome {
  read: number; new: number; changed: number; same: number; faulty: number; taken: boolean; dry_run: boolean;
  ignored_columns: string[]; errors: { line: number; column: string; code: string; message_zh: string; message_en: string }[];
}
export interface CaseAct { version: number; at?: string; note?: string; void?: boolean; level?: string; due?: string; ref?: string; campaigns?: string[] }

const query = (filter: Record<string, string | undefined>) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) params.set(name, value);
  return params.toString();
};

export const casesApi = {
  list: (filter: CaseFilter, cursor?: string) => get<CaseList>("/cases", { ...filter, cursor, limit: PAGE_ROWS }),
  one: (id: string) => get<CaseDetail>(`/cases/${seg(id)}`),
  history: (id: string) => get<{ items: CaseStep[] | null }>(`/cases/${seg(id)}/history`),
  words: () => get<CaseWords>("/case-words"),
  cards: (filter: CardFilter, cursor?: string) => get<{ items: InvolvedCard[] | null; next?: string }>("/involved-cards", { ...filter, cursor, limit: PAGE_ROWS }),
  file: (body: CaseFields & { note?: string }) => post<CaseDetail>("/cases", body),
  correct: (id: string, body: CaseFields & { version: number; reason: string }) => post<CaseDetail>(`/cases/${seg(id)}/correct`, body),
  act: (id: string, verb: string, body: CaseAct) => post<CaseDetail>(`/cases/${seg(id)}/${verb}`, body),
  part: (id: string, path: string, body: CasePart) => post<CaseDetail>(`/cases/${seg(id)}/${path}`, body),
  reveal: (id: string, body: { suspect?: string; field: "name" | "id_number"; reason: string }) => post<{ value: string }>(`/cases/${seg(id)}/reveal`, body),
  bring: (file: File, how: { dry?: boolean; partial?: boolean; update?: boolean; note?: string }) =>
    call<ImportOutcome>("POST", `/cases/import?${query({ dry: how.dry ? "1" : "", partial: how.partial ? "1" : "", update: how.update ? "1" : "", note: how.note })}`, file),
  templateFile: "/api/v1/cases/template.xlsx",
  exportFile: (filter: CaseFilter, reason: string) => `/api/v1/cases/export.xlsx?${query({ ...filter, reason })}`,
};
