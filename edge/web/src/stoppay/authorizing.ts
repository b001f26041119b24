import type { Authority, AuthorityOfficer } from "../api/money";
import { localToISO } from "../ui/time";

/** What is typed about the standing authority of a duty post. */
export interface AuthorityDraft { officers: [AuthorityOfficer, AuthorityOfficer]; kind: string; number: string; sha256: string; file: string; until: string }
export type AuthorityProblem = "officer" | "same" | "number" | "file" | "until";

const nobody: AuthorityOfficer = { id: "", name: "", phone: "" };
/** The longest that an authority may stand, in days: the centre refuses more. */
export const LONGEST_DAYS = 366;
const DAY = 86_400_000;

export const emptyAuthority: AuthorityDraft = { officers: [nobody, nobody], kind: "standing_authority", number: "", sha256: "", file: "", until: "" };

/** draftOf starts a renewal from what is in force: the same officers; the document is a new one, with its own number and hash. */
export function draftOf(now: Authority | undefined): AuthorityDraft {
  if (!now) return emptyAuthority;
  const [a, b] = now.officers ?? [];
  return { ...emptyAuthority, officers: [a ?? nobody, b ?? nobody], kind: now.document.kind };
}

/** authorityProblem is the first thing that keeps an authority from being given. */
export function authorityProblem(draft: AuthorityDraft, nowMs: number): AuthorityProblem | undefined {
  if (draft.officers.some((each) => [each.id, each.name, each.phone].some((text) => text.trim() === ""))) return "officer";
  if (draft.officers[0].id.trim() === draft.officers[1].id.trim()) return "same";
  if (draft.number.trim() === "") return "number";
  if (!/^[0-9a-f]{64}$/.test(draft.sha256)) return "file";
  const until = Date.parse(endOf(draft.until) ?? "");
  if (Number.isNaN(until) || until <= nowMs || until > nowMs + LONGEST_DAYS * DAY) return "until";
  return undefined;
}

/** endOf is the end of a typed day. */
export const endOf = (day: string): string | undefined => (day === "" ? undefined : localToISO(`${day}T23:59`));

/** authorityBody is what is sent; version 0 where none was given before. */
export function authorityBody(draft: AuthorityDraft, before: Authority | undefined): Authority {
  const plain = (each: AuthorityOfficer): AuthorityOfficer => ({ id: each.id.trim(), name: each.name.trim(), phone: each.phone.trim() });
  return {
    unit: before?.unit ?? { code: "", name: "" }, officers: draft.officers.map(plain), document: { kind: draft.kind, number: draft.number.trim(), sha256: draft.sha256 },
    until: endOf(draft.until) ?? "", set_by: "", set_at: "", version: before?.version ?? 0,
  };
}
