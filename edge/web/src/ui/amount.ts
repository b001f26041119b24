import typed from "../messages/typed.json";

const UNITS = typed.amountUnits as Record<string, number>;
const YUAN = 100;
/** More than this in one transfer is a slip of the pen: 1,000 million yuan. */
const MOST_FEN = 100_000_000_000_00n / 100n;

/** clean writes full-width digits and signs as plain ones and drops what people put between digits. */
export const clean = (text: string) => text.normalize("NFKC").replace(/[\s,，¥￥]/g, "");

/** scaled is digits with a decimal point times a unit in fen, exactly; nothing when a part of a fen would be left. */
function scaled(digits: string, unit: number): bigint | undefined {
  const [whole, part = ""] = digits.split(".");
  const product = BigInt(whole + part) * BigInt(unit);
  const divisor = 10n ** BigInt(part.length);
  return product % divisor === 0n ? product / divisor : undefined;
}

/**
 * parseAmount reads an amount as people say it ("86000", "86,000.5", "8.6万", "8万6", "8万6千", "3千元") into fen. Nothing is
 * rounded: what cannot be read exactly is no amount.
 */
export function parseAmount(text: string): number | undefined {
  const names = Object.keys(UNITS).join("");
  const parts = [...clean(text).matchAll(new RegExp(`(\\d{1,13}(?:\\.\\d{1,6})?)([${names}]*)`, "g"))];
  if (parts.length === 0 || parts.map((p) => p[0]).join("") !== clean(text)) return undefined;
  let sum = 0n;
  let before = Number.POSITIVE_INFINITY;
  for (const [, digits, words] of parts) {
    const units = [...words].filter((each, i, all) => UNITS[each] !== YUAN || i < all.length - 1 || all.length === 1);
    if (units.length > 1) return undefined;
    // "8万6" is 86,000: a single digit after a unit counts the next lower place
    const said = units.length === 1 ? UNITS[units[0]] : /^\d$/.test(digits) && Number.isFinite(before) && before > YUAN ? before / 10 : YUAN;
    if (said >= before) return undefined;
    const value = scaled(digits, said);
    if (value === undefined) return undefined;
    sum += value;
    before = said;
  }
  return sum > 0n && sum <= MOST_FEN ? Number(sum) : undefined;
}
