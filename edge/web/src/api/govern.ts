/** The joint conference (联席): member units, duties, meetings, rankings, escalations, returns. Shapes are taken from the committed description. */
import type { components } from "./schema";
import { call, get, post, queryString, seg } from "./client";

type Schemas = components["schemas"];
export type MemberRow = Schemas["MemberRow"];
export type LiaisonRow = Schemas["LiaisonRow"];
export type SeatRow = Schemas["SeatRow"];
export type NoticeRow = Schemas["NoticeRow"];
export type ReceiptRow = Schemas["ReceiptRow"];
export type TermRow = Schemas["TermRow"];
export type Programme = Schemas["ProgrammeRow"];
export type Matrix = Schemas["GovernMatrix"];
export type MeetingRow = Schemas["MeetingRow"];
export type TaskRow = Schemas["TaskRow"];
export type SheetRow = Schemas["GovernSheetRow"];
export type SheetLine = Schemas["SheetLine"];
export type RankingRow = Schemas["RankingRow"];
export type RankedRow = Schemas["RankedRow"];
export type ProtestRow = Schemas["ProtestRow"];
export type EscalationRow = Schemas["EscalationRow"];
export type FormRow = Schemas["FormRow"];
export type FormField = Schemas["FormField"];
export type ReturnRow = Schemas["ReturnRow"];
export type Slip = Schemas["GovernSlip"];
export type Overview = Schemas["GovernOverview"];

export interface Filter { state?: string; kind?: string; member?: string; period?: string; ref?: string; overdue?: boolean; limit?: number; cursor?: string }
export interface Page<T> { items: T[] | null; next?: string }
export interface Proof { name: string; sha256: string }
export interface Filled { numbers: Record<string, number>; texts: Record<string, string> }

/** One page holds a conference: some fifty member units by a dozen duties. */
const WHOLE = 1000;
const list = <T>(path: string) => (filter: Filter = {}) => get<Page<T>>(`/govern/${path}`, { limit: WHOLE, ...filter });
const act = <T>(path: string) => (id: string, verb: string, body: Record<string, unknown>) => post<T>(`/govern/${path}/${seg(id)}/${verb}`, body);

export const govern = {
  overview: () => get<Overview>("/govern/overview"),
  members: list<MemberRow>("members"),
  liaisons: list<LiaisonRow>("liaisons"),
  takeOver: (body: Record<string, unknown>) => post<LiaisonRow>("/govern/liaisons", body),
  reveal: (id: string, reason: string) => post<{ value: string }>(`/govern/liaisons/${seg(id)}/reveal`, { reason }),
  seats: list<SeatRow>("seats"),
  notices: list<NoticeRow>("notices"),
  issue: (body: Record<string, unknown>) => post<NoticeRow>("/govern/notices", body),
  receipts: list<ReceiptRow>("receipts"),
  read: (id: string) => post<{ notice: NoticeRow; receipt: ReceiptRow }>(`/govern/receipts/${seg(id)}/read`),
  matrix: (filter: Filter) => get<Matrix>("/govern/matrix", { ...filter }),
  programmes: () => get<Page<Programme>>("/govern/programmes"),
  terms: list<TermRow>("terms"),
  term: (id: string) => get<TermRow>(`/govern/terms/${seg(id)}`),
  termAct: act<TermRow>("terms"),
  meetings: list<MeetingRow>("meetings"),
  meeting: (id: string) => get<MeetingRow>(`/govern/meetings/${seg(id)}`),
  plan: (body: Record<string, unknown>) => post<MeetingRow>("/govern/meetings", body),
  meetingAct: act<MeetingRow>("meetings"),
  tasks: list<TaskRow>("tasks"),
  taskAct: act<TaskRow>("tasks"),
  sheets: () => get<Page<SheetRow>>("/govern/sheets"),
  rankings: list<RankingRow>("rankings"),
  compute: (sheet: string, month: string) => post<RankingRow>("/govern/rankings", { sheet, month }),
  rankingAct: act<RankingRow>("rankings"),
  protests: list<ProtestRow>("protests"),
  protest: (body: Record<string, unknown>) => post<ProtestRow>("/govern/protests", body),
  protestAct: act<ProtestRow>("protests"),
  escalations: list<EscalationRow>("escalations"),
  propose: (body: Record<string, unknown>) => post<EscalationRow>("/govern/escalations", body),
  escalationAct: act<EscalationRow>("escalations"),
  interviews: () => get<Page<{ kind: string; n: number }>>("/govern/interviews"),
  forms: () => get<Page<FormRow>>("/govern/forms"),
  returns: list<ReturnRow>("returns"),
  one: (id: string) => get<ReturnRow>(`/govern/returns/${seg(id)}`),
  returnAct: act<ReturnRow>("returns"),
  template: (id: string) => `/api/v1/govern/returns/${seg(id)}/template.xlsx`,
  take: (id: string, version: number, file: Blob, note: string) => call<ReturnRow>("POST", `/govern/returns/${seg(id)}/import${queryString({ version, note })}`, file),
};
