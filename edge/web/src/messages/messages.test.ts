// Protects the two languages: the same keys, the same placeholders, no text in the code, no key that is missing.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parts, texts } from "./all";
import enBase from "./en.json";
import zhBase from "./zh.json";

const src = join(dirname(fileURLToPath(import.meta.url)), "..");

function flat(tree: object, prefix = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") out.set(prefix + key, value);
    else for (const [k, v] of flat(value as object, `${prefix}${key}.`)) out.set(k, v);
  }
  return out;
}

function sources(dir = src): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !/\.test\.|\.d\.ts$/.test(name) ? [path] : [];
  });
}

const scenarios = join(src, "../../../rulebook/scenarios");

/** namesOf lists what the hits of a scenario may show: its windows, and what its steps add. */
function namesOf(yaml: string): string[] {
  const part = (head: string) => yaml.match(new RegExp(`^${head}:\\n((?:[ -].*\\n)+)`, "m"))?.[1] ?? "";
  const names = (text: string) => [...text.matchAll(/^ *- \{?name: (\w+)/gm)].map(([, name]) => name);
  const value = (block: string) => (/of: \[transfer/.test(block) ? "amount_fen" : "duration_s");
  const steps = part("sequence");
  return [...names(part("windows")), ...names(steps).flatMap((name) => [`${name}_ago_s`, `${name}_peer`, `${name}_${value(steps)}`])];
}

const chinese = flat(texts.zh);
const english = flat(texts.en);
const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
const codeOnly = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

describe("messages", () => {
  it("have the same keys in both languages", () => expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort()));
  it("have the same placeholders", () => {
    const differing = [...chinese].filter(([key, text]) => holes(text).join() !== holes(english.get(key) ?? "").join()).map(([key]) => key);
    expect(differing).toEqual([]);
  });
  it("are never empty", () => expect([...chinese, ...english].filter(([, text]) => text === "")).toEqual([]));
  it("hold all Chinese text: the code holds none", () => {
    const guilty = sources().filter((path) => /[\u3400-\u9fff]/.test(codeOnly(readFileSync(path, "utf8")))).map((path) => relative(src, path));
    expect(guilty).toEqual([]);
  });
  it("stand in one file each: no area takes a key of another", () => {
    for (const [base, more] of [[zhBase, parts.zh], [enBase, parts.en]] as const) {
      const keys = [...flat(base).keys(), ...Object.values(more).flatMap((part) => [...flat(part).keys()])];
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    }
  });
  it("have every key that the code names", () => {
    const missing: string[] = [];
    for (const path of sources()) {
      for (const [, key] of readFileSync(path, "utf8").matchAll(/\bt\(\s*"([\w.]+)"/g)) if (!chinese.has(key)) missing.push(`${relative(src, path)}: ${key}`);
    }
    expect(missing).toEqual([]);
  });
  it("name the evidence of every shipped scenario", () => {
    const names = readdirSync(scenarios).filter((name) => name.endsWith(".yaml")).flatMap((name) => namesOf(readFileSync(join(scenarios, name), "utf8")));
    expect(names).toContain("new_payees_24h");
    expect(names).toContain("talk_peer");
    expect(names.filter((name) => !chinese.has(`evidence.${name}`))).toEqual([]);
  });
  it("have something under every computed key", () => {
    const empty: string[] = [];
    for (const path of sources()) {
      for (const [, prefix] of readFileSync(path, "utf8").matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)) {
        if (![...chinese.keys()].some((key) => key.startsWith(`${prefix}.`))) empty.push(`${relative(src, path)}: ${prefix}`);
      }
    }
    expect(empty).toEqual([]);
  });
});

describe("screens", () => {
  const screens = ["today", "alerts", "tasks", "person", "scenarios", "admin", "signin", "stoppay", "stops", "flow", "objections", "bank", "trail", "measures", "wall", "leader", "bulletins", "indicators", "query", "map", "cases", "govern", "outreach", "hotline", "samples"];
  it("import shared parts and the interface, never another screen", () => {
    const guilty: string[] = [];
    for (const path of sources()) {
      const own = relative(src, path).split("/")[0];
      if (!screens.includes(own)) continue;
      for (const [, target] of readFileSync(path, "utf8").matchAll(/from "\.\.\/(\w+)\//g)) {
        if (screens.includes(target) && target !== own) guilty.push(`${relative(src, path)} → ${target}`);
      }
    }
    expect(guilty).toEqual([]);
  });
  it("speak HTTP only through the interface", () => {
    const guilty = sources().filter((path) => !relative(src, path).startsWith("api/") && /\bfetch\(|XMLHttpRequest|new EventSource/.test(readFileSync(path, "utf8")));
    expect(guilty).toEqual([]);
  });
  it("stay below 500 lines each", () => expect(sources().filter((path) => readFileSync(path, "utf8").split("\n").length > 500)).toEqual([]));
});
