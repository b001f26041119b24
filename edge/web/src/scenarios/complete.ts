/** One word that may stand at the caret. */
export interface Word { text: string; label: string; detail: string }
/** Name is a word of the language with its meaning in the user's language. */
export interface Name { name: string; type?: string; meaning: string; /** Kinds of signals that carry it; empty: all. */ on?: readonly string[] }
/** What the language knows: from the centre, never from the console. */
export interface Language {
  keys: readonly Name[]; fields: readonly Name[]; functions: readonly Name[]; measures: readonly Name[];
  /** The values that a key may have. */
  values: Readonly<Record<string, readonly Name[]>>;
}

export interface Completion { from: number; to: number; words: Word[] }

/** No list is longer: a longer one is narrowed by typing on. */
const MOST = 40;

const word = (name: Name): Word => ({ text: name.name, label: name.type ? `${name.name} : ${name.type}` : name.name, detail: name.meaning });

/** ownNames are the windows and steps that the text itself names; a step adds how long ago it was and with whom. */
export function ownNames(text: string): Name[] {
  const out: Name[] = [];
  let part = "";
  for (const line of text.split("\n")) {
    part = /^(\w+):/.exec(line)?.[1] ?? part;
    const name = /^\s+-?\s*\{?\s*(?:.*[,{]\s*)?name:\s*['"]?(\w+)/.exec(line)?.[1];
    if (!name) continue;
    if (part === "windows") out.push({ name, meaning: "" });
    if (part === "sequence") for (const end of ["ago_s", "peer", "duration_s", "amount_fen"]) out.push({ name: `${name}_${end}`, meaning: "" });
  }
  return out;
}

/** kindsOf are the kinds of signals that the scenario listens to. */
export function kindsOf(text: string): string[] {
  const line = /^on:\s*\[([^\]]*)\]/m.exec(text)?.[1];
  return line === undefined ? [] : line.split(",").map((each) => each.trim()).filter((each) => each !== "");
}

/** keyBefore is the key whose value stands at the end of a line, and whether a value has begun. */
function keyBefore(line: string): string | undefined {
  const found = [...line.matchAll(/(?:^\s*-?\s*|[{,]\s*)(\w+):\s?/g)];
  return found.at(-1)?.[1];
}

/** inQuotes says whether a quoted condition is open at the end of a line. */
const inQuotes = (line: string): boolean => (line.replaceAll("''", "").split("'").length - 1) % 2 === 1;

/** isCondition says whether the caret stands in a condition: names of fields, functions, windows and steps belong there. */
const isCondition = (key: string | undefined): boolean => ["where", "block", "override", "if"].includes(key ?? "");

/** completionAt says which words may stand at the caret, those that begin as what is typed first. A word is found by its meaning too: 金额 finds amount_fen. */
export function completionAt(text: string, caret: number, language: Language): Completion | undefined {
  const head = text.slice(0, caret);
  const line = head.slice(head.lastIndexOf("\n") + 1);
  const typed = /[\p{L}\p{N}_]*$/u.exec(line)?.[0] ?? "";
  const before = line.slice(0, line.length - typed.length);
  const key = keyBefore(before);
  const kinds = kindsOf(text);
  let names: readonly Name[];
  if (/^\s*$/.test(before) && before === "") names = language.keys;
  else if (isCondition(key) || (key !== undefined && inQuotes(before))) names = [...ownNames(text), ...language.fields.filter((each) => !each.on?.length || kinds.length === 0 || kinds.some((kind) => each.on?.includes(kind))), ...language.functions];
  else if (key === "measure") names = /\(\s*$/.test(before) ? language.fields : language.measures;
  else names = language.values[key ?? ""] ?? [];
  const low = typed.toLowerCase();
  const fits = names.filter((each) => each.name.toLowerCase().includes(low) || each.meaning.includes(typed));
  const words = [...fits.filter((each) => each.name.toLowerCase().startsWith(low)), ...fits.filter((each) => !each.name.toLowerCase().startsWith(low))].filter((each) => each.name !== typed).slice(0, MOST).map(word);
  return words.length === 0 ? undefined : { from: caret - typed.length, to: caret, words };
}

/** placed puts a word into the text and says where the caret then stands: inside the brackets of a function. */
export function placed(text: string, at: Completion, chosen: Word): { text: string; caret: number } {
  const inside = chosen.text.indexOf("(");
  const more = inside >= 0 && chosen.text.endsWith(")") && chosen.text.length > inside + 2 ? chosen.text.length : inside >= 0 ? inside + 1 : chosen.text.length;
  return { text: text.slice(0, at.from) + chosen.text + text.slice(at.to), caret: at.from + more };
}

/** offsetOf is where a line and column (both from 1) stand in the text. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const at = Math.min(Math.max(1, line), lines.length);
  return lines.slice(0, at - 1).reduce((sum, each) => sum + each.length + 1, 0) + Math.min(Math.max(0, column - 1), lines[at - 1].length);
}
