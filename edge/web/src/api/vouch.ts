/** Verification codes: who issues one, checks one at the desk, and deals with impostor alarms. */
import { get, post, seg } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type VouchCode = Schemas["VouchCode"];
export type VouchCodes = Schemas["VouchCodes"];
export type VouchCheck = Schemas["VouchCheck"];
export type ImpostorAlarm = Schemas["ImpostorAlarm"];
export type VouchKind = "order" | "warning" | "ticket";
export type Outcome = Schemas["ImpostorCloseInputBody"]["outcome"];
export const OUTCOMES: Outcome[] = ["impostor", "typed_wrong", "our_late", "unclear"];

export const vouch = {
  codes: (kind: VouchKind, subject: string) => get<VouchCodes>("/vouch/codes", { kind, subject }),
  issue: (body: Schemas["VouchIssueInputBody"]) => post<VouchCode>("/vouch/codes", body),
  withdraw: (id: string) => post<void>(`/vouch/codes/${seg(id)}/withdraw`),
  check: (body: Schemas["VouchCheckInputBody"]) => post<VouchCheck>("/vouch/check", body),
  alarms: (state?: string, cursor?: string) => get<{ items: ImpostorAlarm[] | null; next?: string }>("/vouch/alarms", { state, cursor }),
  counts: () => get<Schemas["ImpostorCounts"]>("/vouch/counts"),
  take: (row: ImpostorAlarm) => post<ImpostorAlarm>(`/vouch/alarms/${seg(row.id)}/take`, { version: row.version }),
  close: (row: ImpostorAlarm, body: { outcome: Outcome; note: string; pass: boolean }) => post<ImpostorAlarm>(`/vouch/alarms/${seg(row.id)}/close`, { version: row.version, ...body }),
};
