import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Input } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Scenario } from "../api/types";
import { useLang } from "../i18n";
import { At } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { useKeys } from "../ui/keys";
import { FamilyWord, LevelLamp } from "../ui/lamp";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { ScenarioDetail, ScenarioHits } from "./detail";

interface RuleSearch { code?: string; hits?: string; from?: string; to?: string }

/** Lists of hits across all rules. */
const LISTS = ["unattributed", "merged", "all"] as const;
const LIST_NAME = { unattributed: "unattributed", merged: "merged", all: "allHits" } as const;

/** Scenarios (预警规则) are the rules that find fraud, with what they found lately. */
export function Scenarios() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const search = useSearch({ from: "/gate/scenarios" }) as RuleSearch;
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const query = useQuery({ queryKey: ["scenarios"], queryFn: api.scenarios });
  const change = (next: RuleSearch) => void navigate({ to: "/scenarios", search: next, replace: true });
  const rows = useMemo(() => {
    const needle = text.trim().toLowerCase();
    return (query.data?.items ?? []).filter((s) => `${s.code} ${s.name_zh} ${s.name_en}`.toLowerCase().includes(needle));
  }, [query.data, text]);
  const chosen = query.data?.items?.find((each) => each.code === search.code);
  const move = (step: 1 | -1) => {
    const next = neighbour(rows.map((row) => ({ id: row.code })), search.code, step);
    if (next) change({ code: next.id });
  };
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => change({}) });
  const list = LISTS.find((each) => each === search.hits);
  const open = chosen !== undefined || list !== undefined;
  return (
    <div className={open ? "desk desk-open desk-rules" : "desk desk-rules"}>
      <section className="desk-list" aria-label={t("menu.scenarios")}>
        <h1 className="screen-title sr-only">{t("menu.scenarios")}</h1>
        <div className="filter" role="search">
          <Input className="filter-text" allowClear value={text} placeholder={t("rules.find")} aria-label={t("rules.find")} onChange={(event) => setText(event.target.value)} />
          {LISTS.map((each) => (
            <button key={each} type="button" className={list === each && !chosen ? "chip chip-on" : "chip"} onClick={() => change(list === each && !chosen ? {} : { hits: each })} data-testid={`hits-${each}`}>
              {t(`rules.${LIST_NAME[each]}`)}
            </button>
          ))}
          <span className="grow" />
          <Link to="/scenarios/work" className="link-button" data-testid="to-work">{t("scenarioWork.title")}</Link>
          <Link to="/scenarios/suppressions" className="link-button" data-testid="to-suppressions">{t("suppressions.title")}</Link>
          <Link to="/scenarios/quality" className="link-button" data-testid="to-quality">{t("scenarioWork.quality")}</Link>
        </div>
        <Await query={query} rows={12}>
          {() => rows.length === 0 ? <Nothing title={t("rules.none")} hint={t("rules.noneHint")} /> : (
            <ol className="rows" aria-label={t("menu.scenarios")}>
              <li className="rule-line rule-head" aria-hidden="true">
                <span>{t("rules.level")}</span><span>{t("rules.name")}</span><span>{t("rules.fraud")}</span><span>{t("rules.h24")}</span><span>{t("rules.d7")}</span><span>{t("rules.last")}</span>
              </li>
              {rows.map((row) => <RuleRow key={row.code} row={row} name={pick(row.name_zh, row.name_en)} chosen={row.code === search.code} onOpen={() => change({ code: row.code })} />)}
            </ol>
          )}
        </Await>
      </section>
      {chosen ? <ScenarioDetail scenario={chosen} unattributed={list === "unattributed"} onUnattributed={(on) => change({ code: chosen.code, hits: on ? "unattributed" : undefined })} onClose={() => change({})} /> : null}
      {!chosen && list ? (
        <aside className="detail" aria-label={t(`rules.${LIST_NAME[list]}`)}>
          <header className="detail-head"><b>{t(`rules.${LIST_NAME[list]}`)}</b><DetailClose onClose={() => change({})} /></header>
          <div className="detail-body">
            <p className="muted">{t(`rules.${LIST_NAME[list]}Hint`)}</p>
            <ScenarioHits unattributed={list === "unattributed"} merged={list === "merged"} from={search.from} to={search.to} />
          </div>
        </aside>
      ) : null}
    </div>
  );
}

function RuleRow({ row, name, chosen, onOpen }: { row: Scenario; name: string; chosen: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={chosen ? "row row-on" : "row"} onClick={onOpen} data-testid="scenario-row" data-id={row.code}>
      <button type="button" className="rule-line row-open" onClick={(event) => { if (event.detail > 0) event.currentTarget.blur(); }}>
        <LevelLamp level={row.level} />
        <span><b>{name}</b><span className="second"><FamilyWord family={row.family} /> <span className="num">{row.code} v{row.version}</span></span></span>
        <span>{t(`fraud.${row.fraud}`, { defaultValue: row.fraud })}</span>
        <span className="num">{row.hits_24h}</span>
        <span className="num">{row.hits_7d}</span>
        {row.last_hit_at ? <At iso={row.last_hit_at} /> : <span className="muted">{t("rules.never")}</span>}
      </button>
    </li>
  );
}
