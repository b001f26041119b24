import type { Bank } from "../api/money";

/** plainAccount drops what people put between the digits of a card or account number. */
export const plainAccount = (text: string) => text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();

/** maskAccount hides the middle exactly as the centre does, so that a full number can be compared with a masked one. */
export function maskAccount(account: string): string {
  const n = account.length;
  if (n === 0) return "";
  if (n >= 14) return `${account.slice(0, 6)}****${account.slice(-4)}`;
  return n >= 10 ? `${account.slice(0, 2)}****${account.slice(-4)}` : `****${account.slice(-2)}`;
}

/** luhnOK checks the last digit of a card number. */
export function luhnOK(account: string): boolean {
  if (!/^\d{13,19}$/.test(account)) return false;
  const sum = [...account].reverse().reduce((all, digit, i) => {
    const d = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return all + (d > 9 ? d - 9 : d);
  }, 0);
  return sum % 10 === 0;
}

/** guessBank finds the bank by the longest prefix that fits. */
export function guessBank(account: string, banks: Bank[]): Bank | undefined {
  let best: Bank | undefined;
  let length = 0;
  for (const bank of banks) {
    for (const prefix of bank.prefixes ?? []) {
      if (prefix.length > length && account.startsWith(prefix)) {
        best = bank;
        length = prefix.length;
      }
    }
  }
  return best;
}

export type AccountProblem = "short" | "signs" | "luhn";

/** accountProblem says what looks wrong with an account number. Only "luhn" is a doubt and no certainty: not every account is a card. */
export function accountProblem(account: string): AccountProblem | undefined {
  if (!/^[0-9A-Z]*$/.test(account)) return "signs";
  if (account.length < 8 || account.length > 32) return "short";
  return /^\d{16,19}$/.test(account) && !luhnOK(account) ? "luhn" : undefined;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** idOK checks the length and the check character of an 18-digit identity number; other papers (passport, permit) are taken as they are. */
export function idOK(text: string): boolean {
  const id = plainAccount(text);
  if (!/^\d{17}[\dX]$/.test(id)) return /^[A-Z0-9]{6,17}$/.test(id) && !/^\d{15,17}$/.test(id);
  const sum = WEIGHTS.reduce((all, weight, i) => all + weight * Number(id[i]), 0);
  return "10X98765432"[sum % 11] === id[17];
}

/** phoneOK takes a mainland mobile or a number with its country code. */
export const phoneOK = (text: string) => /^(1\d{10}|\+\d{6,15}|0\d{9,11})$/.test(text.replace(/[\s-]/g, ""));
