import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { outreach, type GroupTable, type Line, type Task } from "../api/outreach";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { useKeys } from "../ui/keys";
import { formatYuan } from "../ui/money";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Badge, Do, isoOf, localNow, settingOf, shown, ten, today, useRules, WithReason } from "./parts";
import "./outreach.css";

const SIDES = ["age_band", "sex", "occupation", "fraud_type", "region"] as const;
const TOUCH = [["outreach"]];
const WEEK_MS = 7 * 86_400_000;
export interface Search { rows?: string; column?: string; from?: string; to?: string; region?: string; state?: string; id?: string }

/** sidesOf reads the sides that a row or a cell stands for. */
export function sidesOf(names: string[], key: string): Record<string, string> {
  const values = key.split("|");
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
}

/** useValue names a value of a side. */
export function useValue(): (side: string, value: string, name?: string) => string {
  const { t } = useTranslation();
  return (side, value, name) => {
    if (value === "") return t("outreach.unknown");
    if (side === "region") return name || value;
    return side === "fraud_type" ? t(`fraud.${value}`, { defaultValue: value }) : t(`outreachValue.${value}`, { defaultValue: value });
  };
}

/** Targets (易受骗人群) are groups among the victims, small numbers hidden; one click on a group, one more, and a unit has its task. */
export function Targets() {
  const { t } = useTranslation();
  const { can } = useSession();
  const rules = useRules();
  const value = useValue();
  const search = useSearch({ from: "/gate/targets" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/targets", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const rows = (search.rows ?? "age_band,sex").split(",").filter((each) => (SIDES as readonly string[]).includes(each)).slice(0, 3);
  const column = search.column === "-" ? "" : (search.column ?? "fraud_type");
  const from = search.from ?? today(-180);
  const to = search.to ?? today();
  const [cell, setCell] = useState<Record<string, string>>();
  const ask = { rows: rows.join(","), column: rows.includes(column) ? "" : column, digits: 9, from, to, region: search.region };
  const query = useQuery({ queryKey: ["outreach", "groups", ask], queryFn: () => outreach.groups(ask), enabled: rows.length > 0 });
  const turn = (side: string) => { const next = rows.includes(side) ? rows.filter((each) => each !== side) : [...rows, side].slice(-3); if (next.length > 0) go({ rows: next.join(",") }); };
  useKeys({ Escape: () => setCell(undefined), ...Object.fromEntries(SIDES.map((side, i) => [String(i + 1), () => turn(side)])) });
  const name = (line: Line) => (line.key === "*" ? t("outreach.rest", { count: line.part }) : Object.entries(sidesOf(rows, line.key)).map(([side, each]) => value(side, each, line.name)).join(" · "));
  return (
    <div className="page outreach">
      <header className="bar"><h1 className="screen-title">{t("menu.targets")}</h1><span className="grow" /><span className="muted">{t("outreach.hiddenNote", { count: settingOf(rules, "group.k") })}</span></header>
      <div className="bar out-bar">
        <div className="choice" role="group" aria-label={t("outreach.rows")}>
          {SIDES.map((side, i) => <button key={side} type="button" aria-pressed={rows.includes(side)} className={rows.includes(side) ? "chip chip-on" : "chip"} onClick={() => turn(side)} data-testid={`side-${side}`}>{t(`outreachSide.${side}`)}<kbd className="desk-only">{i + 1}</kbd></button>)}
        </div>
        <label className="out-span">{t("outreach.by2")} <select className="plain-input" value={column || "-"} onChange={(event) => go({ column: event.target.value })} data-testid="column"><option value="-">{t("outreach.none")}</option>{SIDES.filter((each) => !rows.includes(each)).map((side) => <option key={side} value={side}>{t(`outreachSide.${side}`)}</option>)}</select></label>
        <label className="out-span">{t("outreach.from")} <DayInput value={from} onChange={(event) => go({ from: event.target.value || undefined })} data-testid="targets-from" /></label>
        <label className="out-span">{t("outreach.to")} <DayInput value={to} onChange={(event) => go({ to: event.target.value || undefined })} /></label>
        {search.region ? <button type="button" className="chip chip-on" onClick={() => go({ region: undefined })}>{search.region} ×</button> : null}
      </div>
      {cell ? <Give sides={cell} from={from} to={to} close={() => setCell(undefined)} /> : null}
      <Await query={query} rows={10}>
        {(table) => (table.n === 0 || (table.rows ?? []).length === 0 ? <Nothing title={table.n < 0 ? t("outreach.tooFew", { count: table.k }) : t("outreach.noCases")} hint={t("outreach.noCasesHint")} />
          : <Cells table={table} name={name} column={(line) => (line.key === "*" ? t("outreach.rest", { count: line.part }) : value(column, line.key, line.name))} pick={can("outreach.work") ? (row, col) => { if (row.key !== "*" && col?.key !== "*") setCell({ ...sidesOf(rows, row.key), ...(col ? { [column]: col.key } : {}) }); } : undefined} />)}
      </Await>
      <Tasks search={search} go={go} />
    </div>
  );
}

function Cells({ table, name, column, pick }: { table: GroupTable; name: (line: Line) => string; column: (line: Line) => string; pick?: (row: Line, column?: Line) => void }) {
  const { t } = useTranslation();
  const columns = table.columns ?? [];
  const most = Math.max(1, ...(table.cells ?? []).flatMap((row) => row ?? []));
  const button = (row: Line, text: string, testid: string, col?: Line) => (pick && row.key !== "*" && col?.key !== "*" ? <button type="button" className="link num" onClick={() => pick(row, col)} data-testid={testid}>{text}</button> : <span className="num">{text}</span>);
  return (
    <div className="scroll-x">
      <table className="mini plain-table out-table" data-testid="groups" aria-label={t("menu.targets")}>
        <thead><tr><th>{t("outreach.group")}</th><th className="right">{t("outreach.cases")}</th><th className="right">{t("outreach.loss")}</th>{columns.map((each) => <th key={each.key} className="right">{column(each)}</th>)}</tr></thead>
        <tbody>
          {(table.rows ?? []).map((row, i) => (
            <tr key={row.key} className="line" data-testid="group-row">
              <td>{name(row)}</td><td className="right">{button(row, ten(row.n), "group-all")}</td><td className="right num">{formatYuan(row.fen)}</td>
              {columns.map((each, j) => { const n = table.cells?.[i]?.[j] ?? 0; return <td key={each.key} className="right" style={n > 0 ? { background: `color-mix(in srgb, var(--accent) ${Math.round((n / most) * 34)}%, transparent)` } : undefined}>{n === 0 ? "" : button(row, shown(n, table.k), "group-cell", each)}</td>; })}
            </tr>
          ))}
        </tbody>
        <tfoot><tr><th>{t("outreach.sum")}</th><th className="right num">{shown(table.n, table.k)}</th><th className="right num">{formatYuan(table.fen)}</th>{columns.map((each) => <th key={each.key} className="right num">{ten(each.n)}</th>)}</tr></tfoot>
      </table>
      <p className="muted">{t("outreach.hides", { count: table.hides, k: table.k })}</p>
    </div>
  );
}

/** Give turns the chosen group into tasks: text and due time are filled, the unit is the area's own. */
function Give({ sides, from, to, close }: { sides: Record<string, string>; from: string; to: string; close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { session, can } = useSession();
  const value = useValue();
  const { region, ...rest } = sides;
  const who = Object.entries(rest).map(([side, each]) => value(side, each)).join(t("outreach.comma"));
  const fallback = session?.unit.code ?? "";
  const units = useQuery({ queryKey: ["outreach", "units"], queryFn: () => api.units(), retry: false }).data?.items ?? [];
  const [unit, setUnit] = useState("");
  const chosen = unit || units.find((each) => region && each.code.startsWith(region.slice(0, 6)) && each.code !== fallback)?.code || fallback;
  const [text, setText] = useState(t("outreach.taskText", { who, type: rest.fraud_type ? value("fraud_type", rest.fraud_type) : t("outreach.allTypes") }));
  const [due, setDue] = useState(localNow(WEEK_MS));
  const save = useAct(() => outreach.give({ sides: rest, region: region ?? "", from, to, units: [chosen], text, due_at: isoOf(due) }), TOUCH, () => { void message.success(t("outreach.given")); close(); });
  return (
    <form className="card form out-form" data-testid="give" aria-label={t("outreach.give")} onSubmit={(event) => { event.preventDefault(); save.mutate(undefined); }}>
      <h2 className="section-title">{t("outreach.give")}: {who}{region ? ` · ${region}` : ""} {can("figure.read") ? <Link to="/behind" search={{ code: "case.filed", period: "range", at: to, from, to, ...Object.fromEntries(Object.entries(sides).map(([side, each]) => [side, each || "-"])) } as never} className="link" data-testid="group-cases">{t("outreach.seeCases")}</Link> : null}</h2>
      <textarea className="plain-input" rows={2} value={text} maxLength={500} aria-label={t("outreach.what")} onChange={(event) => setText(event.target.value)} data-testid="give-text" />
      <div className="bar out-bar">
        <label className="out-span">{t("outreach.unit")} {units.length > 0 ? <select className="plain-input" value={chosen} onChange={(event) => setUnit(event.target.value)} data-testid="give-unit">{units.map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}</select> : <input className="plain-input" value={chosen} maxLength={12} onChange={(event) => setUnit(event.target.value)} data-testid="give-unit" />}</label>
        <label className="out-span">{t("outreach.due")} <DayInput type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} /></label>
        <span className="grow" />
        <Button type="primary" htmlType="submit" loading={save.isPending} autoFocus data-testid="give-save">{t("outreach.give")}</Button><Button onClick={close}>{t("act.cancel")}</Button>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}

function Tasks({ search, go }: { search: Search; go: (next: Search) => void }) {
  const { t } = useTranslation();
  const value = useValue();
  const query = useQuery({ queryKey: ["outreach", "tasks"], queryFn: () => outreach.tasks() });
  const rows = query.data?.items ?? [];
  const one = rows.find((each) => each.id === search.id);
  const who = (row: Task) => [...Object.entries(row.sides ?? {}).map(([side, each]) => value(side, each)), row.region ? row.region_name || row.region : ""].filter((each) => each !== "").join(" · ");
  return (
    <section className="card">
      <h2 className="section-title">{t("outreach.tasks")} <span className="muted num">{rows.length}</span></h2>
      {one ? <One key={one.id} task={one} who={who(one)} /> : null}
      <PlainTable<Task> label={t("outreach.tasks")} testid="tasks" rows={rows} keyOf={(row) => row.id} chosen={search.id} keys onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<p className="muted">{t("outreach.noTasks")}</p>} columns={[
        { key: "number", title: t("outreach.number"), cell: (row) => <span className="num">{row.number}</span> }, { key: "unit", title: t("outreach.unit"), cell: (row) => row.unit.name, by: (row) => row.unit.name },
        { key: "who", title: t("outreach.group"), wide: true, cell: (row) => <>{who(row)}<span className="second muted">{row.text}</span></> }, { key: "cases", title: t("outreach.cases"), right: true, cell: (row) => (row.cases < 0 ? "*" : ten(row.cases)), by: (row) => row.cases },
        { key: "state", title: t("outreach.state"), cell: (row) => <Badge state={row.state} />, by: (row) => row.state }, { key: "due", title: t("outreach.due"), cell: (row) => (["sent", "accepted"].includes(row.state) ? <Due at={row.due_at} /> : <At iso={row.done_at || row.due_at} />) },
        { key: "reached", title: t("outreach.reached"), right: true, cell: (row) => (row.reached ? ten(row.reached) : "") },
      ]} />
    </section>
  );
}

function One({ task, who }: { task: Task; who: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [reached, setReached] = useState("");
  const [result, setResult] = useState("");
  const effect = useQuery({ queryKey: ["outreach", "effect", task.id], queryFn: () => outreach.effect(task.id), enabled: task.state === "done" }).data;
  const finish = useAct(() => outreach.taskAct(task, "finish", { reached: Number(reached) || 0, result: result.trim() }), TOUCH);
  const open = ["sent", "accepted"].includes(task.state);
  return (
    <section className="out-one" data-testid="task-one">
      <p><b>{who}</b> <span className="muted">{t("outreach.basedOn", { from: task.cases_from, to: task.cases_to })}</span></p><p className="wrap">{task.text}</p>
      {task.accepted_by ? <p className="muted">{t("outreach.acceptedBy", { name: task.accepted_by })} <At iso={task.accepted_at} /></p> : null}{task.result ? <p className="wrap">{task.result} <span className="muted">{task.done_by} <At iso={task.done_at} /></span></p> : null}
      {effect ? (
        <table className="mini out-effect" data-testid="effect">
          <thead><tr><th>{t("outreach.effect")}</th><th className="right">{t("outreach.here")}</th><th className="right">{t("outreach.elsewhere")}</th></tr></thead>
          <tbody>{(["before", "after"] as const).map((when) => <tr key={when}><td>{t(`outreach.${when}`)} <span className="num muted">{effect[when].from} – {effect[when].to}</span></td><td className="right num">{shown(effect[when].n, effect.k)}</td><td className="right num">{shown(effect[when].elsewhere, effect.k)}</td></tr>)}</tbody>
          <caption className="muted">{!effect.complete ? t("outreach.notComplete", { day: effect.after.to }) : effect.small ? t("outreach.smallBase", { count: effect.base }) : t("outreach.noProof")}</caption>
        </table>
      ) : null}
      <div className="form-foot">
        {task.state === "sent" && can("outreach.work") ? <Do text={t("outreach.accept")} primary run={() => outreach.taskAct(task, "accept")} touch={TOUCH} testid="task-accept" /> : null}
        {task.state === "accepted" && can("outreach.work") ? (
          <form className="out-reason" onSubmit={(event) => { event.preventDefault(); if (result.trim() !== "") finish.mutate(undefined); }}>
            <input className="plain-input out-short" inputMode="numeric" value={reached} maxLength={9} placeholder={t("outreach.reached")} aria-label={t("outreach.reached")} onChange={(event) => setReached(event.target.value)} data-testid="task-reached" />
            <input className="plain-input" value={result} maxLength={500} placeholder={t("outreach.result")} aria-label={t("outreach.result")} onChange={(event) => setResult(event.target.value)} data-testid="task-result" />
            <Button type="primary" htmlType="submit" disabled={result.trim() === ""} loading={finish.isPending} data-testid="task-finish">{t("outreach.finish")}</Button>
          </form>
        ) : null}
        {open && can("outreach.work") ? <Link to="/outreach" search={{ new: "1", task: task.id } as never} className="link-button">{t("outreach.eventForTask")}</Link> : null}
        <Link to="/outreach" search={{ task: task.id, from: task.cases_from } as never} className="link-button">{t("outreach.eventsOfTask")}</Link>
        {open && can("outreach.work") ? <WithReason text={t("outreach.callOff")} run={(note) => outreach.taskAct(task, "withdraw", { note })} touch={TOUCH} testid="task-withdraw" /> : null}
      </div>
      <FaultNote error={finish.error} onClose={finish.reset} />
    </section>
  );
}
