import type { Unit } from "../api/types";

export interface Branch { unit: Unit; depth: number; children: Branch[] }

/** treeOf hangs units under their parents by code; a unit whose parent is not visible stands at the top. Loops are cut. */
export function treeOf(units: Unit[]): Branch[] {
  const known = new Set(units.map((unit) => unit.code));
  const under = new Map<string, Unit[]>();
  const tops: Unit[] = [];
  for (const unit of [...units].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    if (unit.parent === unit.code || !known.has(unit.parent)) tops.push(unit);
    else under.set(unit.parent, [...(under.get(unit.parent) ?? []), unit]);
  }
  const seen = new Set<string>();
  const grow = (unit: Unit, depth: number): Branch => {
    seen.add(unit.code);
    const children = (under.get(unit.code) ?? []).filter((child) => !seen.has(child.code));
    return { unit, depth, children: children.map((child) => grow(child, depth + 1)) };
  };
  return tops.map((unit) => grow(unit, 0));
}
