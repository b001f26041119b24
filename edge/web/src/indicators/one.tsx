import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { statsApi, type Ask, type Groups, type Indicator, type Reading } from "../api/stats";
import { useLang } from "../i18n";
import { Chart } from "../ui/chart";
import { bars, lines } from "../ui/chartoptions";
import { ComparisonLine, FigureBox } from "../ui/figure";
import { behindOf, shortSpan } from "../ui/figurelink";
import { dayOf, PeriodPick } from "../ui/periodpick";
import { serverNow } from "../ui/now";
import { Await, Nothing } from "../ui/states";
import { Printed } from "./printed";

/** How many periods a series shows: a year of weeks would be a blur, a quarter of them reads. */
const POINTS = 13;
/** How many rows of a split are drawn; the rest stands in the table. */
const BARS = 12;
/** A split by area goes down to the township. */
const REGION_DIGITS = 9;

interface Props { code: string; entry: Indicator | undefined; search: Record<string, string | undefined>; go: (next: Record<string, string | undefined>) => void }

/** IndicatorPage is one entry of the dictionary: what it reads now, how it went, who has how much of it, and how it is counted. */
export function IndicatorPage({ code, entry, search, go }: Props) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const kinds = entry?.periods && entry.periods.length > 0 ? entry.periods : undefined;
  const period = search.period && (kinds?.includes(search.period) ?? true) ? search.period : kinds?.includes("week") ?? true ? "week" : kinds?.[0] ?? "week";
  const at = search.at ?? dayOf(serverNow());
  const ask: Ask = { code, period, at };
  const dims = ["region", "unit", ...(entry?.dims ?? []).filter((each) => each !== "region" && each !== "unit")];
  const by = search.by && dims.includes(search.by) ? search.by : dims[0];
  const reading = useQuery({ queryKey: ["stats", "reading", ask], queryFn: () => statsApi.reading(ask) });
  const series = useQuery({ queryKey: ["stats", "series", ask, POINTS], queryFn: () => statsApi.series(ask, POINTS) });
  const groups = useQuery({ queryKey: ["stats", "groups", ask, by], queryFn: () => statsApi.groups(ask, by, by === "region" ? REGION_DIGITS : undefined) });
  return (
    <article className="indicator" data-testid="indicator-page">
      <header className="bar">
        <h2 className="indicator-name">{pick(entry?.zh, entry?.en) || code}<span className="muted num"> {code}</span></h2>
        <span className="grow" />
        <PeriodPick period={period} at={at} kinds={kinds} onChange={go} />
      </header>
      <Await query={reading} rows={3}>{(one) => <><FigureBox reading={one} base large /><Printed reading={one} /></>}</Await>
      {entry ? <Definition entry={entry} /> : null}
      <Await query={series} rows={5}>{(data) => <Trend points={data.points ?? []} label={pick(entry?.zh, entry?.en) || code} />}</Await>
      <div className="bar split-by">
        <b>{t("figures.splitBy")}</b>
        <select className="plain-input" value={by} onChange={(event) => go({ by: event.target.value })} aria-label={t("figures.splitBy")} data-testid="split-by">
          {dims.map((each) => <option key={each} value={each}>{t(`dim.${each}`, { defaultValue: each })}</option>)}
        </select>
      </div>
      <Await query={groups} rows={6}>{(data) => <Split groups={data} by={by} />}</Await>
    </article>
  );
}

/** Definition is how the figure is counted, in words, and on what it rests: a local definition is said to be one. */
function Definition({ entry }: { entry: Indicator }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <dl className="fact-list indicator-facts" data-testid="definition">
      <dt>{t("figures.formula")}</dt><dd className="wrap">{pick(entry.formula_zh, entry.formula_en)}</dd>
      <dt>{t("figures.unitOf")}</dt><dd>{entry.unit}{entry.good !== "none" ? <span className="muted"> · {t(`figures.good_${entry.good}`)}</span> : null}{entry.rounding ? <span className="muted"> · {t(`rounding.${entry.rounding}`, { defaultValue: entry.rounding })}</span> : null}</dd>
      {entry.example ? <><dt>{t("figures.example")}</dt><dd className="wrap num">{entry.example}</dd></> : null}
      <dt>{t("figures.owner")}</dt><dd>{entry.owner}</dd>
      <dt>{t("figures.source")}</dt><dd className="wrap">{entry.local ? <b className="fig-local">{t("figures.local")}</b> : null} {pick(entry.source, entry.source_en)}{entry.local ? <span className="second">{t("figures.localHint")}</span> : null}</dd>
    </dl>
  );
}

function Trend({ points, label }: { points: Reading[]; label: string }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const navigate = useNavigate();
  if (points.length === 0) return <Nothing title={t("figures.noSeries")} />;
  const option = lines([{ name: label, points: points.map((each) => ({ key: each.period.to, name: shortSpan(each.period), value: each.known ? each.value : null, text: pick(each.text_zh, each.text_en) })) }]);
  const open = (to: string) => { const one = points.find((each) => each.period.to === to); if (one) void navigate(behindOf(one) as never); };
  return (
    <Chart title={t("figures.series", { count: points.length })} option={option} label={t("figures.seriesOf", { name: label })} onPick={open} height={230} testid="series"
      table={<table className="mini"><tbody>{points.map((each) => <tr key={each.period.to}><td>{pick(each.period.zh, each.period.en)}</td><td className="right num"><Link {...behindOf(each)}>{pick(each.text_zh, each.text_en)}</Link></td></tr>)}</tbody></table>} />
  );
}

function Split({ groups, by }: { groups: Groups; by: string }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const navigate = useNavigate();
  const rows = groups.rows ?? [];
  if (rows.length === 0) return <Nothing title={t("figures.noSplit")} />;
  const shown = rows.filter((row) => !row.hidden).slice(0, BARS);
  const open = (key: string) => { const row = rows.find((each) => each.key === key); if (row) void navigate(behindOf(row.reading, { [by]: key }) as never); };
  const table = (
    <table className="mini" data-testid="split-table">
      <thead><tr><th>{t(`dim.${by}`, { defaultValue: by })}</th><th className="right">{t("figures.value")}</th>{rows.some((row) => row.per10k_text) ? <th className="right">{t("figures.per10k")}</th> : null}<th>{t("figures.change")}</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <td>{pick(row.zh, row.en) || t("figures.notKnown")}</td>
            <td className="right num">{row.hidden ? <span className="muted">{t("figures.hidden")}</span> : <Link {...behindOf(row.reading, { [by]: row.key })}>{pick(row.reading.text_zh, row.reading.text_en)}</Link>}</td>
            {rows.some((each) => each.per10k_text) ? <td className="right num">{row.per10k_text_en}</td> : null}
            <td>{(row.reading.compare ?? []).slice(0, 1).map((each) => <ComparisonLine key={each.kind} of={each} />)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  const option = bars(shown.map((row) => ({ key: row.key, name: pick(row.zh, row.en) || t("figures.notKnown"), value: row.reading.value, text: pick(row.reading.text_zh, row.reading.text_en) })));
  return (
    <>
      <Chart option={option} label={t("figures.splitBy")} height={24 + shown.length * 30} onPick={open} />
      {table}
      {groups.rest ? <p className="muted">{t("figures.rest", { text: pick(groups.rest.reading.text_zh, groups.rest.reading.text_en) })}</p> : null}
      {groups.overlap ? <p className="muted">{t("figures.overlap")}</p> : null}
    </>
  );
}
