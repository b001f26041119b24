import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { Bank, Check } from "../../api/money";
import { money } from "../../api/moneyapi";
import { usePaused } from "../paused";
import { serverNow } from "../now";
import { missingOf, readPayee, type PayeeDraft } from "./intaking";

/** How long the typing must pause before the centre is asked. */
const PAUSE_MS = 350;
/** A check is good for this long: duplicates come and go. */
const GOOD_MS = 60_000;

export interface Checks {
  of: (payee: number) => Check | undefined;
  all: Check[];
  asking: boolean;
  /** settle asks what was not asked yet and says whether every payee passed. A centre that cannot be asked does not stop an order: it checks again itself. */
  settle: () => Promise<boolean>;
}

interface Asked { account: string; name: string; fen: number; at: string }

const queryOf = (asked: Asked) => ({ queryKey: ["check", asked], queryFn: () => money.check(asked), staleTime: GOOD_MS, retry: false });

/** askOf is what the centre is asked about a payee once its four fields are there. */
function askOf(payee: PayeeDraft, banks: Bank[]): Asked | undefined {
  const now = serverNow();
  if (missingOf(payee, banks, now).some((field) => field !== "bank")) return undefined;
  const read = readPayee(payee, banks, now);
  return { account: read.account, name: payee.name.trim(), fen: read.fen ?? 0, at: read.at ?? "" };
}

/** useChecks compares the four match fields of every payee with what the centre knows, while the officer goes on typing. */
export function useChecks(payees: PayeeDraft[], banks: Bank[]): Checks {
  const client = useQueryClient();
  const fresh = payees.map((payee) => askOf(payee, banks) ?? null);
  const paused = JSON.parse(usePaused(JSON.stringify(fresh), PAUSE_MS)) as (Asked | null)[];
  const asked = paused.map((each, i) => ({ each, i })).filter((x): x is { each: Asked; i: number } => x.each !== null);
  const results = useQueries({ queries: asked.map(({ each }) => queryOf(each)) });
  const of = (i: number) => results[asked.findIndex((x) => x.i === i)]?.data;
  const settle = async () => {
    const all = await Promise.all(fresh.map((each) => (each ? client.fetchQuery(queryOf(each)).catch(() => undefined) : undefined)));
    return all.every((check) => check === undefined || check.ok);
  };
  return { of, all: results.flatMap((result) => result.data ?? []), asking: results.some((result) => result.isFetching), settle };
}
