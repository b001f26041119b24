/** Issues of bulletins. Times are RFC 3339 UTC ("" when unset); places in a text count UTF-16 units, as a browser does. Shapes are taken from the committed description. */
import type { components } from "./schema";
import { call, get, post, queryString, seg } from "./client";

type Schemas = components["schemas"];
export type IssueRow = Schemas["IssueRow"];
export type IssueState = IssueRow["state"];
export type SpanMark = Schemas["SpanRow"];
export type Paragraph = Schemas["ParagraphRow"];
export type Cell = Schemas["CellRow"];
export type IssueTable = Schemas["TableRow"];
export type Section = Schemas["SectionRow"];
/** The question behind a figure; an empty unit or region limits nothing. */
export type FigureLink = Schemas["LinkRow"];
export type IssueFigure = Schemas["FigureRow"];
export type Finding = Schemas["FindingRow"];
export type Remark = Schemas["RemarkRow"];
export type Erratum = Schemas["ErratumRow"];
export type StepLine = Schemas["StepRow"];
export type Issue = Schemas["IssueDetail"];
export type KindRow = Schemas["KindRow"];
export type Difference = Schemas["DifferenceRow"];
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
  draft: (body: Schemas["IssueDraftInputBody"]) => post<IssueRow>("/bulletins", body),
  edit: (id: string, paragraph: string, body: { version: number; text: string }) => call<Issue>("PUT", `${at(id)}/paragraphs/${seg(paragraph)}`, body),
  act: (id: string, act: IssueAct, body: { version: number; note?: string }) => post<Issue>(`${at(id)}/${act}`, body),
  strike: (id: string, body: { version: number; figure: string; note: string }) => post<Issue>(`${at(id)}/strike`, body),
  waive: (id: string, body: { version: number; finding: string; note: string }) => post<Issue>(`${at(id)}/waive`, body),
  remark: (id: string, body: { paragraph: string; text: string }) => post<Issue>(`${at(id)}/remarks`, body),
  correct: (id: string, body: { place: string; text: string; reason: string }) => post<Erratum>(`${at(id)}/errata`, body),
  /** check looks as release does: words, limits, and every figure counted anew. */
  check: (id: string) => post<Schemas["CheckAnswer"]>(`${at(id)}/check`),
  compare: (id: string) => get<Schemas["Comparison"]>(`${at(id)}/compare`),
  /** The file is taken by the browser itself, so that a large document needs no memory of the page. */
  file: (id: string, format: string, reason: string) => `/api/v1${at(id)}/export${queryString({ format, reason })}`,
};
