/** Feedback drawn for a call-back by another unit. */
import { get, post, seg } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type SampleRow = Schemas["SampleRow"];
export type SamplePeriod = Schemas["SamplePeriod"];
export type SampleList = Schemas["SampleList"];
export type SampleFrame = Schemas["SampleFrame"];
export type Verdict = "agrees" | "differs" | "unreached" | "upheld" | "explained";

export const samples = {
  list: (ask: { period?: string; state?: string }) => get<SampleList>("/samples", ask),
  decide: (row: SampleRow, verdict: Verdict, note: string) => post<SampleRow>(`/samples/${seg(row.order_id)}/decide`, { version: row.version, verdict, note }),
  draw: (reason: string) => post<SampleList>("/samples/draw", { reason }),
  frame: (no: number) => get<SampleFrame>(`/samples/periods/${no}`),
};

/** exportAddress is the file for the platform above. */
export const exportAddress = (ask: { from: string; to: string; reason: string; personal: boolean }): string =>
  `/api/v1/feedback/export.csv?${new URLSearchParams({ ...(ask.from ? { from: ask.from } : {}), ...(ask.to ? { to: ask.to } : {}), reason: ask.reason, personal: String(ask.personal) })}`;
