import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { casesApi, type CaseWord } from "../api/cases";
import { govern } from "../api/govern";
import { money } from "../api/moneyapi";
import { useSession } from "../ui/session";

/** useWords are the words of the register in the user's language: word("frauds", code), and lists for choices. */
export function useWords(): { word: (book: string, code: string) => string; list: (book: string) => { value: string; text: string }[]; book: (name: string) => CaseWord[] } {
  const { i18n } = useTranslation();
  const books = useQuery({ queryKey: ["caseWords"], queryFn: casesApi.words, staleTime: Number.POSITIVE_INFINITY }).data?.books ?? {};
  const say = (one: CaseWord) => (i18n.language.startsWith("zh") ? one.zh : one.en);
  const book = (name: string) => books[name] ?? [];
  return {
    book,
    word: (name, code) => { const one = book(name).find((each) => each.code === code); return one ? say(one) : code; },
    list: (name) => book(name).map((one) => ({ value: one.code, text: say(one) })),
  };
}

/** useIssuers names the bank or carrier behind a card, for whom the lists of names are open; else its code stands. */
export function useIssuers(): (code: string) => string {
  const { can } = useSession();
  const banks = useQuery({ queryKey: ["banks"], queryFn: money.banks, staleTime: 300_000, enabled: can("claim.read") }).data?.items ?? [];
  const members = useQuery({ queryKey: ["govern", "members"], queryFn: () => govern.members(), staleTime: 60_000, enabled: can("govern.read") }).data?.items ?? [];
  return (code) => banks.find((each) => each.code === code)?.name ?? members.find((each) => each.member === code)?.name ?? code;
}

/** outletOf is the outlet (网点) of a card; where it is written after its issuer's code, the issuer is known and left out. */
export function outletOf(card: { bank: string; carrier: string; outlet: string }): string {
  const before = `${card.bank || card.carrier}·`;
  return before.length > 1 && card.outlet.startsWith(before) ? card.outlet.slice(before.length) : card.outlet;
}
