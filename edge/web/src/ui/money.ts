/** formatFen writes integer fen as yuan: ¥86,000.00. Never computes in floating point. */
export function formatFen(fen: number): string {
  const minus = fen < 0 ? "-" : "";
  const digits = String(Math.abs(Math.trunc(fen))).padStart(3, "0");
  const yuan = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${minus}¥${yuan}.${digits.slice(-2)}`;
}

/** formatYuan leaves out the fen where a list needs the size only, rounding down: ¥86,000. */
export function formatYuan(fen: number): string {
  return formatFen(fen).slice(0, -3);
}

/** parseYuan reads what an officer types ("86000", "86,000.5") into fen; undefined when it is no amount. */
export function parseYuan(text: string): number | undefined {
  const m = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(text.replaceAll(",", "").replaceAll("，", "").replace(/^[¥￥]/, "").trim());
  if (!m) return undefined;
  return Number(m[1]) * 100 + Number((m[2] ?? "").padEnd(2, "0"));
}

/** percent writes a share with one decimal; a share of nothing is a dash, never 0 % or ∞. */
export function percent(num: number, den: number): string {
  return den === 0 ? "—" : `${((num * 100) / den).toFixed(1)}%`;
}
