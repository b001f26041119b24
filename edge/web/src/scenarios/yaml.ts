/** What a scenario file can hold: words, lists and tables of them. Numbers stay as they are written, so that nothing is rounded on the way through the form. */
export type Value = string | Value[] | { [key: string]: Value };
export type Row = Record<string, Value>;

/** The order in which the keys of a scenario stand; a key that the form adds takes its place in it. */
const ORDER = ["code", "version", "disabled", "name", "fraud", "family", "level", "score", "bands", "basis", "on", "by", "quiet", "windows", "sequence", "absent", "where", "block", "points", "override", "reason", "examples"];

/** Unread is text that the form cannot show; it is edited as text. */
export class Unread extends Error {}

interface Line { indent: number; text: string; at: number }

/** bare takes the remark off the end of a line, unless its sign stands inside quotes. */
function bare(line: string): string {
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const sign = line[i];
    if (quote) { if (sign === quote) quote = ""; }
    else if ((sign === "'" || sign === '"') && (i === 0 || /[\s[{,:]/.test(line[i - 1]))) quote = sign;
    else if (sign === "#" && (i === 0 || /\s/.test(line[i - 1]))) return line.slice(0, i).trimEnd();
  }
  return line.trimEnd();
}

function linesOf(text: string): Line[] {
  return text.split("\n").map((raw, at) => { const line = bare(raw); return { indent: line.length - line.trimStart().length, text: line.trimStart(), at }; }).filter((line) => line.text !== "");
}

/** Flow reads what stands on one line: quoted and plain words, [lists] and {tables}. */
class Flow {
  private at = 0;
  constructor(private readonly text: string) {}
  all(): Value {
    const value = this.value("");
    this.space();
    if (this.at < this.text.length) throw new Unread();
    return value;
  }
  private space() { while (this.text[this.at] === " ") this.at++; }
  private value(ends: string): Value {
    this.space();
    const sign = this.text[this.at];
    if (sign === "[") return this.list();
    if (sign === "{") return this.table();
    if (sign === "'" || sign === '"') return this.quoted(sign);
    const from = this.at;
    while (this.at < this.text.length && !ends.includes(this.text[this.at])) this.at++;
    return this.text.slice(from, this.at).trim();
  }
  private quoted(sign: string): string {
    let out = "";
    for (this.at++; this.at < this.text.length; this.at++) {
      const here = this.text[this.at];
      if (here === sign && sign === "'" && this.text[this.at + 1] === "'") { out += "'"; this.at++; }
      else if (here === "\\" && sign === '"') { const next = this.text[++this.at]; out += next === "n" ? "\n" : next === "t" ? "\t" : (next ?? ""); }
      else if (here === sign) { this.at++; return out; }
      else out += here;
    }
    throw new Unread();
  }
  private more(end: string): boolean {
    this.space();
    const sign = this.text[this.at++];
    if (sign === end) return false;
    if (sign !== ",") throw new Unread();
    this.space();
    if (this.text[this.at] !== end) return true;
    this.at++;
    return false;
  }
  private list(): Value[] {
    const out: Value[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") { this.at++; return out; }
    do out.push(this.value(",]")); while (this.more("]"));
    return out;
  }
  private table(): Row {
    const out: Row = {};
    this.at++;
    this.space();
    if (this.text[this.at] === "}") { this.at++; return out; }
    do {
      this.space();
      const key = /^\w+:\s*/.exec(this.text.slice(this.at))?.[0];
      if (key === undefined) throw new Unread();
      this.at += key.length;
      put(out, key.replace(/:\s*$/, ""), this.value(",}"));
    } while (this.more("}"));
    return out;
  }
}

/** put refuses a key that stands twice, or one that would reach into the language itself. */
function put(table: Row, key: string, value: Value): void {
  if (Object.hasOwn(table, key) || key === "__proto__") throw new Unread();
  table[key] = value;
}

/** Blocks reads what stands on several lines, by its indent. */
class Blocks {
  private i = 0;
  constructor(private readonly lines: Line[], private readonly raw: string[]) {}
  top(): Row { const out = this.table(0); if (this.i < this.lines.length) throw new Unread(); return out; }
  private here(): Line | undefined { return this.lines[this.i]; }
  private table(indent: number): Row {
    const out: Row = {};
    for (let line = this.here(); line?.indent === indent && !line.text.startsWith("- "); line = this.here()) this.pair(out, line.text, line.indent);
    return out;
  }
  /** pair reads one key with what belongs to it; the next line is then the next to read. */
  private pair(out: Row, text: string, indent: number): void {
    const [head, key] = /^(\w+):(?:\s+|$)/.exec(text) ?? [];
    if (head === undefined) throw new Unread();
    const rest = text.slice(head.length);
    const line = this.lines[this.i++];
    put(out, key, rest === "" ? this.below(indent) : /^[>|][-+]?$/.test(rest) ? this.folded(line.at, indent, rest[0]) : new Flow(rest).all());
  }
  private below(indent: number): Value {
    const line = this.here();
    if (!line || line.indent < indent || (line.indent === indent && !line.text.startsWith("- "))) return "";
    if (line.text.startsWith("- ")) return this.list(line.indent);
    return this.table(line.indent);
  }
  private list(indent: number): Value[] {
    const out: Value[] = [];
    for (let line = this.here(); line?.indent === indent && line.text.startsWith("- "); line = this.here()) {
      const text = line.text.slice(2).trimStart();
      const inner = indent + line.text.length - text.length;
      if (!/^\w+:(\s|$)/.test(text)) { this.i++; out.push(new Flow(text).all()); continue; }
      const row: Row = {};
      this.pair(row, text, inner);
      for (let next = this.here(); next?.indent === inner && !next.text.startsWith("- "); next = this.here()) this.pair(row, next.text, inner);
      out.push(row);
    }
    return out;
  }
  private folded(from: number, indent: number, sign: string): string {
    const words: string[] = [];
    for (let at = from + 1; at < this.raw.length; at++) {
      const line = this.raw[at];
      if (line.trim() !== "" && line.length - line.trimStart().length <= indent) break;
      words.push(line.trim());
    }
    while (this.here() !== undefined && (this.here() as Line).indent > indent) this.i++;
    return words.join(sign === ">" ? " " : "\n").trim();
  }
}

/** readScenario reads the text of a scenario for the form, or says that it must be edited as text. */
export function readScenario(text: string): Row | undefined {
  try {
    return new Blocks(linesOf(text), text.split("\n")).top();
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
}

/** What may stand without quotes: codes, spans, numbers with a unit. */
const PLAIN = /^[\p{L}\d][\p{L}\d_.]*$/u;
/** A negative number: points may be taken off. */
const NEGATIVE = /^-\d+$/;
const LIKE_OTHERS = /^(true|false|yes|no|on|off|null|~|\d[\d_]*\.\d*|0\d+)$/i;

function written(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, each]) => `${key}: ${written(each)}`).join(", ")}}`;
  if (/[\n\t]/.test(value)) return JSON.stringify(value);
  return (PLAIN.test(value) || NEGATIVE.test(value)) && !LIKE_OTHERS.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** blockOf writes one key of the top with all that belongs to it. */
function blockOf(key: string, value: Value): string[] {
  if (key === "version" || key === "score" || key === "disabled") return [`${key}: ${String(value).trim()}`];
  if (key === "basis" && typeof value === "string") return ["basis: >-", ...value.split("\n").map((line) => `  ${line.trim()}`)];
  if (key === "on" || typeof value === "string") return [`${key}: ${written(value)}`];
  if (Array.isArray(value)) return [`${key}:`, ...value.map((row) => `  - ${written(row)}`)];
  return [`${key}:`, ...Object.entries(value).map(([name, each]) => `  ${name}: ${written(each)}`)];
}

const keyAt = (line: string): string | undefined => /^(\w+):(\s|$)/.exec(line)?.[1];

/** writeScenario changes one key of the text and leaves every other line as it stands. An empty value takes the key out. */
export function writeScenario(text: string, key: string, value: Value): string {
  const lines = text.split("\n");
  const block = value === "" || (Array.isArray(value) && value.length === 0) ? [] : blockOf(key, value);
  const from = lines.findIndex((line) => keyAt(line) === key);
  if (from >= 0) {
    let to = from + 1;
    while (to < lines.length && (lines[to].trim() === "" || /^[\s-]/.test(lines[to]))) to++;
    while (to > from + 1 && lines[to - 1].trim() === "") to--;
    return [...lines.slice(0, from), ...block, ...lines.slice(to)].join("\n");
  }
  if (block.length === 0) return text;
  const after = ORDER.slice(ORDER.indexOf(key) + 1);
  const before = ORDER.includes(key) ? lines.findIndex((line) => after.includes(keyAt(line) ?? "")) : -1;
  if (before >= 0) return [...lines.slice(0, before), ...block, ...lines.slice(before)].join("\n");
  return `${text.trimEnd()}${text.trim() === "" ? "" : "\n"}${block.join("\n")}\n`;
}
