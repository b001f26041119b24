import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { govern, type ProtestRow, type RankedRow, type RankingRow, type SheetLine } from "../api/govern";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { DayInput } from "../ui/dayinput";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Acts, day, Facts, points, State, TOUCH, useNames, useWho, type Verb } from "./parts";

type Search = Partial<Record<"sheet" | "id" | "member" | "protests", string>>;

/** Rankings (月排名): the months of a sheet, each with its formula, numerators, denominators and objections. */
export function Rankings() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const search = useSearch({ from: "/gate/govern/rankings" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/govern/rankings", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const sheets = useQuery({ queryKey: ["govern", "sheets"], queryFn: govern.sheets }).data?.items ?? [];
  const asked = useQuery({ queryKey: ["govern", "rankings", "all"], queryFn: () => govern.rankings({}), enabled: search.id !== undefined && search.sheet === undefined });
  const sheet = search.sheet ?? (asked.isLoading ? "" : (asked.data?.items ?? []).find((each) => each.id === search.id)?.sheet.code ?? sheets[0]?.code ?? "");
  const query = useQuery({ queryKey: ["govern", "rankings", sheet], queryFn: () => govern.rankings({ kind: sheet }), enabled: sheet !== "" });
  const rows = (query.data?.items ?? []).filter((each) => each.state !== "dropped");
  const at = Math.max(0, rows.findIndex((each) => each.id === search.id));
  const move = (by: number) => { const next = rows[at + by]; if (next) go({ id: next.id, member: undefined }); };
  useKeys({ ArrowLeft: () => move(1), ArrowRight: () => move(-1), Escape: () => go({ member: undefined }) });
  return (
    <div className="page govern">
      <header className="bar"><h1 className="screen-title">{t("menu.rankings")}</h1>
        <div className="tabs" role="tablist">{sheets.map((each) => <button key={each.code} type="button" role="tab" aria-selected={each.code === sheet} className={each.code === sheet ? "tab tab-on" : "tab"} onClick={() => go({ sheet: each.code, id: undefined, member: undefined })} data-testid={`sheet-${each.code}`}>{t(`governKind.${each.objects}`)}</button>)}</div>
      </header>
      {search.protests === "open" ? <OpenProtests open={(id) => go({ id, sheet: undefined, member: undefined, protests: undefined })} close={() => go({ protests: undefined })} /> : null}
      {can("govern.manage") && sheet ? <Compute sheet={sheet} done={(id) => go({ id, member: undefined })} /> : null}
      <div className="bar gov-bar">{rows.map((each, i) => <button key={each.id} type="button" className={i === at ? "chip chip-on" : "chip"} onClick={() => go({ id: each.id, member: undefined })} data-testid={`month-${each.period}`}>{each.period} · {t(`governState.${each.state}`)}</button>)}</div>
      <Await query={query} rows={6}>
        {() => (rows[at] ? <One of={rows[at]} member={search.member} choose={(member) => go({ member })} title={pick(rows[at].sheet.zh, rows[at].sheet.en)} /> : <Nothing title={t("govern.noRanking")} hint={t("govern.noRankingHint")} />)}
      </Await>
    </div>
  );
}

function Compute({ sheet, done }: { sheet: string; done: (id: string) => void }) {
  const { t } = useTranslation();
  const before = new Date(Date.now() + 8 * 3_600_000);
  before.setUTCDate(0);
  const [month, setMonth] = useState(before.toISOString().slice(0, 7));
  const act = useAct(() => govern.compute(sheet, month), TOUCH, (out) => done(out.id));
  return (
    <form className="bar gov-bar" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
      <DayInput type="month" required value={month} onChange={(event) => setMonth(event.target.value)} aria-label={t("govern.period")} /><Button htmlType="submit" loading={act.isPending} data-testid="compute">{t("governAct.compute")}</Button>
      <FaultNote error={act.error} onClose={() => act.reset()} />
    </form>
  );
}

/** valueOf prints a value by its line: a rate with its unit, its numerator and denominator always beside it. */
export function valueOf(line: Pick<SheetLine, "scale">, unit: string, value: { num: number; den: number; known: boolean }): { text: string; parts?: [number, number] } {
  if (!value.known) return { text: "–" };
  if (value.den === 0) return { text: "–", parts: [value.num, 0] };
  const scale = line.scale || 1;
  const behind = /^[a-z]/i.test(unit) ? ` ${unit}` : unit;
  if (scale === 1 && value.num % value.den === 0) return { text: `${value.num / value.den}${behind}`, parts: value.den === 1 ? undefined : [value.num, value.den] };
  return { text: `${((value.num * scale) / value.den).toFixed(2)}${behind}`, parts: [value.num, value.den] };
}

type MarkCell = NonNullable<RankedRow["marks"]>[number];
const SIDES: Record<string, string> = { county: "region", township: "region", bank: "bank", carrier: "carrier", department: "member_unit" };

/** Value prints what a unit is scored by; the value, its numerator and its denominator each open the list that they count. */
function Value({ ranking, row, line, mark }: { ranking: RankingRow; row: RankedRow; line: SheetLine; mark: MarkCell }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const { text, parts } = valueOf(line, pick(line.unit, line.unit_en), mark.value);
  const to = (part: "num" | "den", children: ReactNode) => (can("figure.read") && mark.value.known
    ? <Link to="/behind" search={{ code: line.indicator, period: "month", at: `${ranking.period}-15`, [SIDES[ranking.sheet.objects] ?? "unit"]: row.key, part: part === "den" ? "den" : undefined } as never} onClick={(event) => event.stopPropagation()} className="gov-number" data-testid={`mark-${line.code}-${part}`}>{children}</Link>
    : children);
  return (
    <span className={mark.state === "small" ? "gov-small" : undefined} title={mark.state === "scored" ? undefined : t(`governMark.${mark.state}`)}>
      <b>{to("num", text)}</b>
      <span className="gov-cell">{parts ? <>{to("num", parts[0])}/{to("den", parts[1])} · </> : null}{mark.value.of ? `${t("govern.restsOn", { n: mark.value.of })} · ` : ""}{mark.state === "scored" ? t("govern.pts", { n: points(mark.centi) }) : t(`governMark.${mark.state}`)}</span>
    </span>
  );
}

function One({ of, member, choose, title }: { of: RankingRow; member?: string; choose: (member?: string) => void; title: string }) {
  const { t } = useTranslation();
  const who = useWho();
  const { pick } = useLang();
  const { can } = useSession();
  const verbs: Verb[] = [];
  if (of.state === "draft" && can("govern.approve")) verbs.push({ verb: "publish", label: t("governAct.publish") });
  if (of.state === "draft" && can("govern.manage")) verbs.push({ verb: "drop", label: t("governAct.drop") });
  if (of.state === "published" && can("govern.manage")) verbs.push({ verb: "finalise", label: t("governAct.finalise"), hint: t("govern.finaliseHint", { day: day(of.due) }) });
  const lines = of.sheet.lines ?? [];
  const total = lines.reduce((sum, line) => sum + line.weight, 0);
  const one = (of.rows ?? []).find((each) => each.member === member);
  return (
    <>
      <section className="card gov-one">
        <h2>{title} {of.period} <State of={of.state} /></h2>
        <Facts of={[[t("govern.number"), of.number], [t("govern.computed"), who(of.computed)], [t("govern.published"), who(of.published)], [t("govern.objectUntil"), of.due ? day(of.due) : ""], [t("govern.finalised"), who(of.finalised)], [t("govern.frozen"), of.sha256 ? <span key="h" title={of.sha256}>{of.intact ? t("govern.intact") : t("govern.broken")} {of.sha256.slice(0, 12)}</span> : ""]]} />
        <Acts verbs={verbs} version={of.version} send={(verb, body) => govern.rankingAct(of.id, verb, body)} />
      </section>
      {one ? <UnitRow ranking={of} row={one} close={() => choose(undefined)} /> : null}
      <PlainTable<RankedRow> label={title} testid="ranking" keys rows={of.rows ?? []} keyOf={(row) => row.member} chosen={member} onOpen={(row) => choose(row.member === member ? undefined : row.member)}
        columns={[
          { key: "place", title: t("govern.placeNo"), right: true, cell: (row) => (row.place ? <>{row.place}{row.last_place ? <span className="gov-cell">{t("govern.last")} {row.last_place}</span> : null}</> : <span className="muted">{t("govern.unranked")}</span>) },
          { key: "name", title: t("govern.object"), cell: (row) => <>{row.name}{row.streak > 1 ? <span className="gov-cell gov-late">{t("govern.streak", { n: row.streak })}</span> : null}</> },
          { key: "score", title: t("govern.score"), right: true, cell: (row) => (row.centi >= 0 ? points(row.centi) : "–") },
          { key: "band", title: t("govern.band"), cell: (row) => (row.band ? <span className={`gov-band gov-band-${row.band}`}>{t(`governBand.${row.band}`)}</span> : "") },
          ...lines.map((line, i) => ({
            key: line.code, name: pick(line.zh, line.en), title: <span title={formula(line, t)}>{pick(line.zh, line.en)}<span className="gov-cell">{t("govern.weight", { n: line.weight })}{line.reported ? ` · ${t("govern.selfReported")}` : ""}</span></span>, right: true,
            cell: (row: RankedRow) => { const mark = row.marks?.[i]; return mark ? <Value ranking={of} row={row} line={line} mark={mark} /> : ""; },
          })),
        ]} />
      <p className="muted">{t("govern.formulaNote", { total, cover: of.sheet.cover, yellow: points(of.sheet.yellow), red: points(of.sheet.red) })} {lines.map((line) => `${pick(line.zh, line.en)}${pick("：", ": ")}${formula(line, t)}`).join(pick("；", "; "))}{pick("。", ". ")}{(of.sheet.rules ?? []).map((rule) => t("govern.rule", { n: rule.months, step: t(`governStep.${rule.step}`) })).join(pick("；", "; "))}{pick("。", ". ")}{t("govern.label", { label: of.sheet.label === "local setting" ? t("govern.localSetting") : of.sheet.label })}</p>
      {(of.amended ?? []).map((each) => <p key={each.by.at}><b>{t("govern.corrected")}</b> {(of.rows ?? []).find((row) => row.member === each.member)?.name} {lines.filter((line) => line.code === each.line).map((line) => <span key={line.code}>{pick(line.zh, line.en)} {inWords(line, pick(line.unit, line.unit_en), each.was)} → {inWords(line, pick(line.unit, line.unit_en), each.is)}</span>)} {each.reason} <span className="muted">{who(each.by)}</span></p>)}
      <Protests ranking={of} />
    </>
  );
}

/** inWords is a value with its parts in brackets, where it has some. */
function inWords(line: SheetLine, unit: string, value: { num: number; den: number; known: boolean }): string {
  const { text, parts } = valueOf(line, unit, value);
  return parts ? `${text} (${parts.join("/")})` : text;
}

type T = ReturnType<typeof useTranslation>["t"];

/** formula says in words how a line's points come about. */
function formula(line: SheetLine, t: T): string {
  const base = line.base > 0 ? t("govern.baseNote", { n: line.base }) : "";
  return t(`governFormula.${line.formula}${line.good === "down" && line.formula === "ratio" ? "Down" : ""}`, { target: line.target, zero: line.zero, points: line.points, weight: line.weight }) + base;
}

/** UnitRow is one unit's lines, each leading to what it counts; its own people object here. */
function UnitRow({ ranking, row, close }: { ranking: RankingRow; row: RankedRow; close: () => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const [line, setLine] = useState("");
  const [fields, setFields] = useState({ num: "", den: "1", text: "" });
  const act = useAct(() => govern.protest({ ranking: ranking.id, member: row.member, line, text: fields.text, num: Number(fields.num), den: Number(fields.den) }), TOUCH, () => setLine(""));
  const may = ranking.state === "published" && (can("member.work") || can("govern.manage"));
  return (
    <section className="card gov-one">
      <h2>{row.name} {row.proposed ? <span className="gov-late">{t("govern.proposedNow", { step: t(`governStep.${row.proposed}`) })}</span> : null}</h2>
      <ul>{(ranking.sheet.lines ?? []).map((each, i) => {
        const mark = row.marks?.[i];
        if (!mark) return null;
        return <li key={each.code} className="gov-mark"><span>{pick(each.zh, each.en)}</span> <Value ranking={ranking} row={row} line={each} mark={mark} /> <span className="muted">{t("govern.weight", { n: each.weight })} · {formula(each, t)}</span> {may ? <button type="button" className="link" onClick={() => setLine(each.code)} data-testid={`object-${each.code}`}>{t("governAct.protest")}</button> : null}</li>;
      })}</ul>
      {line ? (
        <form className="gov-new" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }}>
          <label className="gov-file">{t("govern.rightValue")} <input className="plain-input" inputMode="numeric" pattern="\d+" required value={fields.num} onChange={(event) => setFields({ ...fields, num: event.target.value })} aria-label={t("govern.num")} /> / <input className="plain-input" inputMode="numeric" pattern="\d+" required value={fields.den} onChange={(event) => setFields({ ...fields, den: event.target.value })} aria-label={t("govern.den")} /></label>
          <textarea className="plain-input" required rows={2} maxLength={2000} value={fields.text} onChange={(event) => setFields({ ...fields, text: event.target.value })} placeholder={t("govern.reason")} aria-label={t("govern.reason")} />
          <div><Button type="primary" htmlType="submit" loading={act.isPending}>{t("governAct.protest")}</Button></div><FaultNote error={act.error} />
        </form>
      ) : null}
      <button type="button" className="link" onClick={close}>{t("govern.close")}</button>
    </section>
  );
}

/** OpenProtests lists the objections that wait for an answer, of all rankings. */
function OpenProtests({ open, close }: { open: (ranking: string) => void; close: () => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const who = useWho();
  const query = useQuery({ queryKey: ["govern", "protests", "open"], queryFn: () => govern.protests({ state: "open" }) });
  return (
    <section className="card gov-one" data-testid="protests-open"><h2>{t("governSum.protests")}</h2>
      <Await query={query} rows={2}>
        {(page) => <PlainTable label={t("governSum.protests")} testid="protests" rows={page.items ?? []} keyOf={(row) => row.id} onOpen={(row) => open(row.ref)} empty={<p className="muted">{t("govern.noProtests")}</p>}
          columns={[{ key: "member", title: t("govern.member"), cell: (row) => names(row.member) }, { key: "period", title: t("govern.period"), cell: (row) => row.period }, { key: "text", title: t("govern.reason"), wide: true, cell: (row) => row.text }, { key: "filed", title: t("govern.submitted"), cell: (row) => who(row.filed) }]} />}
      </Await>
      <button type="button" className="link" onClick={close}>{t("govern.close")}</button>
    </section>
  );
}

function Protests({ ranking }: { ranking: RankingRow }) {
  const { t } = useTranslation();
  const who = useWho();
  const { pick } = useLang();
  const { can } = useSession();
  const names = useNames();
  const rows = useQuery({ queryKey: ["govern", "protests", ranking.id], queryFn: () => govern.protests({ ref: ranking.id }) }).data?.items ?? [];
  if (rows.length === 0) return null;
  const verbsOf = (each: ProtestRow): Verb[] => {
    if (each.state !== "open") return [];
    return [...(can("govern.approve") ? [{ verb: "rule", label: t("governAct.uphold"), note: true, extra: { uphold: true, num: each.claimed.num, den: each.claimed.den } }, { verb: "rule", label: t("governAct.refuse"), note: true, danger: true, extra: { uphold: false } }] : []), ...(can("member.work") ? [{ verb: "withdraw", label: t("governAct.withdraw") }] : [])];
  };
  return (
    <section className="card gov-one"><h2>{t("govern.protests")}</h2>
      {rows.map((each) => {
        const line = (ranking.sheet.lines ?? []).find((one) => one.code === each.kind);
        return <div key={each.id}><p><b>{names(each.member)}</b> {line ? pick(line.zh, line.en) : each.kind} → {each.claimed.den === 1 ? each.claimed.num : `${each.claimed.num}/${each.claimed.den}`} <State of={each.state} /> <span className="muted">{who(each.filed)}</span></p><p className="gov-words">{each.text}{each.reason ? ` — ${each.reason} ${who(each.decided)}` : ""}</p><Acts verbs={verbsOf(each)} version={each.version} send={(verb, body) => govern.protestAct(each.id, verb, body)} /></div>;
      })}
    </section>
  );
}
