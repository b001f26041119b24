import type { Freeze } from "../api/money";
import type { FreezeVerb } from "../api/moneyapi";

/** What each state allows, and the right that it needs. The centre decides again. */
const VERBS: Record<string, [FreezeVerb, string][]> = {
  proposed: [["approve", "freeze.approve"], ["decline", "freeze.approve"], ["withdraw", "claim.work"]],
  active: [["ask-renewal", "claim.work"], ["renew", "freeze.approve"], ["lift", "claim.work"]],
  waiting: [["lift", "claim.work"]],
};

/** verbsFor lists what these rights may do with a freeze now. */
export function verbsFor(freeze: Pick<Freeze, "state">, can: (right: string) => boolean): FreezeVerb[] {
  return (VERBS[freeze.state] ?? []).filter(([, right]) => can(right)).map(([verb]) => verb);
}

/** Which commands need words: a refusal and a lifting say why, a renewal names its document. */
export const needsNote = (verb: FreezeVerb): boolean => verb === "decline" || verb === "withdraw" || verb === "lift";
export const needsDocument = (verb: FreezeVerb): boolean => verb === "ask-renewal";

/** The lists of freezes, as the address names them. */
export const LISTS: Record<string, string | undefined> = { todo: "proposed", running: "approved,waiting,active", ended: "declined,withdrawn,rejected,lifted,lapsed", all: undefined };
