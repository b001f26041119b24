/** The hotline desk: what the console asks of it. Numbers arrive masked, except to who dials by hand. */
import { call, get, post, seg } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Ticket = Schemas["Ticket"];
export type TicketDetail = Schemas["TicketDetail"];
export type Pop = Schemas["Pop"];
export type DeskRules = Schemas["DeskRules"];
export type DeskCounts = Schemas["DeskCounts"];
export type ScriptLine = Schemas["ScriptLine"];
export type TicketAct = Schemas["TicketActInputBody"];
export type TicketVerb = "answer" | "miss" | "hang-up" | "promise" | "take-over" | "abusive" | "risk" | "note" | "sms" | "attach" | "close";

interface Page { items: Ticket[] | null; next?: string }
export interface TicketFilter { state?: string; sort?: "latest" | "waiting" | "promise"; mine?: boolean }

export const hotline = {
  rules: () => get<DeskRules>("/hotline/rules"),
  counts: () => get<DeskCounts>("/hotline/counts"),
  tickets: (filter: TicketFilter, limit = 100) => get<Page>("/hotline/tickets", { ...filter, limit }),
  ticket: (id: string) => get<TicketDetail>(`/hotline/tickets/${seg(id)}`),
  pop: (id: string) => get<Pop>(`/hotline/tickets/${seg(id)}/pop`),
  /** The key makes it happen once: sent twice after a break of the line, it makes one ticket. */
  receive: (body: Schemas["CallReceiveInputBody"], key: string) => call<Ticket>("POST", "/hotline/tickets", body, { "Idempotency-Key": key }),
  act: (id: string, verb: TicketVerb, body: TicketAct = {}) => post<Ticket>(`/hotline/tickets/${seg(id)}/${verb}`, body),
  dial: (id: string, version: number) => post<Schemas["Dialled"]>(`/hotline/tickets/${seg(id)}/dial`, { version }),
  care: (id: string, note: string) => post<Schemas["CareNote"]>(`/hotline/tickets/${seg(id)}/care`, { note }),
  station: (id: string, body: Schemas["CallStationInputBody"]) => post<Ticket>(`/hotline/tickets/${seg(id)}/station`, body),
};
