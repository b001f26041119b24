/** Orders between centres: what the console asks of them. Who a person is arrives masked. */
import { call, get, post, seg } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type CentreOrder = Schemas["CentreOrder"];
export type CentreOrderDetail = Schemas["CentreOrderDetail"];
export type CentreOrderCounts = Schemas["CentreOrderCounts"];
export type CentreLink = Schemas["CentreLink"];
export type CentreOrderGive = Schemas["OrderGiveInputBody"];
export type CentreOrderDo = Schemas["OrderDoInputBody"];
export type CentreVerb = "acknowledge" | "distribute" | "return" | "hand-back" | "withdraw" | "chase";

export interface CentreOrderFilter { side?: "received" | "given"; open?: boolean; late?: boolean; state?: string; centre?: string }

export const upstream = {
  list: (filter: CentreOrderFilter, limit = 100) => get<{ items: CentreOrder[] | null; next?: string }>("/upstream/orders", { ...filter, limit }),
  one: (id: string) => get<CentreOrderDetail>(`/upstream/orders/${seg(id)}`),
  counts: () => get<CentreOrderCounts>("/upstream/counts"),
  links: () => get<{ items: CentreLink[] | null }>("/upstream/centres"),
  /** The key makes it happen once: sent twice after a break of the line, it gives one order. */
  give: (body: CentreOrderGive, key: string) => call<CentreOrder>("POST", "/upstream/orders", body, { "Idempotency-Key": key }),
  act: (id: string, verb: CentreVerb, body: CentreOrderDo) => post<CentreOrder>(`/upstream/orders/${seg(id)}/${verb}`, body),
};
