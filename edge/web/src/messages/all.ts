import en from "./en.json";
import zh from "./zh.json";

type Tree = { [key: string]: string | Tree };

/** joined lays one tree of texts into another; a key that both give is a mistake that messages.test.ts reports. */
export function joined(into: Tree, more: Tree): Tree {
  for (const [key, value] of Object.entries(more)) {
    const there = into[key];
    into[key] = typeof value === "object" && typeof there === "object" ? joined({ ...there }, value) : value;
  }
  return into;
}

/** Each area of work keeps its texts in a pair of files of its own: zh/<area>.json and en/<area>.json. */
export const parts: Record<"zh" | "en", Record<string, Tree>> = {
  zh: import.meta.glob<Tree>("./zh/*.json", { eager: true, import: "default" }),
  en: import.meta.glob<Tree>("./en/*.json", { eager: true, import: "default" }),
};

const all = (base: Tree, more: Record<string, Tree>) => Object.values(more).reduce(joined, { ...base });

/** All texts of the console, in both languages. */
export const texts = { zh: all(zh as Tree, parts.zh), en: all(en as Tree, parts.en) };
