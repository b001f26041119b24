import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { scripts, type ScriptRow } from "../api/scripts";
import { useLang } from "../i18n";
import { FRAUDS } from "../ui/frauds";
import { useKeys } from "../ui/keys";
import { usePaused } from "../ui/paused";
import { ScriptReader } from "../ui/scriptreader";
import { Await, Nothing } from "../ui/states";
import { OwnWords } from "./own";
import "./scripts.css";

type Search = Partial<Record<"fraud" | "q" | "code", string>>;
/** A search starts after this pause in typing. */
const PAUSE_MS = 200;

/** Scripts (S06) is the library of what operators read aloud: found by type, pinyin or word, spoken step by step. */
export function Scripts() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/scripts" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/scripts", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const [typed, setTyped] = useState(search.q ?? "");
  const q = usePaused(typed.trim(), PAUSE_MS);
  const ask = { fraud: search.fraud, q: q || undefined };
  const list = useQuery({ queryKey: ["scripts", "list", ask], queryFn: () => scripts.list(ask), placeholderData: (before) => before });
  const rows = list.data?.items ?? [];
  const chosen = rows.find((row) => row.code === search.code) ?? rows[0];
  const find = useRef<HTMLInputElement>(null);
  const move = (by: number) => {
    const to = rows[rows.findIndex((row) => row.code === chosen?.code) + by];
    if (to) go({ code: to.code });
  };
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), "/": () => find.current?.focus() });
  return (
    <div className="page scripts">
      <section className="scripts-side" aria-label={t("menu.scripts")}>
        <h1 className="screen-title">{t("menu.scripts")}</h1>
        <input
          ref={find} className="plain-input" type="search" value={typed} maxLength={60} placeholder={t("scripts.find")} aria-label={t("scripts.find")} data-testid="scripts-find"
          onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter") event.currentTarget.blur(); }}
        />
        <select className="plain-input" value={search.fraud ?? ""} aria-label={t("filter.fraud")} onChange={(event) => { go({ fraud: event.target.value || undefined, code: undefined }); event.target.blur(); }} data-testid="scripts-fraud">
          <option value="">{t("scripts.allTypes", { count: list.data?.kinds ?? 0 })}</option>
          {FRAUDS.map((each) => <option key={each} value={each}>{t(`fraud.${each}`)}</option>)}
        </select>
        <Await query={list} rows={12}>
          {() => rows.length === 0 ? <Nothing title={t("scripts.none")} hint={t("scripts.noneHint")} /> : <Kinds rows={rows} chosen={chosen?.code} choose={(code) => go({ code })} />}
        </Await>
        <p className="muted desk-only">{t("scripts.moveKeys")}</p>
      </section>
      <main className="scripts-main">
        {chosen ? <><ScriptReader code={chosen.code} call={{}} /><OwnWords key={chosen.code} code={chosen.code} /></> : null}
      </main>
    </div>
  );
}

function Kinds({ rows, chosen, choose }: { rows: ScriptRow[]; chosen?: string; choose: (code: string) => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const votes = (row: ScriptRow) => (row.votes.steps ?? []).reduce((sum, each) => sum + each.n, 0);
  return (
    <ul className="scripts-list" aria-label={t("scripts.kind")}>
      {rows.map((row, i) => (
        <li key={row.code}>
          {rows[i - 1]?.fraud === row.fraud ? null : <p className="scripts-group">{t(`fraud.${row.fraud}`)}</p>}
          <button type="button" aria-current={row.code === chosen ? "true" : undefined} onClick={(event) => { choose(row.code); event.currentTarget.blur(); }} data-testid="scripts-row" data-code={row.code}>
            <span>{pick(row.zh, row.en)}</span>
            {votes(row) > 0 ? <span className="muted num">{t("scripts.worked", { count: votes(row) })}</span> : null}
          </button>
        </li>
      ))}
    </ul>
  );
}
