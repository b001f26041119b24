import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { statsApi, type Indicator, type QueryAnswer, type QueryBody } from "../api/stats";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { DayInput } from "../ui/dayinput";
import { serverNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { PlainTable, type Column } from "../ui/plaintable";
import { Await, FaultNote, Nothing } from "../ui/states";
import { bodyOf, chosenOf, emptyQuery, LIMITS, listOf, missing, tabbed, waysOf, type Chosen } from "./building";

const MONTH_MS = 30 * 86_400_000;

/** QueryScreen lets somebody count what no page shows: an indicator, days, at most two splits, conditions; with a reason and a row limit. */
export function QueryScreen() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const book = useQuery({ queryKey: ["stats", "indicators"], queryFn: statsApi.indicators, staleTime: Number.POSITIVE_INFINITY });
  const saved = useQuery({ queryKey: ["stats", "queries"], queryFn: statsApi.saved });
  const [chosen, setChosen] = useState<Chosen>(() => emptyQuery(dayOf(serverNow()), dayOf(serverNow() - MONTH_MS)));
  const [name, setName] = useState("");
  const run = useMutation({ mutationFn: async (body: QueryBody) => ({ body, answer: await statsApi.ask(body) }) });
  const keep = useAct(() => statsApi.save({ name: name.trim(), body: bodyOf(chosen) }), [["stats", "queries"]], () => { setName(""); void message.success(t("queryScreen.save")); });
  const forget = useAct((id: string) => statsApi.forget(id), [["stats", "queries"]]);
  const set = (change: Partial<Chosen>) => setChosen((now) => ({ ...now, ...change }));
  const lacks = missing(chosen);
  const ask = () => { if (lacks.length === 0 && !run.isPending) run.mutate(bodyOf(chosen)); };
  const entry = book.data?.items?.find((each) => each.code === chosen.code);
  return (
    <div className="page query">
      <header className="bar"><h1 className="screen-title">{t("menu.query")}</h1></header>
      <Await query={book} rows={4}>
        {(data) => (
          <form className="panel query-form" onSubmit={(event) => { event.preventDefault(); ask(); }} onKeyDown={(event) => { if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); ask(); } }}>
            <What items={data.items ?? []} chosen={chosen} set={set} />
            <Ways entry={entry} chosen={chosen} set={set} />
            <Only entry={entry} chosen={chosen} set={set} />
            <label className="query-reason"><span>{t("queryScreen.reason")}</span><Input value={chosen.reason} maxLength={200} onChange={(event) => set({ reason: event.target.value })} data-testid="query-reason" /></label>
            <div className="query-run">
              <Button type="primary" htmlType="submit" disabled={lacks.length > 0} loading={run.isPending} data-testid="query-run">{t("queryScreen.run")}<kbd>Ctrl ↵</kbd></Button>
              {lacks.length > 0 ? <span className="muted">{t("queryScreen.missing", { what: lacks.map((each) => t(`queryScreen.${each}`)).join(t("shell.comma")) })}</span> : null}
            </div>
          </form>
        )}
      </Await>
      <FaultNote error={run.error} onClose={run.reset} />
      {run.data ? <Answer {...run.data} periods={book.data?.items?.find((each) => each.code === run.data.body.code)?.periods ?? []} /> : <Nothing title={t("queryScreen.start")} hint={t("queryScreen.startHint")} />}
      <section className="panel query-saved" aria-label={t("queryScreen.saved")}>
        <h2 className="section-title">{t("queryScreen.saved")}</h2>
        <form className="act-fields" onSubmit={(event) => { event.preventDefault(); if (name.trim() !== "" && chosen.code !== "") keep.mutate(undefined); }}>
          <Input value={name} maxLength={60} placeholder={t("queryScreen.saveName")} aria-label={t("queryScreen.saveName")} onChange={(event) => setName(event.target.value)} data-testid="query-name" />
          <Button htmlType="submit" disabled={name.trim() === "" || chosen.code === ""} loading={keep.isPending} data-testid="query-save">{t("queryScreen.save")}</Button>
        </form>
        <FaultNote error={keep.error ?? forget.error} onClose={() => { keep.reset(); forget.reset(); }} />
        <Await query={saved} rows={2}>
          {(data) => (data.items ?? []).length === 0 ? <p className="muted">{t("queryScreen.savedNone")}</p> : (
            <ul className="plain query-list">
              {(data.items ?? []).map((each) => (
                <li key={each.id}><button type="button" className="link" onClick={() => { run.reset(); setChosen(chosenOf(each.body)); }} data-testid="query-saved">{each.name}</button><span className="muted num">{each.body.from} – {each.body.to}</span><button type="button" className="link muted" onClick={() => forget.mutate(each.id)}>{t("queryScreen.forget")}</button></li>
              ))}
            </ul>
          )}
        </Await>
      </section>
    </div>
  );
}

interface Part { chosen: Chosen; set: (change: Partial<Chosen>) => void }

function What({ items, chosen, set }: Part & { items: Indicator[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const groups = [...new Set(items.map((each) => each.group))];
  return (
    <div className="query-line">
      <label><span>{t("queryScreen.what")}</span>
        <select className="plain-input" value={chosen.code} onChange={(event) => set({ code: event.target.value, only: [] })} data-testid="query-code">
          <option value="">{t("queryScreen.choose")}</option>
          {groups.map((group) => <optgroup key={group} label={t(`figureGroup.${group}`, { defaultValue: group })}>{items.filter((each) => each.group === group).map((each) => <option key={each.code} value={each.code}>{pick(each.zh, each.en)}</option>)}</optgroup>)}
        </select>
      </label>
      {(["from", "to"] as const).map((end) => <label key={end}><span>{t(`queryScreen.${end}`)}</span><DayInput value={chosen[end]} min="2000-01-01" max={dayOf(serverNow())} onChange={(event) => set({ [end]: event.target.value })} data-testid={`query-${end}`} /></label>)}
      <label><span>{t("queryScreen.limit")}</span><select className="plain-input" value={chosen.limit} onChange={(event) => set({ limit: Number(event.target.value) })}>{LIMITS.map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
    </div>
  );
}

/** useWayWord names a way to split. */
function useWayWord(): (way: string) => string {
  const { t } = useTranslation();
  return (way) => (way.includes(":") || way === "day" ? t(`byWord.${way}`, { nsSeparator: false }) : t(`dim.${way}`, { defaultValue: way }));
}

function Ways({ entry, chosen, set }: Part & { entry: Indicator | undefined }) {
  const { t } = useTranslation();
  const word = useWayWord();
  const pick = (at: 0 | 1, value: string) => set({ by: at === 0 ? [value, chosen.by[1] === value ? "" : chosen.by[1]] : [chosen.by[0], value] });
  return (
    <div className="query-line">
      {([0, 1] as const).map((at) => (
        <label key={at}><span>{t(at === 0 ? "queryScreen.by" : "queryScreen.bySecond")}</span>
          <select className="plain-input" value={chosen.by[at]} onChange={(event) => pick(at, event.target.value)} data-testid={`query-by-${at}`}>
            <option value="">{t("queryScreen.noSplit")}</option>
            {waysOf(entry).filter((way) => at === 0 || way !== chosen.by[0]).map((way) => <option key={way} value={way}>{word(way)}</option>)}
          </select>
        </label>
      ))}
    </div>
  );
}

function Only({ entry, chosen, set }: Part & { entry: Indicator | undefined }) {
  const { t } = useTranslation();
  const dims = entry?.dims ?? [];
  if (dims.length === 0) return null;
  const change = (at: number, next: Partial<Chosen["only"][number]>) => set({ only: chosen.only.map((each, i) => (i === at ? { ...each, ...next } : each)) });
  return (
    <div className="query-only">
      {chosen.only.map((each, i) => (
        <div key={i} className="query-line">
          <label><span>{t("queryScreen.only")}</span><select className="plain-input" value={each.dim} onChange={(event) => change(i, { dim: event.target.value })}>{dims.map((dim) => <option key={dim} value={dim}>{t(`dim.${dim}`, { defaultValue: dim })}</option>)}</select></label>
          <Input value={each.values} maxLength={400} placeholder={t("queryScreen.values")} aria-label={t("queryScreen.values")} onChange={(event) => change(i, { values: event.target.value })} />
          <Button type="text" onClick={() => set({ only: chosen.only.filter((_, k) => k !== i) })} aria-label={t("act.remove")}>×</Button>
        </div>
      ))}
      <button type="button" className="link" onClick={() => set({ only: [...chosen.only, { dim: dims[0], values: "" }] })}>+ {t("queryScreen.addOnly")}</button>
    </div>
  );
}

type Row = NonNullable<QueryAnswer["rows"]>[number];

/** Counted is a number as the link to what it counts, where there is such a list. */
function Counted({ text, way }: { text: string; way: ReturnType<typeof listOf> }) {
  return way ? <Link {...way} onClick={(event) => event.stopPropagation()}>{text}</Link> : <>{text}</>;
}

/** Answer is the table; every number in it opens the list that it counts. */
function Answer({ answer, body, periods }: { answer: QueryAnswer; body: QueryBody; periods: readonly string[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const rows = (answer.rows ?? []).map((row, i) => ({ ...row, id: String(i) }));
  const heads = answer.columns ?? [];
  const keyText = (row: Row, at: number) => { const key = row.keys?.[at]; return key ? pick(key.zh, key.en) || key.value : ""; };
  const valueText = (row: Row) => (row.hidden ? t("queryScreen.hidden") : pick(row.text_zh, row.text_en));
  const wayOf = (row: Row) => (row.hidden ? undefined : listOf(body, periods, row));
  const columns: Column<Row & { id: string }>[] = heads.map((head, i) => {
    const last = i === heads.length - 1;
    return { key: head.key + i, title: pick(head.zh, head.en), right: last, cell: (row) => (last ? <Counted text={valueText(row)} way={wayOf(row)} /> : keyText(row, i)), by: (row) => (last ? row.n || row.fen : keyText(row, i)) };
  });
  const copy = async () => {
    await navigator.clipboard.writeText(tabbed([heads.map((head) => pick(head.zh, head.en)), ...rows.map((row) => heads.map((_, i) => (i === heads.length - 1 ? valueText(row) : keyText(row, i))))]));
    void message.success(t("queryScreen.copied"));
  };
  return (
    <section className="panel query-answer" data-testid="query-answer">
      <p className="query-sum"><b className="num" data-testid="answer-whole"><Counted text={t("queryScreen.whole", { text: pick(answer.whole_zh, answer.whole_en) })} way={listOf(body, periods)} /></b><span className="muted">{t("queryScreen.rows", { count: rows.length })}</span><span className="grow" /><Button size="small" onClick={() => void copy()} disabled={rows.length === 0}>{t("queryScreen.copy")}</Button></p>
      {answer.truncated ? <p className="problem" role="status">{t("queryScreen.truncated", { count: Math.min(body.limit, rows.length) })}</p> : null}
      <PlainTable label={t("menu.query")} columns={columns} rows={rows} keyOf={(row) => row.id} keys onOpen={(row) => { const way = wayOf(row); if (way) void navigate(way as never); }} testid="answer" empty={<Nothing title={t("queryScreen.none")} hint={t("queryScreen.noneHint")} />} />
    </section>
  );
}
