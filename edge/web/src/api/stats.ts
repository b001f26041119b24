/** Figures as the centre counts them. Their words come with them and are printed as they are: the console rounds nothing, so that wall, page and bulletin agree to the digit. Shapes are taken from the committed description. */
import type { components } from "./schema";
import { call, get, post, seg } from "./client";

type Schemas = components["schemas"];
/** One question for a figure. Other keys are sides of it: fraud_type, bank, region … */
export interface Ask { code: string; period?: string; at?: string; region?: string; unit?: string; [side: string]: string | undefined }
export type Span = Schemas["Span"];
export type Comparison = Schemas["FigureComparison"];
export type Dir = Comparison["dir"];
export type Tone = Comparison["tone"];
export type Reading = Schemas["Reading"];
export type Indicator = Schemas["Indicator"];
export type GroupRow = Schemas["GroupRow"];
/** Parts of a figure; without a rest it is null, which the description cannot say of a record. `overlap`: a thing may stand in several of them, so that they add up to more than the whole. */
export type Groups = Omit<Schemas["Groups"], "rest"> & { rest: GroupRow | null };
export type Fact = Schemas["Fact"];
export type Facts = Schemas["Facts"];
export type UrgentLine = Schemas["UrgentLine"];
export type BankLine = Schemas["BankSpeed"];
export type TypeLine = Schemas["TypeLine"];
/** Situation is one page of the centre without names: everything in it is what the bulletins print. */
export type Situation = Schemas["Situation"];
export type MapSetting = Schemas["MapSetting"];
export type QueryBody = Schemas["QueryBody"];
export type QueryAnswer = Schemas["QueryAnswer"];
export type SavedQuery = Schemas["SavedQuery"];
export type Population = Schemas["PopulationRow"];
export type PrintedFigure = Schemas["PrintedFigure"];
/** PrintedOutcome is what became of a file of figures that others printed: with a slip, nothing of it is taken. Files travel outside the description. */
export interface PrintedOutcome { taken: number; items: PrintedFigure[]; slips: { line: number; column: string; zh: string; en: string }[] }
interface List<T> { items: T[] | null; next?: string }

const rest = ({ code: _, ...query }: Ask) => query;
const one = (ask: Ask, what: string) => `/indicators/${seg(ask.code)}/${what}`;

export const statsApi = {
  indicators: () => get<List<Indicator>>("/indicators"),
  reading: (ask: Ask) => get<Reading>(one(ask, "reading"), rest(ask)),
  series: (ask: Ask, n: number) => get<Schemas["Series"]>(one(ask, "series"), { ...rest(ask), n }),
  groups: (ask: Ask, by: string, digits?: number) => get<Groups>(one(ask, "groups"), { ...rest(ask), by, digits }),
  facts: (ask: Ask, part: "num" | "den" | "less", cursor?: string) => get<Facts>(one(ask, "facts"), { ...rest(ask), part, cursor }),
  situation: (period: string, at?: string) => get<Situation>("/situation", { period, at }),
  map: () => get<MapSetting>("/settings/map"),
  setMap: (body: { name: string; geojson: unknown }) => call<MapSetting>("PUT", "/settings/map", body),
  dropMap: () => call<void>("DELETE", "/settings/map"),
  populations: () => get<List<Population>>("/populations"),
  setPopulation: (body: Schemas["PopulationInputBody"]) => post<Population>("/populations", body),
  ask: (body: QueryBody) => post<QueryAnswer>("/query", body),
  saved: () => get<List<SavedQuery>>("/queries"),
  save: (body: Schemas["SaveQueryInputBody"]) => post<SavedQuery>("/queries", body),
  takePrinted: (file: File) => call<PrintedOutcome>("POST", "/printed/import", file),
  forget: (id: string) => call<void>("DELETE", `/queries/${seg(id)}`),
};
