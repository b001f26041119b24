import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { statsApi, type Indicator } from "../api/stats";
import { useLang } from "../i18n";
import { useKeys } from "../ui/keys";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { IndicatorPage } from "./one";
import { ImportPrinted } from "./printed";

export const indicatorsQuery = { queryKey: ["stats", "indicators"], queryFn: statsApi.indicators, staleTime: Number.POSITIVE_INFINITY };

/** found keeps the indicators whose name, code or owner holds the words typed. */
export function found(items: Indicator[], typed: string): Indicator[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter((word) => word !== "");
  return items.filter((each) => words.every((word) => `${each.code} ${each.zh} ${each.en} ${each.owner}`.toLowerCase().includes(word)));
}

/** byGroup puts indicators under their part of the work, in the order in which the dictionary names the parts. */
export function byGroup(items: Indicator[]): [string, Indicator[]][] {
  const out = new Map<string, Indicator[]>();
  for (const each of items) out.set(each.group, [...(out.get(each.group) ?? []), each]);
  return [...out];
}

/** Indicators is the dictionary: every figure with its formula in words, its source, and what it reads now. */
export function Indicators() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/indicators" }) as Record<string, string | undefined>;
  const query = useQuery(indicatorsQuery);
  const shown = byGroup(found(query.data?.items ?? [], search.q ?? "")).flatMap(([, list]) => list.map((each) => ({ ...each, id: each.code })));
  const go = (next: Record<string, string | undefined>) => void navigate({ to: "/indicators", search: { ...search, ...next } as never, replace: true });
  const step = (by: 1 | -1) => go({ code: neighbour(shown, search.code, by)?.code });
  useKeys({ ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1), Escape: () => go({ code: undefined }), "/": () => document.getElementById("indicator-find")?.focus() });
  return (
    <div className="split">
      <aside className="split-side">
        <div className="bar"><h1 className="screen-title">{t("menu.indicators")}</h1><span className="grow" /><ImportPrinted /></div>
        <Input id="indicator-find" allowClear value={search.q ?? ""} maxLength={60} placeholder={t("figures.find")} aria-label={t("figures.find")} onChange={(event) => go({ q: event.target.value || undefined })} data-testid="indicator-find" />
        <Await query={query} rows={12}>
          {() => shown.length === 0 ? <Nothing title={t("figures.noIndicator")} hint={t("figures.noIndicatorHint")} /> : byGroup(shown).map(([group, list]) => (
            <section key={group}>
              <h2 className="list-head">{t(`figureGroup.${group}`, { defaultValue: group })} <span className="muted num">{list.length}</span></h2>
              {list.map((each) => (
                <button key={each.code} type="button" className={each.code === search.code ? "tree-line tree-on" : "tree-line"} onClick={() => go({ code: each.code })} data-testid="indicator-row" data-code={each.code}>
                  <span>{pick(each.zh, each.en)}</span>{each.local ? <i className="fig-local">{t("figures.local")}</i> : null}
                </button>
              ))}
            </section>
          ))}
        </Await>
      </aside>
      <div className="split-main">
        {search.code ? <IndicatorPage code={search.code} entry={query.data?.items?.find((each) => each.code === search.code)} search={search} go={go} /> : <Nothing title={t("figures.chooseIndicator")} hint={t("figures.chooseIndicatorHint")} />}
      </div>
    </div>
  );
}
