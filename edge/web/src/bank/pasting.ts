import type { Bank, Disposition } from "../api/money";
import typed from "../messages/typed.json";
import { guessBank, plainAccount } from "../ui/account";
import { parseAmount } from "../ui/amount";
import { parseGrid } from "../ui/grid";
import { parseMoment } from "../ui/moment";

export type Column = "code" | "fen" | "time" | "ref" | "bank" | "account" | "name" | "place";
/** The order of the columns when the paste has no line of headings: that of the form which can be copied. */
export const COLUMNS: Column[] = ["code", "fen", "time", "ref", "bank", "account", "name", "place"];
/** The most lines that one answer can carry; the page of the banks says the same. */
export const LINES_MAX = 500;
/** Where money may go. Those with an account open the next layer. */
export const ONWARD = ["MOVED_INTERNAL", "MOVED_OTHER_BANK", "WALLET"];
export const CODES = [...ONWARD, "CASH_ATM", "CASH_COUNTER", "CASH_CHEQUE", "AGENT_CASH", "POS_PURCHASE", "CRYPTO_OFFRAMP", "ABROAD", "LOAN_REPAID", "BELOW_THRESHOLD", "NO_BALANCE"];

export type Problem = "code" | "fen" | "time" | "account" | "bank" | "name" | "many";
/** A fault of one cell: row counts from 1 as the spreadsheet does. */
export interface CellProblem { row: number; column: Column; problem: Problem; text: string }
export interface Pasted { lines: Disposition[]; problems: CellProblem[]; head: boolean }

const names = typed.pasteColumns as Record<Column, string[]>;
const codes = typed.pasteCodes as Record<string, string[]>;
const plain = (text: string) => text.normalize("NFKC").replace(/\s/g, "").toUpperCase();

/** headOf finds which column is which in a line of headings; nothing when the line is data. */
function headOf(cells: string[]): (Column | undefined)[] | undefined {
  const found = cells.map((cell) => COLUMNS.find((column) => names[column].some((name) => plain(name) === plain(cell))));
  return found.filter(Boolean).length >= 2 ? found : undefined;
}

/** codeOf reads where the money went, by code or by the words of the trade; the longest word that occurs decides. */
export function codeOf(text: string): string | undefined {
  const said = plain(text);
  if (CODES.includes(said)) return said;
  let best: string | undefined;
  let length = 0;
  for (const [code, words] of Object.entries(codes)) {
    for (const word of words) {
      if (word.length > length && said.includes(plain(word))) {
        best = code;
        length = word.length;
      }
    }
  }
  return best;
}

/** bankOf finds a bank by its code, its name or the prefix of the account. */
function bankOf(text: string, account: string, banks: Bank[]): string | undefined {
  const said = plain(text);
  const named = said === "" ? undefined : banks.find((bank) => plain(bank.code) === said || plain(bank.name).includes(said) || said.includes(plain(bank.name)));
  return (named ?? (said === "" ? guessBank(account, banks) : undefined))?.code;
}

function readRow(cells: Partial<Record<Column, string>>, row: number, banks: Bank[], nowMs: number): { line: Disposition; problems: CellProblem[] } {
  const problems: CellProblem[] = [];
  const wrong = (column: Column, problem: Problem) => problems.push({ row, column, problem, text: cells[column] ?? "" });
  const account = plainAccount(cells.account ?? "");
  const kind = codeOf(cells.code ?? "") ?? ((cells.code ?? "") === "" && account !== "" ? "MOVED_OTHER_BANK" : undefined);
  const fen = parseAmount((cells.fen ?? "").replace(/^-/, ""));
  const time = cells.time ? parseMoment(cells.time, nowMs) : "";
  const onward = kind !== undefined && ONWARD.includes(kind);
  const bank = account === "" ? "" : bankOf(cells.bank ?? "", account, banks);
  if (kind === undefined) wrong("code", "code");
  if (fen === undefined) wrong("fen", "fen");
  if (time === undefined || (onward && time === "")) wrong("time", "time"); // the next bank looks for the transfer by its time
  if (onward && (account.length < 8 || !/^[0-9A-Z]+$/.test(account))) wrong("account", "account");
  if (onward && bank === undefined && kind !== "MOVED_INTERNAL") wrong("bank", "bank");
  if (onward && (cells.name ?? "") === "") wrong("name", "name");
  const line: Disposition = {
    code: kind ?? "", fen: fen ?? 0, ...(time ? { time } : {}), ...(cells.ref ? { ref: cells.ref } : {}), ...(bank ? { bank } : {}), ...(account ? { account } : {}),
    ...(cells.name ? { name: cells.name } : {}), ...(cells.place ? { place: cells.place } : {}),
  };
  return { line, problems };
}

/** parseLines reads what was copied from a spreadsheet into lines of an answer, and names every cell that cannot be read. */
export function parseLines(text: string, banks: Bank[], nowMs: number): Pasted {
  const grid = parseGrid(text);
  const head = grid.length > 0 ? headOf(grid[0]) : undefined;
  const out: Pasted = { lines: [], problems: [], head: head !== undefined };
  grid.slice(head ? 1 : 0).forEach((cells, i) => {
    const row = i + (head ? 2 : 1);
    if (i >= LINES_MAX) {
      if (i === LINES_MAX) out.problems.push({ row, column: "code", problem: "many", text: "" });
      return;
    }
    const byName: Partial<Record<Column, string>> = {};
    cells.forEach((cell, at) => {
      const column = head ? head[at] : COLUMNS[at];
      if (column && byName[column] === undefined) byName[column] = cell;
    });
    const read = readRow(byName, row, banks, nowMs);
    out.lines.push(read.line);
    out.problems.push(...read.problems);
  });
  return out;
}
