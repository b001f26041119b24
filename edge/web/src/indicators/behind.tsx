import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { statsApi, type Fact, type Reading } from "../api/stats";
import { useLang } from "../i18n";
import { At } from "../ui/clock";
import { FigureBox } from "../ui/figure";
import { ASK_WORDS, askOf, NO_VALUE, recordOf } from "../ui/figurelink";
import { formatFen } from "../ui/money";
import { PlainTable, type Column } from "../ui/plaintable";
import { Await, Nothing } from "../ui/states";

/** Sides that the table shows in one column, in this order. */
const SHOWN = ASK_WORDS.filter((word) => !["period", "at", "end", "from", "to", "name", "region", "unit"].includes(word));

/** Behind is the list that a figure counts, of the same days and sides: the sum of its lines is the figure. Every line leads to its record. */
export function Behind() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const navigate = useNavigate();
  const columns = useColumns();
  const search = useSearch({ from: "/gate/behind" }) as Record<string, string | undefined>;
  const part = search.part === "den" || search.part === "less" ? search.part : "num";
  const ask = askOf(search.code ?? "", search);
  const reading = useQuery({ queryKey: ["stats", "reading", ask], queryFn: () => statsApi.reading(ask), enabled: ask.code !== "" });
  const list = useInfiniteQuery({
    queryKey: ["stats", "facts", ask, part], queryFn: ({ pageParam }) => statsApi.facts(ask, part, pageParam), enabled: ask.code !== "",
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const facts = (list.data?.pages.flatMap((page) => page.items ?? []) ?? []).sort((a, b) => b.at.localeCompare(a.at));
  const open = (fact: Fact) => { const way = recordOf(fact.object); if (way) void navigate(way as never); };
  const asked = SHOWN.filter((name) => ask[name]).map((name) => `${t(`dim.${name}`)}${t("shell.colon")}${(ask[name] ?? "").split("|").map((value) => sideWord(t, name, value)).join(t("shell.comma"))}`);
  return (
    <div className="page">
      <header className="bar"><h1 className="screen-title">{t("figures.behind")}</h1><span className="grow" /><Link to="/indicators" search={{ code: ask.code, period: ask.period, at: ask.at }} className="link-button">{t("figures.toDictionary")}</Link></header>
      <Await query={reading} rows={2}>
        {(one) => (
          <div className="behind-head">
            <FigureBox reading={one} sides={search} base link={false} large />
            <dl className="fact-list">
              <dt>{t("figures.period")}</dt><dd>{pick(one.period.zh, one.period.en)}</dd>
              {search.printed && search.printed !== one.text_zh ? <><dt>{t("figures.printed")}</dt><dd data-testid="printed"><b className="num">{search.printed}</b><span className="second">{t("figures.printedHint")}</span></dd></> : null}
              {left(one) > 0 ? <><dt>{t("figures.excluded")}</dt><dd>{(one.excluded ?? []).filter((each) => each.n > 0).map((each) => `${pick(each.zh, each.en)} ${each.n.toLocaleString("en-US")}`).join(t("shell.comma"))}</dd></> : null}
              {asked.length > 0 ? <><dt>{t("figures.sides")}</dt><dd>{asked.join(t("shell.comma"))}</dd></> : null}
            </dl>
            {one.den > 0 && !one.quantile ? (
              <div className="choice" role="radiogroup" aria-label={t("figures.part")}>
                {(["num", "den", "less"] as const).filter((each) => each !== "less" || left(one) > 0).map((each) => (
                  <button key={each} type="button" role="radio" aria-checked={part === each} className={part === each ? "chip chip-on" : "chip"} data-testid={`part-${each}`}
                    onClick={() => void navigate({ to: "/behind", search: { ...search, part: each } as never, replace: true })}>{t(each === "den" && left(one) > 0 ? "figures.denAll" : `figures.${each}`)} <b className="num">{(each === "num" ? one.num : each === "less" ? left(one) : one.den + left(one)).toLocaleString("en-US")}</b></button>
                ))}
              </div>
            ) : null}
          </div>
        )}
      </Await>
      <Await query={list} rows={8}>
        {(pages) => (
          <>
            <PlainTable label={t("figures.behind")} columns={columns} rows={facts} keyOf={(fact) => `${fact.measure}/${fact.id}`} onOpen={open} keys testid="fact"
              empty={<Nothing title={t("figures.nothing")} hint={t("figures.nothingHint")} />} />
            {facts.length > 0 ? <p className="muted behind-sum">{facts.every(timed) ? t("figures.shownCount", { count: facts.length }) : t("figures.shown", { count: facts.length, n: pages.pages[0].sum_n.toLocaleString("en-US") })}{pages.pages[0].sum_fen ? ` · ${formatFen(pages.pages[0].sum_fen)}` : ""}</p> : null}
            {list.hasNextPage ? <p className="more"><Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
          </>
        )}
      </Await>
    </div>
  );
}

/** left is how many things the base leaves out; its list holds them too, so that it is longer than the base by just these. */
const left = (one: Reading): number => (one.excluded ?? []).reduce((sum, each) => sum + each.n, 0);

/** How the ids of facts begin that were entered for the invented city alone: no record stands behind them, and the list says so. */
const INVENTED = "demo/";

/** timed says whether a fact is a time: its count is milliseconds, which nobody adds up. */
const timed = (fact: Fact): boolean => fact.measure.endsWith("_ms");

/** sideWord is a value of a side in words, as far as the console knows them; else its code. */
function sideWord(t: TFunction, dim: string, value: string): string {
  if (value === NO_VALUE) return t("figures.notKnown");
  return t(`${dim === "fraud_type" ? "fraud" : dim}.${value}`, { defaultValue: value });
}

function useColumns(): Column<Fact>[] {
  const { t } = useTranslation();
  const { lang } = useLang();
  const words = (fact: Fact) => { const sides = (lang === "en" ? fact.sides_en : fact.sides) ?? {}; return SHOWN.filter((name) => sides[name]).map((name) => sides[name]); };
  return [
    { key: "at", title: t("figures.at"), cell: (fact) => <At iso={fact.at} shape="minute" />, by: (fact) => fact.at },
    { key: "unit", title: t("figures.unit"), cell: (fact) => fact.unit_name || fact.unit, by: (fact) => fact.unit },
    { key: "region", title: t("figures.region"), cell: (fact) => fact.region_name || fact.region, by: (fact) => fact.region },
    { key: "sides", title: t("figures.sides"), wide: true, cell: (fact) => words(fact).join(" · ") },
    { key: "n", title: t("figures.n"), right: true, cell: (fact) => (timed(fact) ? t("figures.seconds", { s: (fact.n / 1000).toLocaleString("en-US", { maximumFractionDigits: 1 }) }) : fact.n.toLocaleString("en-US")), by: (fact) => fact.n },
    { key: "fen", title: t("figures.fen"), right: true, cell: (fact) => (fact.fen ? formatFen(fact.fen) : ""), by: (fact) => fact.fen },
    { key: "object", title: t("figures.record"), cell: (fact) => { const way = recordOf(fact.object); return way ? <Link {...(way as { to: "/tasks"; search: Record<string, string> })} onClick={(event) => event.stopPropagation()}>{t("figures.openRecord")}</Link> : <span className="muted">{t(fact.id.startsWith(INVENTED) ? "figures.inventedRecord" : "figures.noRecord")}</span>; } },
  ];
}
