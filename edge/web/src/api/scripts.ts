/** Dissuasion scripts: what is read aloud, by type of fraud and step, and what worked. */
import { get, post, seg } from "./client";

export type Step = "open" | "prove" | "foretell" | "test" | "relatives" | "close";
export const STEPS: Step[] = ["open", "prove", "foretell", "test", "relatives", "close"];
export type ReadingName = "zh" | "zh_elder" | "en" | "en_elder";
export interface Votes { steps: { step: Step; n: number }[] | null; none: number }
export interface ScriptRow { code: string; fraud: string; zh: string; en: string; pinyin: string; edition: number; from: string; votes: Votes }
export interface ScriptList { items: ScriptRow[] | null; kinds: number; label_zh: string; label_en: string; source: string }
export interface StepLines { step: Step; lines: string[] | null }
export interface Reading { reading: ReadingName; steps: StepLines[] | null; version: number; unit: { code: string; name: string } }
export interface Script extends ScriptRow { readings: Reading[] | null; southwest: StepLines[] | null; may_write: boolean; lines_most: number }
export interface Who { name: string; at: string; note: string }
export interface ScriptVersion {
  id: string; unit: { code: string; name: string }; reading: ReadingName; number: number; state: string; version: number; steps: StepLines[] | null;
  made: Who; decided: Who; ended: Who; may_approve: boolean; may_withdraw: boolean;
}

const at = (code: string, rest = "") => `/scripts/${seg(code)}${rest}`;

export const scripts = {
  list: (ask: { fraud?: string; q?: string }) => get<ScriptList>("/scripts", ask),
  one: (code: string) => get<Script>(at(code)),
  vote: (code: string, body: { reading: ReadingName; step: Step | ""; warning?: string }) => post<Votes>(at(code, "/votes"), body),
  versions: (code: string) => get<{ items: ScriptVersion[] | null }>(at(code, "/versions")),
  propose: (code: string, body: { reading: ReadingName; steps: StepLines[]; note: string }) => post<ScriptVersion>(at(code, "/versions"), body),
  act: (code: string, row: ScriptVersion, verb: "approve" | "return" | "withdraw", note: string) =>
    post<ScriptVersion>(at(code, `/versions/${seg(row.id)}/${verb}`), { version: row.version, note }),
};
