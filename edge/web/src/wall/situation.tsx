import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { statsApi, type GroupRow, type Situation } from "../api/stats";
import { useLang } from "../i18n";
import { BankLines, typeLines, UrgentLines } from "../ui/board";
import { Chart } from "../ui/chart";
import { lines } from "../ui/chartoptions";
import { ComparisonLine, FigureBox } from "../ui/figure";
import { behindOf, shortSpan } from "../ui/figurelink";
import { serverNow } from "../ui/now";
import { dayOf, PeriodPick } from "../ui/periodpick";
import { PlainTable, type Column } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await } from "../ui/states";
import { TownPicture } from "../ui/towns";

/** SituationScreen is what the wall shows, at a desk: every number opens its list. */
export function SituationScreen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/situation" }) as { period?: string; at?: string };
  const period = search.period ?? "week";
  const at = search.at ?? dayOf(serverNow());
  const query = useQuery({ queryKey: ["stats", "situation", period, search.at ?? ""], queryFn: () => statsApi.situation(period, search.at), placeholderData: (before) => before });
  return (
    <div className="page situation">
      <header className="bar">
        <h1 className="screen-title">{t("menu.situation")}</h1>
        <PeriodPick period={period} at={at} kinds={["day", "week", "month", "ytd"]} onChange={(next) => void navigate({ to: "/situation", search: { ...search, ...next }, replace: true })} />
        <span className="grow" />
        {can("figure.manage") ? <Link to="/map" className="link-button">{t("menu.map")}</Link> : null}
        <Link to="/wall" className="link-button" data-testid="to-wall">{t("wall.open")}</Link>
      </header>
      <Await query={query} rows={12}>{(data) => <Board data={data} />}</Await>
    </div>
  );
}

function Board({ data }: { data: Situation }) {
  const { t } = useTranslation();
  const { lang, pick } = useLang();
  const navigate = useNavigate();
  const trend = useMemo(() => lines(typeLines(data.types ?? [], lang)), [data.types, lang]);
  const open = (row: GroupRow) => void navigate(behindOf(row.reading, { region: row.key }) as never);
  return (
    <>
      <p className="muted situation-span">{pick(data.period.zh, data.period.en)}</p>
      <div className="six">{(data.six ?? []).slice(0, 6).map((reading) => <FigureBox key={reading.code} reading={reading} />)}</div>
      <div className="two">
        <section className="panel"><h2 className="section-title">{t("wall.map")}</h2><TownPicture rows={data.towns ?? []} height={330} onPick={open} title={t("wall.map")} /></section>
        <section className="panel">{(data.types ?? []).length === 0 ? <><h2 className="section-title">{t("wall.types")}</h2><p className="board-none">{t("figures.noCases")}</p></> : <Chart title={t("wall.types")} option={trend} label={t("wall.types")} height={330} table={<TypeTable data={data} />} />}</section>
        <section className="panel"><h2 className="section-title">{t("wall.towns")}</h2><TownTable rows={data.towns ?? []} /></section>
        <section className="panel">
          <h2 className="section-title">{t("wall.urgent")}</h2><UrgentLines lines={data.urgent ?? []} more={data.urgent_more} />
          <h2 className="section-title situation-banks">{t("wall.banks")}</h2><BankLines banks={data.banks ?? []} period={data.period} />
        </section>
      </div>
    </>
  );
}

/** TownTable is the map in rows: the figure, per ten thousand, and the change by name. */
export function TownTable({ rows }: { rows: GroupRow[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const columns: Column<GroupRow>[] = [
    { key: "name", title: t("dim.region"), cell: (row) => pick(row.zh, row.en) || t("figures.notKnown"), by: (row) => pick(row.zh, row.en) },
    { key: "value", title: pick(rows[0]?.reading.zh, rows[0]?.reading.en) || t("figures.value"), right: true, by: (row) => (row.hidden ? -1 : row.reading.value), cell: (row) => (row.hidden ? <span className="muted">{t("figures.hidden")}</span> : <Link {...behindOf(row.reading, { region: row.key })}>{pick(row.reading.text_zh, row.reading.text_en)}</Link>) },
    { key: "per10k", title: t("figures.per10k"), right: true, by: (row) => row.per10k, cell: (row) => row.per10k_text_en || "—" },
    { key: "change", title: t("figures.change"), by: (row) => row.reading.compare?.[0]?.change ?? 0, cell: (row) => (row.reading.compare ?? []).slice(0, 1).map((each) => <ComparisonLine key={each.kind} of={each} />) },
  ];
  return <PlainTable label={t("wall.towns")} columns={columns} rows={rows} keyOf={(row) => row.key} testid="town-table" />;
}

function TypeTable({ data }: { data: Situation }) {
  const { pick } = useLang();
  const types = data.types ?? [];
  const spans = types[0]?.points ?? [];
  return (
    <table className="mini">
      <thead><tr><th />{spans.map((point) => <th key={point.period.to} className="right num">{shortSpan(point.period)}</th>)}</tr></thead>
      <tbody>{types.map((type) => <tr key={type.code}><td>{pick(type.zh, type.en)}</td>{(type.points ?? []).map((point) => <td key={point.period.to} className="right num"><Link {...behindOf(point, { fraud_type: type.code })}>{pick(point.text_zh, point.text_en)}</Link></td>)}</tr>)}</tbody>
    </table>
  );
}
