import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "./keys";

export interface Column<T> { key: string; title: ReactNode; /** Names the value on a phone where the title is more than words. */ name?: string; cell: (row: T) => ReactNode; right?: boolean; /** Makes the column one to sort by. */ by?: (row: T) => number | string; wide?: boolean }
interface Props<T> {
  columns: Column<T>[]; rows: T[]; keyOf: (row: T) => string; label: string; onOpen?: (row: T) => void; chosen?: string; testid?: string; empty?: ReactNode; foot?: ReactNode;
  /** The table listens to ↑ ↓ Enter: one table of a screen may. */
  keys?: boolean;
}

/** sorted orders rows by a column; equals stay as they came. */
export function sorted<T>(rows: T[], by: ((row: T) => number | string) | undefined, down: boolean): T[] {
  if (!by) return rows;
  const compare = (a: number | string, b: number | string) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh"));
  return [...rows].sort((a, b) => (down ? -1 : 1) * compare(by(a), by(b)));
}

/** PlainTable is a dense table: sorts by a click on a head, goes by ↑ ↓ and opens by Enter, prints on A4 as it stands. On a phone each row is a card of labelled values, so that nothing has to be pushed sideways. */
export function PlainTable<T>({ columns, rows, keyOf, label, onOpen, chosen, testid, empty, foot, keys = false }: Props<T>) {
  const { t } = useTranslation();
  const [sort, setSort] = useState<{ key: string; down: boolean }>();
  const [at, setAt] = useState<string>();
  const column = columns.find((each) => each.key === sort?.key);
  const shown = sorted(rows, column?.by, sort?.down ?? false);
  const step = (by: number) => {
    const now = shown.findIndex((row) => keyOf(row) === (at ?? chosen));
    const next = shown[Math.min(shown.length - 1, Math.max(0, now + by))];
    if (next !== undefined) setAt(keyOf(next));
  };
  const open = () => { const row = shown.find((each) => keyOf(each) === (at ?? chosen)); if (row !== undefined) onOpen?.(row); };
  useKeys({ ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1), Enter: open }, keys);
  const turn = (key: string) => setSort((now) => (now?.key !== key ? { key, down: true } : now.down ? { key, down: false } : undefined));
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div className="scroll-x">
      <table className="mini plain-table" aria-label={label} data-testid={testid}>
        <thead>
          <tr>
            {columns.map((each) => (
              <th key={each.key} className={each.right ? "right" : undefined} aria-sort={sort?.key === each.key ? (sort.down ? "descending" : "ascending") : undefined}>
                {each.by ? <button type="button" className="link head-sort" onClick={() => turn(each.key)} title={t("figures.sortBy")}>{each.title}{sort?.key === each.key ? (sort.down ? " ↓" : " ↑") : ""}</button> : each.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => {
            const key = keyOf(row);
            return (
              <tr key={key} className={`line${key === (at ?? chosen) ? " line-on" : ""}${onOpen ? " line-open" : ""}`} onClick={() => { setAt(key); onOpen?.(row); }} data-key={key} data-testid={testid ? `${testid}-row` : undefined}>
                {columns.map((each) => {
                  const value = each.cell(row);
                  const none = value === "" || value === null || value === undefined || value === false;
                  return <td key={each.key} data-label={each.name ?? (typeof each.title === "string" ? each.title : undefined)} className={`${each.right ? "right num" : ""}${each.wide ? " wrap" : ""}${none ? " cell-none" : ""}`}>{value}</td>;
                })}
              </tr>
            );
          })}
        </tbody>
        {foot ? <tfoot>{foot}</tfoot> : null}
      </table>
    </div>
  );
}
