import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { casesApi, type CaseWord } from "../api/cases";

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
