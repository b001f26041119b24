import type { FlowLink, FlowNode } from "../api/money";
import type { Behind, BehindLine } from "./behind";
import type { FieldMap, Sheet, SheetAccount } from "../api/sheets";

/** The columns of a bank file that tracing needs, the needed ones first. */
export const FIELDS = [
  "account", "card", "time", "date", "clock", "amount", "direction", "debit", "credit", "peer_account", "peer_name", "peer_bank", "account_name", "payer_account", "payer_name", "payee_account", "payee_name", "payee_bank", "balance", "serial", "currency", "remark", "cash", "merchant", "terminal", "status",
  "branch", "place", "ip", "mac", "teller", "peer_id",
];
/** What tracing cannot do without, with everything that stands in for it: any one of the lists is enough. */
const NEEDED: Record<string, string[][]> = { account: [["account"], ["card"], ["payer_account", "payee_account"]], time: [["time"], ["date"]], amount: [["amount"], ["debit", "credit"]] };
/** The rules by which stolen money is told from other money on the same account. */
export const RULES = ["fifo", "lifo", "prorata", "libr", "poison"];
/** Accounts that stand for a way out are written as its code. */
const EXIT = /^[A-Z][A-Z_]+$/;

/** fieldsOf are the fields to be mapped: those known here and those that only the centre knows. */
export const fieldsOf = (guess: FieldMap): string[] => [...FIELDS, ...Object.keys(guess).filter((name) => !FIELDS.includes(name))];

/** missingFields are the needed fields without a column; an account that stands above the table needs none. */
export const missingFields = (map: FieldMap, above = ""): string[] =>
  Object.keys(NEEDED).filter((name) => !(name === "account" && above !== "") && !NEEDED[name].some((all) => all.every((field) => map[field])));

/** unread says whether a file is still on its way into the sheet. */
export const unread = (sheet: Pick<Sheet, "files"> | undefined): boolean => (sheet?.files ?? []).some((file) => file.state === "queued" || file.state === "reading");

/** What stands before an account at which the way is lost: its row names no other side. */
const LOST = "unknown/";
export const isLost = (account: string): boolean => account.startsWith(LOST);

/** partyText names the side of a transfer: an account by its number, a way out or a lost way in words. */
export const partyText = (account: string, word: (code: string) => string): string => (EXIT.test(account) ? word(account) : isLost(account) ? word("UNKNOWN") : account);

/** doubled are the columns that two fields were given: one of them must be wrong. */
export function doubled(map: FieldMap): string[] {
  const seen = new Map<string, number>();
  for (const column of Object.values(map)) if (column) seen.set(column, (seen.get(column) ?? 0) + 1);
  return [...seen].filter(([, count]) => count > 1).map(([column]) => column);
}

/** sheetBehind lists the transfers and accounts that a sum of a sheet is made of. Where an account is listed, its own transfers are one click away. */
export function sheetBehind(sheet: Sheet, part: string, word: (code: string) => string = (code) => code): Behind {
  const byAccount = new Map((sheet.accounts ?? []).map((account) => [account.account, account]));
  const nodeAt = (account: string): FlowNode => {
    const known = byAccount.get(account);
    return named(known ? nodeOf(known) : { id: account, label: account, bank_name: "", layer: 0, kind: "person", exit: isLost(account) ? "UNKNOWN" : "", held_fen: 0, tainted_fen: 0, arrived: "" }, word);
  };
  const move = (edge: { id: string; from: string; to: string; at: string }, fen: number): BehindLine => ({ key: edge.id, node: nodeAt(edge.to), from: nodeAt(edge.from), fen, at: edge.at, count: 1 });
  const own = (account: SheetAccount, fen: number): BehindLine => ({ key: account.account, node: nodeAt(account.account), fen, at: account.arrived, count: 1 });
  const shown = (sheet.accounts ?? []).filter((account) => account.merged_into === "" && account.exit === "");
  const lines = part === "in" ? (sheet.roots ?? []).filter((root) => root.chosen).map((root) => move(root, root.fen))
    : part === "held" ? shown.filter((account) => account.own).map((account) => own(account, account.stayed_fen))
    : part === "exit" ? (sheet.edges ?? []).filter((edge) => edge.exit).map((edge) => move(edge, edge.tainted_fen))
    : part === "followed" ? shown.map((account) => own(account, account.own ? account.tainted_fen - account.stayed_fen : account.tainted_fen))
    : (sheet.lost ?? []).map((edge) => move(edge, edge.tainted_fen));
  const some = lines.filter((line) => line.fen > 0).sort((a, b) => b.fen - a.fen);
  return { lines: some, fen: some.reduce((sum, line) => sum + line.fen, 0) };
}

/** PARTS are the sums of a sheet that open a list. */
export const PARTS = ["in", "held", "exit", "followed", "unknown"] as const;
export type SheetPart = (typeof PARTS)[number];

export interface Drawn { nodes: FlowNode[]; links: FlowLink[] }

/** drawn turns a sheet into a picture: merged holders are one node, hidden legs and small sums are left out. */
export function drawn(sheet: Sheet, hideBelow: number, word: (code: string) => string = (code) => code): Drawn {
  const accounts = sheet.accounts ?? [];
  const byAccount = new Map(accounts.map((account) => [account.account, account]));
  const home = (account: string): string => {
    let at = account;
    for (let hops = 0; hops < accounts.length && byAccount.get(at)?.merged_into; hops++) at = byAccount.get(at)?.merged_into ?? at;
    return at;
  };
  const links = (sheet.edges ?? [])
    .filter((edge) => !edge.hidden && edge.fen >= hideBelow)
    .map((edge): FlowLink => ({ source: home(edge.from), target: home(edge.to), fen: edge.fen, tainted_fen: edge.tainted_fen, at: edge.at, count: 1 }))
    .filter((link) => link.source !== link.target);
  const used = new Set(links.flatMap((link) => [link.source, link.target]));
  return { nodes: accounts.filter((account) => used.has(account.account) && account.merged_into === "").map((account) => named(nodeOf(account), word)), links };
}

/** named writes an exit in words. */
const named = (node: FlowNode, word: (code: string) => string): FlowNode => (node.exit === "" ? node : { ...node, label: word(node.exit) });

export function nodeOf(account: SheetAccount): FlowNode {
  const exit = EXIT.test(account.account) ? account.account : isLost(account.account) ? "UNKNOWN" : "";
  return {
    id: account.account, label: `${account.account}${account.holder ? ` ${account.holder}` : ""}`, bank_name: account.bank_name ?? "", layer: account.layer, kind: account.layer === 0 ? "victim" : "person", exit,
    held_fen: 0, tainted_fen: account.in_fen || account.out_fen, arrived: account.arrived,
  };
}
