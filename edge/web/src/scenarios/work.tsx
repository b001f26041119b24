import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosApi, type Version } from "../api/scenarios";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { LevelLamp } from "../ui/lamp";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { authorOf, permille, SHORT_OF, signedBy, StateMark, TOUCH, useBlank } from "./parts";
import { writeScenario } from "./yaml";

/** How a code is written; the centre asks for the same. */
const CODE = /^[a-z][a-z0-9_]{2,47}$/;
/** What the list shows by its chips. */
const LISTS: Record<string, string | undefined> = { open: "draft,shadow,proposed", shadow: "shadow", published: "published", paused: "paused,retired", all: undefined };

/** Work (场景编写) lists every version that somebody is writing, trying or signing, and those in force. */
export function Work() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { pick } = useLang();
  const navigate = useNavigate();
  const file = useRef<HTMLInputElement>(null);
  const search = useSearch({ from: "/gate/scenarios/work" }) as { list?: string; code?: string };
  const list = search.list !== undefined && search.list in LISTS ? search.list : "open";
  const query = useQuery({ queryKey: ["scenario", "versions", list, search.code ?? ""], queryFn: () => scenariosApi.list({ state: LISTS[list], code: search.code }) });
  const go = (next: Record<string, string | undefined>) => void navigate({ to: "/scenarios/work", search: { ...search, ...next } as never, replace: true });
  const open = (row: Pick<Version, "id">) => void navigate({ to: "/scenarios/edit", search: { id: row.id } });
  const blank = useBlank();
  const [code, setCode] = useState<string>();
  const add = useAct((named: string) => scenariosApi.draft({ text: writeScenario(blank, "code", named) }), TOUCH, open);
  const begin = () => setCode((now) => now ?? "");
  const take = useAct(async (chosen: File) => scenariosApi.takeHub(await chosen.text()), TOUCH, open);
  useKeys({ n: () => { if (can("scenario.write")) begin(); }, Escape: () => setCode(undefined) });
  return (
    <div className="page scenario-work">
      <header className="bar">
        <Link to="/scenarios" className="link-button" aria-label={t("act.back")}>‹</Link>
        <h1 className="screen-title">{t("scenarioWork.title")}</h1>
        <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
          {Object.keys(LISTS).map((name) => <button key={name} type="button" role="radio" aria-checked={name === list} className={name === list ? "chip chip-on" : "chip"} onClick={() => go({ list: name })} data-testid={`work-${name}`}>{t(`scenarioList.${name}`)}</button>)}
          {search.code ? <button type="button" className="chip chip-on" onClick={() => go({ code: undefined })}>{search.code} ×</button> : null}
        </div>
        <span className="grow" />
        <Link to="/scenarios/suppressions" className="link-button">{t("suppressions.title")}</Link>
        <Link to="/scenarios/quality" className="link-button">{t("scenarioWork.quality")}</Link>
        {can("scenario.write") ? (
          <>
            <Button onClick={() => file.current?.click()} loading={take.isPending}>{t("scenarioWork.import")}</Button>
            <input ref={file} type="file" accept=".json,.yaml,.hub" hidden onChange={(event) => { const chosen = event.target.files?.[0]; if (chosen) take.mutate(chosen); event.target.value = ""; }} data-testid="hub-file" />
            <Button type="primary" onClick={begin} data-testid="scenario-new">{t("scenarioWork.new")}<kbd className="desk-only">N</kbd></Button>
          </>
        ) : null}
      </header>
      {code === undefined ? null : (
        <form className="bar rule-span" onSubmit={(event) => { event.preventDefault(); if (CODE.test(code) && !add.isPending) add.mutate(code); }}>
          <input className="plain-input" autoFocus value={code} maxLength={48} placeholder={t("scenarioWork.code")} aria-label={t("scenarioWork.code")} onChange={(event) => setCode(event.target.value.trim())} data-testid="scenario-code" />
          <Button type="primary" htmlType="submit" disabled={!CODE.test(code)} loading={add.isPending} data-testid="scenario-begin">{t("scenarioWork.begin")}</Button>
          <span className="muted">{t("scenarioWork.codeHint")}</span>
        </form>
      )}
      <FaultNote error={add.error ?? take.error} onClose={() => { add.reset(); take.reset(); }} />
      <Await query={query} rows={10}>
        {(page) => (
          <PlainTable<Version> label={t("scenarioWork.title")} testid="versions" keys rows={page.items ?? []} keyOf={(row) => row.id} onOpen={open} empty={<Nothing title={t("scenarioWork.none")} hint={t("scenarioWork.noneHint")} />} columns={[
            { key: "level", title: t("rules.level"), cell: (row) => (row.level ? <LevelLamp level={row.level as never} /> : "") },
            { key: "name", title: t("rules.name"), wide: true, cell: (row) => <><b>{pick(row.name_zh, row.name_en) || t("scenarioWork.unnamed")}</b><span className="second muted num">{row.code} v{row.number}</span></>, by: (row) => row.code },
            { key: "state", title: t("filter.state"), cell: (row) => <StateMark row={row} />, by: (row) => row.state },
            { key: "problems", title: t("scenarioWork.problems"), right: true, cell: (row) => ((row.problems?.length ?? 0) > 0 ? <b className="bad">{row.problems?.length}</b> : "") },
            { key: "author", title: t("scenarioWork.author"), cell: (row) => <>{authorOf(row)?.name === "system" ? t("shell.system") : authorOf(row)?.name} <At iso={row.at} /></>, by: (row) => row.at },
            { key: "signed", title: t("scenarioWork.signed"), cell: (row) => signedBy(row).map((each) => each.name).join(t("shell.comma")) },
            { key: "h24", title: t("rules.h24"), right: true, cell: (row) => <Hits row={row} n={row.hits_24h} />, by: (row) => row.hits_24h },
            { key: "d7", title: t("rules.d7"), right: true, cell: (row) => <Hits row={row} n={row.hits_7d} />, by: (row) => row.hits_7d },
            { key: "precision", title: t("scenarioWork.precision"), right: true, cell: (row) => (row.precision_pm < 0 ? "—" : <span className={row.precision_pm < SHORT_OF ? "bad" : ""}>{permille(row.precision_pm)}</span>), by: (row) => row.precision_pm },
          ]} />
        )}
      </Await>
    </div>
  );
}

/** Hits is how often the code hit lately; the number opens the list. */
function Hits({ row, n }: { row: Version; n: number }) {
  return n > 0 ? <Link to="/scenarios" search={{ code: row.code }} onClick={(event) => event.stopPropagation()}>{n}</Link> : <>0</>;
}
