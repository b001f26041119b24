/** Issues of bulletins. Times are RFC 3339 UTC ("" when unset); places in a text count UTF-16 units, as a browser does. */
import { call, get, post, queryString, seg } from "./client";

export type IssueState = "draft" | "review" | "approved" | "published" | "withdrawn";
export interface IssueRow {
  id: string; no: number; kind: string; kind_zh: string; kind_en: string; unit: { code: string; name: string }; from: string; to: string; title: string; state: IssueState; version: number;
  drafted_by: string; drafted_at: string; approved_by: string; approved_at: string; published_by: string; published_at: string; stops: number; corrections: number; cut_off: string; previous: string;
}
export interface SpanMark { from: number; to: number; figure: string }
export interface Paragraph { id: string; text: string; question: boolean; free: boolean; edited: boolean; object: string; spans: SpanMark[] | null }
export interface Cell { text: string; figure: string }
export interface IssueTable { title: string; first: string; columns: { name: string }[] | null; rows: { label: string; cells: Cell[] | null }[] | null; total: boolean; note: string }
export interface Section { id: string; heading: string; annex: boolean; paragraphs: Paragraph[] | null; table?: IssueTable | null }
/** The question behind a figure; an empty unit or region limits nothing. */
export interface FigureLink { code: string; period: string; at: string; from: string; to: string; unit: string; region: string; sides: { dim: string; values: string[] | null }[] | null }
export interface IssueFigure {
  id: string; title: string; text: string; unit: string; harm: boolean; struck: boolean; struck_why: string; owner: string; revision: string; cut_off: string;
  link: FigureLink; compare: { kind: string; from: string; to: string; text: string; base_text: string; tone: string }[] | null;
}
export interface Finding { id: string; severity: "stop" | "warn" | "note"; code: string; hard: boolean; waived: boolean; paragraph: string; from: number; to: number; figure: string; zh: string; en: string; do_zh: string; do_en: string }
export interface Remark { id: string; paragraph: string; text: string; name: string; at: string; done: boolean }
export interface Erratum { id: string; place: string; what: string; old: string; new: string; reason: string; name: string; at: string }
export interface StepLine { at: string; name: string; act: string; note: string; version: number }
export interface Issue extends IssueRow {
  head: { centre: string; style: string; to: string; embargo: string }; sections: Section[] | null; figures: IssueFigure[] | null; remarks: Remark[] | null; findings: Finding[] | null;
  errata: Erratum[] | null; history: StepLine[] | null; acts: string[] | null;
}
export interface KindRow { kind: string; zh: string; en: string; period: string }
export interface Difference { paragraph: string; before: string; after: string; figures: { figure: string; title: string; before: string; after: string }[] | null }
export interface IssueFilter { kind?: string; state?: string }
interface List<T> { items: T[] | null; next?: string }
export type IssueAct = "submit" | "return" | "approve" | "publish" | "withdraw" | "redraw";
/** The documents that an issue leaves as. */
export const FORMATS = ["docx", "pdf", "xlsx", "txt"] as const;

const at = (id: string) => `/bulletins/${seg(id)}`;

export const bulletinsApi = {
  kinds: () => get<List<KindRow>>("/bulletins/kinds"),
  list: (filter: IssueFilter, cursor?: string) => get<List<IssueRow>>("/bulletins", { ...filter, cursor }),
  one: (id: string) => get<Issue>(at(id)),
  draft: (body: { kind: string; at: string }) => post<IssueRow>("/bulletins", body),
  edit: (id: string, paragraph: string, body: { version: number; text: string }) => call<Issue>("PUT", `${at(id)}/paragraphs/${seg(paragraph)}`, body),
  act: (id: string, act: IssueAct, body: { version: number; note?: string }) => post<Issue>(`${at(id)}/${act}`, body),
  strike: (id: string, body: { version: number; figure: string; note: string }) => post<Issue>(`${at(id)}/strike`, body),
  waive: (id: string, body: { version: number; finding: string; note: string }) => post<Issue>(`${at(id)}/waive`, body),
  remark: (id: string, body: { paragraph: string; text: string }) => post<Issue>(`${at(id)}/remarks`, body),
  correct: (id: string, body: { place: string; text: string; reason: string }) => post<Erratum>(`${at(id)}/errata`, body),
  /** check looks as release does: words, limits, and every figure counted anew. */
  check: (id: string) => post<{ findings: Finding[] | null; stops: number }>(`${at(id)}/check`),
  compare: (id: string) => get<{ rows: Difference[] | null; with: IssueRow }>(`${at(id)}/compare`),
  /** The file is taken by the browser itself, so that a large document needs no memory of the page. */
  file: (id: string, format: string, reason: string) => `/api/v1${at(id)}/export${queryString({ format, reason })}`,
};
