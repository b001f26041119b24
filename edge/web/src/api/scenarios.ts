/** The life of a scenario: written, checked, tried, run in shadow, signed by two, in force, paused. The rules in force themselves are read with the hits. Shapes are taken from the committed description. */
import type { components } from "./schema";
import { get, post, seg } from "./client";
import type { Page } from "./types";

type Schemas = components["schemas"];
export type Version = Schemas["ScenarioVersion"];
export type VersionDetail = Schemas["ScenarioVersionDetail"];
export type Problem = Schemas["ScenarioProblem"];
export type Checked = Schemas["ScenarioChecked"] & { reading_zh?: string; reading_en?: string };
export type Decision = Schemas["ScenarioDecision"];
export type Tried = Schemas["ScenarioTried"];
export type Backtest = Schemas["ScenarioBacktest"];
export type DiffResult = Schemas["ScenarioDiff"];
export type Row = Schemas["ScenarioRow"];
export type Job = Schemas["ScenarioJob"];
export type ShadowDay = Schemas["ShadowDay"];
export type LanguageWord = Schemas["ScenarioWord"];
export type LanguageBook = Schemas["ScenarioLanguage"];
export type Suppression = Schemas["ScenarioSuppression"];
export type SuppressionPage = Schemas["ScenarioSuppressions"];
export type DriftLine = Schemas["SignalDrift"];
export type QualityRow = Schemas["SignalQualityRow"];

const one = (id: string) => `/scenario-versions/${seg(id)}`;
const job = (id: string) => `/scenario-jobs/${seg(id)}`;

export const scenariosApi = {
  list: (ask: { code?: string; state?: string }, cursor?: string) => get<Page<Version>>("/scenario-versions", { ...ask, cursor }),
  one: (id: string) => get<VersionDetail>(one(id)),
  draft: (body: { text?: string; from?: string }) => post<VersionDetail>("/scenario-versions", body),
  act: (of: { id: string; version: number }, act: string, more: { note?: string; text?: string; urgent?: boolean } = {}) => post<VersionDetail>(`${one(of.id)}/${act}`, { version: of.version, ...more }),
  check: (text: string) => post<Checked>("/scenario-check", { text }),
  attempt: (body: { text: string; event?: string; minutes?: number }) => post<Tried>("/scenario-try", body),
  backtest: (body: { id: string; from: string; to: string }) => post<Job>("/scenario-backtests", body),
  diff: (body: { old: string; new: string; from: string; to: string }) => post<Job>("/scenario-diffs", body),
  quality: (body: { from: string; to: string }) => post<Job>("/signal-quality", body),
  jobs: (ask: { kind: string }) => get<Page<Job>>("/scenario-jobs", ask),
  weeks: (limit: number) => get<Page<Job>>("/scenario-jobs", { weekly: "true", limit: String(limit) }),
  seen: (id: string, note: string) => post<Job>(`/signal-quality/${seg(id)}/seen`, { note }),
  job: (id: string) => get<Job>(job(id)),
  rows: (id: string, group: string, cursor?: string) => get<Page<Row>>(`${job(id)}/rows`, { group, cursor }),
  cancel: (id: string) => post<void>(`${job(id)}/cancel`, {}),
  shadow: (id: string) => get<Page<ShadowDay>>(`${one(id)}/shadow`),
  shadowHits: (id: string, day?: string, cursor?: string) => get<Page<Row>>(`${one(id)}/shadow/hits`, { day, cursor }),
  language: () => get<LanguageBook>("/scenario-language"),
  hubFile: (id: string) => `/api/v1${one(id)}/hub`,
  suppressions: (ask: { state: string; scenario?: string }, cursor?: string) => get<SuppressionPage>("/scenario-suppressions", { ...ask, cursor }),
  suppress: (body: { scenario: string; subject: string; value: string; owner: string; why: string; until: string }) => post<Suppression>("/scenario-suppressions", body),
  unsuppress: (of: { id: string; version: number }, note: string) => post<Suppression>(`/scenario-suppressions/${seg(of.id)}/end`, { version: of.version, note }),
  takeHub: (file: string) => post<VersionDetail>("/scenario-hub", { file }),
};
