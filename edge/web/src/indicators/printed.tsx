import { Button } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { statsApi, type PrintedFigure, type Reading } from "../api/stats";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";

/** Line is one figure that others printed, in their words, with where it stands. */
function Line({ of }: { of: PrintedFigure }) {
  const { t } = useTranslation();
  return (
    <li data-testid="printed-figure">
      <i className="fig-local">{t("printed.mark")}</i> {of.name} <b className="num">{of.text}</b>{of.compare ? <span>，{of.compare}</span> : null}
      <span className="second">{t("printed.source", { source: of.source, from: of.from, to: of.to })}</span>
      {of.quote ? <q className="second">{of.quote}</q> : null}
    </li>
  );
}

/** Printed is what others printed of the same days, and of those compared with: beside the centre's own figure, never part of it. */
export function Printed({ reading }: { reading: Reading }) {
  const { t } = useTranslation();
  const list = [...(reading.printed ?? []), ...(reading.compare ?? []).flatMap((each) => each.printed ?? [])];
  if (list.length === 0) return null;
  return (
    <section data-testid="printed">
      <h3 className="list-head">{t("printed.title")} <span className="muted">{t("printed.hint")}</span></h3>
      <ul>{list.map((each) => <Line key={each.id} of={each} />)}</ul>
    </section>
  );
}

/** ImportPrinted takes a workbook or CSV in: one wrong line stops the whole file, and is named. */
export function ImportPrinted() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { can } = useSession();
  const file = useRef<HTMLInputElement>(null);
  const take = useAct((chosen: File) => statsApi.takePrinted(chosen), [["stats", "reading"]]);
  if (!can("figure.manage")) return null;
  return (
    <div>
      <Button size="small" onClick={() => file.current?.click()} loading={take.isPending} title={t("printed.columns")}>{t("printed.import")}</Button>
      <input ref={file} type="file" accept=".xlsx,.csv,.txt" hidden onChange={(event) => { const chosen = event.target.files?.[0]; if (chosen) take.mutate(chosen); event.target.value = ""; }} data-testid="printed-file" />
      {take.data ? <p role="status" data-testid="printed-outcome">{t("printed.taken", { count: take.data.taken })}{take.data.slips.map((slip) => <span key={`${slip.line}${slip.column}`} className="second">{t("printed.slip", { line: slip.line, text: pick(slip.zh, slip.en) })}</span>)}</p> : null}
      <FaultNote error={take.error} onClose={() => take.reset()} />
    </div>
  );
}
