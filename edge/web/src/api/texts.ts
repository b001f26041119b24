/** Text messages: what was sent to whom, how it stands, and sending one by hand. Numbers arrive masked. */
import { call, get, post, seg, type Query } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Text = Schemas["Text"];
export type TextState = Text["state"];
export type TextChoice = Schemas["TextChoice"];
export type TextChoices = Schemas["TextChoices"];
export type TextCount = Schemas["TextCount"];
export type TextMute = Schemas["TextMute"];
export type TextRules = Schemas["TextRules"];

interface Page<T> { items: T[] | null; next?: string }
/** Of whom: who rang in a call, or the person of a warning. */
export type TextOf = { ticket_id: string } | { warning_id: string };
export interface TextFilter { state?: string; template?: string; unit?: string; since?: string; before?: string; target_id?: string; ticket_id?: string; warning_id?: string }

export const texts = {
  list: (filter: TextFilter, cursor?: string, limit = 50) => get<Page<Text>>("/texts", { ...filter, cursor, limit } as Query),
  text: (id: string) => get<Text>(`/texts/${seg(id)}`),
  counts: (filter: TextFilter) => get<Page<TextCount>>("/text-counts", { ...filter } as Query),
  rules: () => get<TextRules>("/text-rules"),
  choices: (of: TextOf) => get<TextChoices>("/text-choices", { ...of }),
  /** The key makes it go once: sent twice after a break of the line, it is one text. */
  send: (of: TextOf, template: string, key: string) => call<Text>("POST", "/texts", { ...of, template }, { "Idempotency-Key": key }),
  mutes: () => get<Page<TextMute>>("/text-mutes"),
  muted: (target: string) => get<TextMute>(`/text-mutes/${seg(target)}`),
  mute: (target: string, why: string, until?: string) => post<TextMute>(`/text-mutes/${seg(target)}`, { why, ...(until ? { until } : {}) }),
};
