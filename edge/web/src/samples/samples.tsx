import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exportAddress, samples, type SamplePeriod, type SampleRow, type Verdict } from "../api/samples";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { PersonLine, Reveal } from "../ui/person";
import { Await, FaultNote, Nothing } from "../ui/states";
import "./samples.css";

interface Search { period?: string; state?: string }
const STATES = ["drawn", "differs", "agreed", "settled"] as const;

/** Samples (抽查回访): what was drawn, who calls back, what differs, and how anyone draws the same again. */
export function Samples() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const search = useSearch({ from: "/gate/samples" }) as Search;
  const navigate = useNavigate();
  const change = (next: Partial<Search>) => void navigate({ to: "/samples", search: (now: Search) => ({ ...now, ...next }), replace: true });
  const query = useQuery({ queryKey: ["samples", search], queryFn: () => samples.list({ ...search }) });
  return (
    <div className="page samples">
      <h1 className="screen-title">{t("menu.samples")}</h1>
      <Await query={query} rows={10}>
        {(list) => (
          <>
            <Periods periods={list.periods ?? []} mayDraw={list.may_draw} chosen={search.period} choose={(period) => change({ period })} />
            <div className="chips" role="radiogroup" aria-label={t("filter.state")}>
              {STATES.map((state) => (
                <button key={state} type="button" role="radio" aria-checked={search.state === state} className={search.state === state ? "chip chip-on" : "chip"} onClick={() => change({ state: search.state === state ? undefined : state })}>
                  {t(`samples.state.${state}`)}
                </button>
              ))}
            </div>
            {(list.items ?? []).length === 0 ? <Nothing title={t("samples.empty")} hint={t("samples.emptyHint")} /> : (
              <ol className="plain rows">{(list.items ?? []).map((row) => <Row key={row.order_id} row={row} />)}</ol>
            )}
            <p className="muted">{t("samples.rule")} {pick(list.label_zh, list.label_en)}</p>
            {list.may_draw ? <ExportForm /> : null}
          </>
        )}
      </Await>
    </div>
  );
}

function Row({ row }: { row: SampleRow }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const act = useAct((verdict: Verdict) => samples.decide(row, verdict, note.trim()), [["samples"]], () => setNote(""));
  const button = (verdict: Verdict, needsNote: boolean) => (
    <Button size="small" disabled={act.isPending || (needsNote && note.trim() === "")} onClick={() => act.mutate(verdict)} data-testid={`sample-${verdict}`}>{t(`samples.verdict.${verdict}`)}</Button>
  );
  const said = [...(row.tries ?? []), row.called, row.settled].filter((w) => w.at !== "");
  return (
    <li className="sample-row" data-testid="sample-row" data-state={row.state} data-id={row.order_id}>
      <div className="detail-line">
        <b>{t(`samples.state.${row.state}`)}</b>
        <PersonLine person={row.person} unit={row.unit} />
        <span>{t(`result.${row.result}`, { defaultValue: row.result })}</span>
        <At iso={row.at} />
        <span className="muted num">{row.number}</span>
        <span className="grow" />
        <span className="muted">{row.unit.name}</span>
      </div>
      {said.map((w, i) => <p key={i} className="second">{t(`samples.verdict.${w.verdict}`)} · {w.name} {w.unit.name} <At iso={w.at} /> <span className="wrap">{w.note}</span></p>)}
      {row.may_call || row.may_settle ? (
        <div className="form-foot">
          {row.may_call ? <Reveal target={row.person.id} warning={row.warning_id} field="phone" masked={row.person.phone} /> : null}
          <Input className="grow" value={note} maxLength={1000} placeholder={t(row.may_call ? "samples.noteCall" : "samples.noteSettle")} aria-label={t("attempt.note")} onChange={(event) => setNote(event.target.value)} data-testid="sample-note" />
          {row.may_call ? <>{button("agrees", false)}{button("differs", true)}{button("unreached", false)}</> : <>{button("upheld", true)}{button("explained", true)}</>}
        </div>
      ) : null}
      <FaultNote error={act.error} onClose={act.reset} />
    </li>
  );
}

function Periods({ periods, mayDraw, chosen, choose }: { periods: SamplePeriod[]; mayDraw: boolean; chosen?: string; choose: (period: string | undefined) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const draw = useAct(() => samples.draw(reason.trim()), [["samples"]], () => setReason(""));
  const open = periods.find((p) => p.drawn === "");
  return (
    <section className="sample-periods">
      {open ? (
        <p>
          {t("samples.open", { no: open.no, listed: open.listed })} <At iso={open.due} />
          <span className="second break num">{t("samples.promise")} {open.promise}</span>
        </p>
      ) : <p className="muted">{t("samples.noPeriod")}</p>}
      {open && mayDraw ? (
        <div className="form-foot">
          <Input className="grow" value={reason} maxLength={300} placeholder={t("samples.drawReason")} aria-label={t("samples.drawReason")} onChange={(event) => setReason(event.target.value)} data-testid="sample-reason" />
          <Button disabled={reason.trim() === ""} loading={draw.isPending} onClick={() => draw.mutate(undefined)} data-testid="sample-draw">{t("samples.draw")}</Button>
        </div>
      ) : null}
      <FaultNote error={draw.error} onClose={draw.reset} />
      {periods.filter((p) => p.drawn !== "").map((p) => (
        <div key={p.no} className="sample-period">
          <button type="button" className={chosen === String(p.no) ? "chip chip-on" : "chip"} aria-pressed={chosen === String(p.no)} onClick={() => choose(chosen === String(p.no) ? undefined : String(p.no))}>
            {t("samples.period", { no: p.no, chosen: p.chosen, listed: p.listed })}
          </button>
          <span className="muted"><At iso={p.drawn} /> {t("samples.owed", { owed: p.owed, differing: p.differing })}</span>
          {mayDraw ? <Frame no={p.no} salt={p.salt} /> : <span className="second break num">{t("samples.salt")} {p.salt}</span>}
        </div>
      ))}
    </section>
  );
}

/** Frame shows all that is needed to draw a period again. */
function Frame({ no, salt }: { no: number; salt: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const query = useQuery({ queryKey: ["samples", "frame", no], queryFn: () => samples.frame(no), enabled: open });
  return (
    <>
      <Button size="small" type="text" onClick={() => setOpen(!open)} aria-expanded={open} data-testid="sample-frame">{t("samples.recompute")}</Button>
      {open ? (
        <Await query={query}>
          {(frame) => (
            <div className="sample-frame">
              <p className="second break num">{t("samples.salt")} {salt}</p>
              <p className="muted">{t("samples.how")}</p>
              <ol className="num">{(frame.lots ?? []).map((lot) => <li key={lot.order_id} className={lot.drawn ? "sample-lot-on" : undefined}>{lot.score.slice(0, 16)}… {lot.order_id} {lot.drawn ? `✓ ${t("samples.state.drawn")}` : ""}</li>)}</ol>
            </div>
          )}
        </Await>
      ) : null}
    </>
  );
}

/** ExportForm asks for the reason before the file leaves. */
function ExportForm() {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [personal, setPersonal] = useState(false);
  const iso = (day: string, plus = 0) => (day === "" ? "" : new Date(Date.parse(`${day}T00:00:00+08:00`) + plus * 86_400_000).toISOString());
  return (
    <section className="sample-export">
      <h2 className="section-title">{t("samples.export")}</h2>
      <div className="form-foot">
        <Input type="date" className="sample-day" value={from} aria-label={t("samples.from")} onChange={(event) => setFrom(event.target.value)} />
        <Input type="date" className="sample-day" value={to} aria-label={t("samples.to")} onChange={(event) => setTo(event.target.value)} />
        <Input className="grow" value={reason} maxLength={200} placeholder={t("samples.exportReason")} aria-label={t("samples.exportReason")} onChange={(event) => setReason(event.target.value)} data-testid="export-reason" />
        <Checkbox checked={personal} onChange={(event) => setPersonal(event.target.checked)}>{t("samples.personal")}</Checkbox>
        <Button disabled={reason.trim() === ""} href={exportAddress({ from: iso(from), to: iso(to, 1), reason: reason.trim(), personal })} download="feedback.csv" data-testid="export-file">{t("samples.exportGo")}</Button>
      </div>
    </section>
  );
}
