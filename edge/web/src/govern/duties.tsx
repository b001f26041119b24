import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { govern, type TaskRow } from "../api/govern";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, Nothing } from "../ui/states";
import { Acts, Facts, lastDay, Light, State, Tabs, useNames, useWho, type Verb } from "./parts";
import { TermPart, TermsPart } from "./terms";

export type Search = Partial<Record<"tab" | "id" | "member" | "kind" | "state", string>>;
const TABS = ["matrix", "terms", "tasks"] as const;

/** Duties (责任清单) is the matrix of units and duties with lights, the list that its counts open, and the tasks that meetings set. */
export function Duties() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/govern/duties" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/govern/duties", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const tab = TABS.find((each) => each === search.tab) ?? "matrix";
  const open = (next: string) => void navigate({ to: "/govern/duties", search: { tab: next === "matrix" ? undefined : next } as never });
  useKeys({ ...Object.fromEntries(TABS.map((each, i) => [String(i + 1), () => open(each)])), Escape: () => go({ id: undefined }) });
  return (
    <div className="page govern">
      <header className="bar"><h1 className="screen-title">{t("menu.duties")}</h1><Tabs tabs={TABS} value={tab} onChange={open} prefix="duties" /></header>
      <Waiting />
      {tab === "matrix" ? <MatrixPart search={search} go={go} /> : tab === "terms" ? <TermsPart search={search} go={go} /> : <TasksPart search={search} go={go} />}
    </div>
  );
}

/** Waiting is what waits for somebody; each number opens its list. */
function Waiting() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const sums = useQuery({ queryKey: ["govern", "overview"], queryFn: govern.overview }).data;
  if (!sums) return null;
  const to: [keyof typeof sums, string, Record<string, string>][] = [
    ["terms_overdue", "/govern/duties", { tab: "terms", state: "overdue" }], ["tasks_overdue", "/govern/duties", { tab: "tasks", state: "overdue" }], ["returns_missing", "/govern/returns", { overdue: "true" }],
    ["proposals", "/govern/meetings", { tab: "escalations", state: "proposed" }], ["approvals", "/govern/meetings", { tab: "escalations", state: "adopted" }],
    ["protests", "/govern/rankings", { protests: "open" }], ["unread", "/govern/members", { tab: "notices", state: "unread" }],
  ];
  return (
    <nav className="counts" aria-label={t("govern.waiting")}>
      {to.map(([name, path, search]) => <button key={name} type="button" className="count" onClick={() => void navigate({ to: path, search: search as never })} data-testid={`sum-${name}`}><b className="num">{sums[name]}</b><span>{t(`governSum.${name}`)}</span></button>)}
    </nav>
  );
}

function MatrixPart({ search, go }: { search: Search; go: (next: Search) => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["govern", "matrix", search.kind], queryFn: () => govern.matrix({ kind: search.kind }) });
  const kinds = ["", "department", "bank", "carrier", "county"];
  return (
    <>
      <div className="bar gov-bar">
        {kinds.map((kind) => <button key={kind} type="button" className={(search.kind ?? "") === kind ? "chip chip-on" : "chip"} onClick={() => go({ kind: kind || undefined })}>{kind ? t(`governKind.${kind}`) : t("govern.all")}</button>)}
        {query.data ? (
          <span className="muted gov-done">{t("govern.doneOf", { due: query.data.due })} <Link to="/govern/duties" search={{ tab: "terms", state: "confirmed", kind: search.kind } as never} data-testid="matrix-done">{t("govern.doneN", { n: query.data.done })}</Link>{" "}
            <Link to="/govern/duties" search={{ tab: "terms", state: "owed", kind: search.kind } as never} data-testid="matrix-owed">{t("govern.owedN", { n: query.data.due - query.data.done })}</Link></span>
        ) : null}
      </div>
      {search.id ? <TermPart id={search.id} close={() => go({ id: undefined })} /> : null}
      <Await query={query} rows={10}>
        {(matrix) => (
          <PlainTable label={t("menu.duties")} testid="matrix" rows={matrix.lines ?? []} keyOf={(line) => line.member} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
            columns={[
              { key: "name", title: t("govern.member"), cell: (line) => line.name, by: (line) => line.name },
              { key: "red", title: t("governLight.red"), right: true, cell: (line) => (line.red ? <Link to="/govern/duties" search={{ tab: "terms", state: "overdue", member: line.member } as never} className="gov-late" data-testid="matrix-red">{line.red}</Link> : ""), by: (line) => line.red },
              ...(matrix.columns ?? []).map((column) => ({
                key: column.code, title: column.title,
                cell: (line: NonNullable<typeof matrix.lines>[number]) => { const cell = line.cells?.find((each) => each.code === column.code); return cell ? <Light light={cell.light} title={cell.due ? `${t("govern.due")} ${lastDay(cell.due)}` : undefined} onClick={cell.term ? () => go({ id: cell.term }) : undefined} /> : ""; },
              })),
            ]} />
        )}
      </Await>
    </>
  );
}

function TasksPart({ search, go }: { search: Search; go: (next: Search) => void }) {
  const who = useWho();
  const { t } = useTranslation();
  const { can } = useSession();
  const names = useNames();
  const late = search.state === "overdue";
  const query = useQuery({ queryKey: ["govern", "tasks", search.state], queryFn: () => govern.tasks(late ? { overdue: true, state: "open" } : { state: search.state }) });
  const verbsOf = (task: TaskRow): Verb[] => {
    if (task.state === "open") return [...(can("member.work") || can("govern.manage") ? [{ verb: "report", label: t("governAct.report"), note: true, proof: true }] : []), ...(can("govern.manage") ? [{ verb: "drop", label: t("governAct.drop"), note: true }] : [])];
    return task.state === "reported" && can("govern.manage") ? [{ verb: "accept", label: t("governAct.accept") }, { verb: "return", label: t("governAct.return"), note: true }] : [];
  };
  return (
    <>
      <div className="bar gov-bar">{["", "open", "overdue", "reported", "done"].map((state) => <button key={state} type="button" className={(search.state ?? "") === state ? "chip chip-on" : "chip"} onClick={() => go({ state: state || undefined })}>{state ? t(`governState.${state}`) : t("govern.all")}</button>)}</div>
      <Await query={query} rows={8}>
        {(page) => {
          const rows = page.items ?? [];
          const one = rows.find((each) => each.id === search.id);
          return (
            <>
              {one ? (
                <section className="card gov-one"><h2>{names(one.member)}</h2><p className="gov-words">{one.text}</p>
                  <Facts of={[[t("govern.number"), one.number], [t("govern.due"), lastDay(one.due)], [t("govern.set"), who(one.set)], [t("govern.report"), one.report], [t("govern.submitted"), who(one.reported)], [t("govern.decided"), who(one.decided)], [t("govern.reason"), one.reason]]} />
                  <Acts verbs={verbsOf(one)} version={one.version} send={(verb, body) => govern.taskAct(one.id, verb, body)} /></section>
              ) : null}
              <PlainTable label={t("governTab.tasks")} testid="tasks" keys rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
                columns={[
                  { key: "member", title: t("govern.member"), cell: (row) => names(row.member), by: (row) => names(row.member) },
                  { key: "text", title: t("govern.task"), wide: true, cell: (row) => row.text },
                  { key: "due", title: t("govern.due"), cell: (row) => lastDay(row.due), by: (row) => row.due },
                  { key: "state", title: t("govern.state"), cell: (row) => <State of={row.state} overdue={row.overdue} />, by: (row) => row.state },
                ]} />
            </>
          );
        }}
      </Await>
    </>
  );
}
