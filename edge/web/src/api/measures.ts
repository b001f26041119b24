/**
 * What binds a person beside money: restrictions (保护性止付) of victims' own accounts, marks (标记), sanctions (惩戒).
 * Shapes are taken from the committed description (schema.d.ts). Names, accounts and numbers arrive masked.
 */
import type { components } from "./schema";
import { get, post, seg } from "./client";
import type { ObjectionRow, Page } from "./money";

type Schemas = components["schemas"];
export type Restriction = Schemas["RestrictionRow"];
export type Mark = Schemas["MarkRow"];
export type Sanction = Schemas["SanctionRow"];
export type SanctionDetail = Schemas["SanctionDetail"];
export type MeasureRules = Schemas["MeasureRules"];
export type ToldRow = Schemas["ToldRow"];
export type ToldList = Schemas["ToldList"];
export type RuleLine = Schemas["RuleLine"];
export type Impose = Schemas["ImposeInputBody"];
export type SetMark = Schemas["MarkInputBody"];
export type Nominate = Schemas["NominateInputBody"];
export type FileObjection = Schemas["FileInputBody"];
export interface MeasureFilter { state?: string; claim?: string; kind?: string; appeal?: string; ends_by?: string; review_by?: string }
interface Act { version: number; note?: string; notice?: string; upheld?: boolean; remedy?: string }

export const measuresApi = {
  rules: () => get<MeasureRules>("/measures/rules"),
  restrictions: (filter: MeasureFilter, cursor?: string) => get<Page<Restriction>>("/restrictions", { ...filter, cursor }),
  restriction: (id: string) => get<Restriction>(`/restrictions/${seg(id)}`),
  impose: (body: Impose) => post<Restriction>("/restrictions", body),
  marks: (filter: MeasureFilter, cursor?: string) => get<Page<Mark>>("/marks", { ...filter, cursor }),
  mark: (id: string) => get<Mark>(`/marks/${seg(id)}`),
  setMark: (body: SetMark) => post<Mark>("/marks", body),
  sanctions: (filter: MeasureFilter, cursor?: string) => get<Page<Sanction>>("/sanctions", { ...filter, cursor }),
  sanction: (id: string) => get<SanctionDetail>(`/sanctions/${seg(id)}`),
  nominate: (body: Nominate) => post<SanctionDetail>("/sanctions", body),
  act: (kind: "restriction" | "mark" | "sanction", id: string, act: string, body: Act) => post<{ state: string }>(`/${kind}s/${seg(id)}/${act}`, body),
  told: (id: string) => get<ToldList>(`/measures/${seg(id)}/instructions`),
  remindBank: (id: string, message: string) => post<ToldList>(`/measures/${seg(id)}/instructions/${seg(message)}/remind`, {}),
  object: (body: FileObjection) => post<ObjectionRow>("/objections", body),
};
