/** Duty: the roster, swaps, hand-overs with two signatures, and what climbs because nobody took it. */
import { get, post, seg } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type DutyNow = Schemas["DutyNow"];
export type DutyBoard = Schemas["DutyBoard"];
export type DutyShift = Schemas["DutyShift"];
export type DutyClimb = Schemas["DutyClimb"];
export type DutySwap = Schemas["DutySwap"];
export type DutyLine = Schemas["DutyLine"];
export type DutyTeam = Schemas["DutyTeam"];
export type HandOver = Schemas["HandOver"];
export type HandOverItem = Schemas["HandOverItem"];
export type PaperVerb = "refresh" | "sign" | "recall" | "return" | "take" | "withdraw";
export type SwapVerb = "agree" | "decline" | "withdraw";
type Filled = Schemas["DutyFilled"];

export const duty = {
  now: () => get<DutyNow>("/duty/now"),
  roster: (unit?: string, from?: string) => get<DutyBoard>("/duty/roster", { unit, from }),
  fill: (unit: string | undefined, lines: DutyLine[]) => post<Filled>("/duty/roster", { unit, lines }),
  paste: (unit: string | undefined, text: string) => post<Filled>("/duty/roster/paste", { unit, text }),
  rotate: (unit: string | undefined, body: { from: string; days: number; teams: DutyTeam[] }) => post<Filled>("/duty/roster/rotation", { unit, ...body }),
  swaps: () => get<{ items: DutySwap[] | null }>("/duty/swaps"),
  propose: (body: Schemas["DutySwapInputBody"]) => post<DutySwap>("/duty/swaps", body),
  answer: (id: string, verb: SwapVerb, version: number) => post<DutySwap>(`/duty/swaps/${seg(id)}/${verb}`, { version }),
  papers: () => get<{ items: HandOver[] | null }>("/duty/handovers"),
  paper: (id: string) => get<HandOver>(`/duty/handovers/${seg(id)}`),
  draw: (to: string, note: string) => post<HandOver>("/duty/handovers", { to, note }),
  assign: (id: string, body: { version: number; to: string; keys?: string[] }) => post<HandOver>(`/duty/handovers/${seg(id)}/assign`, body),
  act: (id: string, verb: PaperVerb, body: { version: number; note?: string }) => post<HandOver>(`/duty/handovers/${seg(id)}/${verb}`, body),
};

/** What any act of duty makes stale. */
export const DUTY = [["duty"]];
