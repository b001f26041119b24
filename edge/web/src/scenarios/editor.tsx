import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type Checked, type Problem, type LanguageBook, type VersionDetail } from "../api/scenarios";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { useKeys } from "../ui/keys";
import { Await, FaultNote } from "../ui/states";
import { Backtest } from "./backtest";
import type { Language, Name } from "./complete";
import { Diff } from "./diff";
import { RuleForm } from "./form";
import { Life } from "./life";
import { Live } from "./live";
import { StateMark, TOUCH } from "./parts";
import { Shadow } from "./shadow";
import { TextBox } from "./textbox";

const TABS = ["live", "backtest", "shadow", "diff", "life"] as const;
type Tab = (typeof TABS)[number];
/** How often it is asked whether a version that was just published is in force everywhere. */
const TAKEN_MS = 3000;
/** The text is checked when nobody has typed for this long. */
const PAUSE_MS = 400;

/** A draft in which nothing was typed yet: the text of the centre stands. */
const UNTOUCHED = { text: "", touched: false };
const NOTHING: Language = { keys: [], fields: [], functions: [], measures: [], values: {} };

/** useLanguage is the language of scenarios with its words in the user's language. */
function useLanguage(): Language {
  const { pick } = useLang();
  const book = useQuery({ queryKey: ["scenario", "schema"], queryFn: scenariosApi.language, staleTime: Number.POSITIVE_INFINITY }).data;
  return useMemo(() => (book ? worded(book, pick) : NOTHING), [book, pick]);
}

function worded(book: LanguageBook, pick: (zh: string, en: string) => string): Language {
  const names = (list: LanguageBook["keys"] | undefined): Name[] => (list ?? []).map((each) => ({ name: each.name, type: each.type, meaning: pick(each.zh, each.en), on: each.on ?? [] }));
  return { keys: names(book.keys), fields: names(book.fields), functions: names(book.functions), measures: names(book.measures), values: Object.fromEntries(Object.entries(book.values ?? {}).map(([key, list]) => [key, names(list)])) };
}

/** ScenarioEditor is one version: fields and text side by side, what the check and the reading say, and its life beside it. */
export function ScenarioEditor() {
  const { id = "" } = useSearch({ from: "/gate/scenarios/edit" }) as { id?: string };
  const query = useQuery({ queryKey: ["scenario", "version", id], queryFn: () => scenariosApi.one(id), enabled: id !== "", refetchInterval: ({ state }) => (state.data?.state === "published" && state.data.live < state.data.partitions ? TAKEN_MS : false) });
  if (id === "") return <Navigate to="/scenarios/work" replace />;
  return <Await query={query} rows={14}>{(row) => <Open key={row.id} row={row} />}</Await>;
}

/** usePaused follows a value when it has stood still for a moment. */
function usePaused<T>(value: T): T {
  const [still, setStill] = useState(value);
  useEffect(() => { const timer = setTimeout(() => setStill(value), PAUSE_MS); return () => clearTimeout(timer); }, [value]);
  return still;
}

function Open({ row }: { row: VersionDetail }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/scenarios/edit" }) as { tab?: string };
  const language = useLanguage();
  const tab: Tab = TABS.find((each) => each === search.tab) ?? "live";
  const show = (next: Tab) => void navigate({ to: "/scenarios/edit", search: { id: row.id, tab: next }, replace: true });
  const mayEdit = row.acts?.includes("save") ?? false;
  const client = useQueryClient();
  const draft = useDraft(`scenario.${row.id}`, UNTOUCHED);
  const text = mayEdit && draft.value.touched ? draft.value.text : row.text;
  const type = (next: string) => draft.set({ text: next, touched: true });
  const [jump, setJump] = useState<{ line: number; column: number; n: number }>();
  const still = usePaused(text);
  const checked = useQuery({ queryKey: ["scenario", "check", still], queryFn: () => scenariosApi.check(still), placeholderData: (before) => before, staleTime: Number.POSITIVE_INFINITY });
  const dirty = text !== row.text;
  const problems = [...(dirty ? [] : (row.problems ?? [])), ...(checked.data?.problems ?? [])].filter((each, i, all) => all.findIndex((one) => one.line === each.line && one.why === each.why) === i);
  const save = useAct(() => scenariosApi.act(row, "save", { text }), TOUCH, (out) => { client.setQueryData(["scenario", "version", row.id], out); draft.clear(); });
  const keep = () => { if (mayEdit && dirty && !save.isPending) save.mutate(undefined); };
  useKeys({ "ctrl+s": keep, Escape: () => void navigate({ to: "/scenarios/work" }), ...Object.fromEntries(TABS.map((each, i) => [`alt+${i + 1}`, () => show(each)])) });
  return (
    <div className="rule-editor" data-testid="scenario-editor" data-state={row.state}>
      <header className="issue-head">
        <Link to="/scenarios/work" className="link-button" aria-label={t("act.back")}>‹</Link>
        <div className="issue-what"><h1 className="screen-title">{pick(row.name_zh, row.name_en) || t("scenarioWork.unnamed")} <span className="num muted">{row.code} v{row.number}</span></h1><StateMark row={row} /></div>
        {mayEdit ? <Button type="primary" disabled={!dirty} loading={save.isPending} onClick={keep} data-testid="rule-save">{t("act.save")}<kbd className="desk-only">Ctrl S</kbd></Button> : null}
        {dirty || problems.length > 0 ? null : <a className="link-button" href={scenariosApi.hubFile(row.id)} download data-testid="hub-export">{t("scenarioWork.export")}</a>}
      </header>
      <FaultNote error={save.error} onClose={save.reset} />
      <DraftNote at={mayEdit ? draft.restoredAt : undefined} clear={draft.clear} />
      <div className={mayEdit ? "rule-columns" : "rule-columns rule-read"}>
        <RuleForm text={text} onText={type} language={language} readOnly={!mayEdit} />
        <section className="rule-middle">
          <TextBox text={text} onText={type} problems={problems} language={language} readOnly={!mayEdit} jump={jump} />
          <Said checked={checked.data} problems={problems} onJump={(line, column) => setJump((now) => ({ line, column, n: (now?.n ?? 0) + 1 }))} />
        </section>
        <aside className="rule-side">
          <div className="tabs" role="tablist">{TABS.map((each, i) => <button key={each} type="button" role="tab" aria-selected={each === tab} className={each === tab ? "tab tab-on" : "tab"} onClick={() => show(each)} data-testid={`rule-tab-${each}`}title={`Alt ${i + 1}`}>{t(`scenarioTab.${each}`)}</button>)}</div>
          {tab === "live" ? <Live text={text} /> : tab === "backtest" ? <Backtest row={row} dirty={dirty} /> : tab === "shadow" ? <Shadow row={row} /> : tab === "diff" ? <Diff row={row} /> : <Life row={row} dirty={dirty} problems={problems.length} />}
        </aside>
      </div>
    </div>
  );
}

/** Said is what the centre says of the text: each mistake with its place, or the rule read aloud. */
function Said({ checked, problems, onJump }: { checked: Checked | undefined; problems: Problem[]; onJump: (line: number, column: number) => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  if (!checked) return null;
  if (problems.length > 0) {
    return (
      <ul className="plain rule-problems" role="alert" data-testid="rule-problems">
        {problems.map((each, i) => (
          <li key={i}><button type="button" className="link num" onClick={() => onJump(each.line, each.column)}>{t("scenarioEdit.place", { line: each.line, column: each.column })}</button> <span className="bad">✗ {pick(each.why_zh, each.why)}</span></li>
        ))}
      </ul>
    );
  }
  return <div className="rule-reading" data-testid="rule-reading"><b className="good">✓ {t("scenarioEdit.sound")}</b>{checked.reading_zh ? <p className="wrap">{pick(checked.reading_zh, checked.reading_en)}</p> : null}</div>;
}
