import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Unit } from "../api/types";
import { useSession } from "../ui/session";
import { Await, Nothing } from "../ui/states";
import { treeOf, type Branch } from "./tree";
import { UnitForm } from "./unitform";
import { Users } from "./users";

/** UnitsAndUsers (单位与用户): the tree of units left, the users of the chosen unit right. */
export function UnitsAndUsers() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { unit } = useSearch({ from: "/gate/units" });
  const navigate = useNavigate();
  const query = useQuery({ queryKey: ["units"], queryFn: api.units });
  const [editing, setEditing] = useState<Unit | "new">();
  const tree = useMemo(() => treeOf(query.data?.items ?? []), [query.data]);
  const chosen = query.data?.items?.find((each) => each.code === unit);
  const choose = (code: string | undefined) => void navigate({ to: "/units", search: { unit: code }, replace: true });
  return (
    <div className="split">
      <section className="split-side" aria-label={t("units.title")}>
        <header className="bar">
          <h1 className="screen-title">{t("units.title")}</h1>
          {can("unit.manage") ? <Button size="small" onClick={() => setEditing("new")}>{t("units.add")}</Button> : null}
        </header>
        <Await query={query} rows={10}>
          {() => tree.length === 0 ? <Nothing title={t("units.none")} hint={t("units.noneHint")} /> : (
            <ul className="tree" role="tree" aria-label={t("units.title")}>
              <li role="none"><button type="button" role="treeitem" aria-selected={!unit} className={unit ? "tree-line" : "tree-line tree-on"} onClick={() => choose(undefined)}>{t("units.all")}</button></li>
              {tree.map((branch) => <BranchLine key={branch.unit.code} branch={branch} chosen={unit} choose={choose} />)}
            </ul>
          )}
        </Await>
      </section>
      <section className="split-main">
        {chosen ? <UnitFacts unit={chosen} onEdit={can("unit.manage") ? () => setEditing(chosen) : undefined} /> : null}
        <Users unit={unit} units={query.data?.items ?? []} />
      </section>
      {editing ? <UnitForm unit={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </div>
  );
}

function BranchLine({ branch, chosen, choose }: { branch: Branch; chosen: string | undefined; choose: (code: string) => void }) {
  const { t } = useTranslation();
  const { unit } = branch;
  return (
    <li role="none">
      <button
        type="button" role="treeitem" aria-selected={chosen === unit.code} aria-level={branch.depth + 1}
        className={chosen === unit.code ? "tree-line tree-on" : "tree-line"} style={{ paddingLeft: 8 + branch.depth * 16 }} onClick={() => choose(unit.code)}
      >
        <span className={unit.active ? "" : "muted"}>{unit.name}{unit.active ? "" : ` · ${t("units.inactive")}`}</span>
        <span className="muted num">{unit.users}</span>
      </button>
      {branch.children.length > 0 ? <ul role="group">{branch.children.map((child) => <BranchLine key={child.unit.code} branch={child} chosen={chosen} choose={choose} />)}</ul> : null}
    </li>
  );
}

function UnitFacts({ unit, onEdit }: { unit: Unit; onEdit?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="unit-facts">
      <b>{unit.name}</b>
      <span className="num">{unit.code}</span>
      <span>{t(`unitKind.${unit.kind}`, { defaultValue: unit.kind })}</span>
      <span className="num">{t("units.areaOf", { area: (unit.areas ?? []).join(t("shell.comma")) || "—" })}</span>
      <span className="num">{t("units.phoneOf", { phone: unit.phone || "—" })}</span>
      <span className="grow" />
      {onEdit ? <Button size="small" onClick={onEdit}>{t("act.edit")}</Button> : null}
    </div>
  );
}
