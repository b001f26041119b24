import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type Issue, type IssueFigure, type IssueTable, type Paragraph, type Section } from "../api/bulletins";
import { useAct } from "../ui/act";
import { recordOf } from "../ui/figurelink";
import { FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";
import { linkOf, runsOf } from "./text";

interface Props { issue: Issue; chosen: string | undefined; onChoose: (paragraph: string | undefined) => void }
type Figures = Map<string, IssueFigure>;

/** Paper is the document as it will be printed. Every number opens the list behind it; a paragraph is edited where it stands. */
export function Paper({ issue, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const figures: Figures = new Map((issue.figures ?? []).map((figure) => [figure.id, figure]));
  const [editing, setEditing] = useState<string>();
  const mayEdit = issue.acts?.includes("edit") ?? false;
  const sections = issue.sections ?? [];
  return (
    <article className={`paper paper-style-${issue.head.style}`} lang="zh-CN" data-testid="paper">
      {issue.head.style === "red" ? <p className="paper-red">{issue.head.centre}</p> : <p className="paper-centre">{issue.head.centre}</p>}
      <h2 className="paper-title">{issue.title}</h2>
      {issue.head.to ? <p className="paper-to">{issue.head.to}：</p> : null}
      {sections.map((section, i) => (
        <SectionView key={section.id} section={section} first={section.annex && !sections[i - 1]?.annex} figures={figures}>
          {(section.paragraphs ?? []).map((paragraph) => editing === paragraph.id ? (
            <Editor key={paragraph.id} issue={issue} paragraph={paragraph} onClose={() => setEditing(undefined)} />
          ) : (
            <ParagraphView key={paragraph.id} issue={issue} paragraph={paragraph} figures={figures} chosen={chosen === paragraph.id} onChoose={() => onChoose(paragraph.id)} onEdit={mayEdit ? () => { onChoose(paragraph.id); setEditing(paragraph.id); } : undefined} />
          ))}
        </SectionView>
      ))}
      <p className="paper-foot muted" data-testid="cut-off">{t("bulletins.cutOff", { at: formatTime(issue.cut_off, "minute") })}{issue.up_to ? t("bulletins.upTo", { n: issue.up_to }) : ""}{issue.open ? ` ${t("bulletins.openPeriod")}` : ""}</p>
    </article>
  );
}

function SectionView({ section, first, figures, children }: { section: Section; first: boolean; figures: Figures; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={section.annex ? "paper-annex" : undefined}>
      {first ? <p className="paper-annex-mark">{t("bulletins.annex")}</p> : null}
      {section.heading ? <h3>{section.heading}</h3> : null}
      {children}
      {section.table ? <TableView table={section.table} figures={figures} /> : null}
    </section>
  );
}

/** Number is a printed number as a link to its list; pointing at it says what it is, how it is compared and until when it counts. */
function Number({ figure, text }: { figure: IssueFigure | undefined; text: string }) {
  const { t } = useTranslation();
  if (!figure) return <>{text}</>;
  const compare = (figure.compare ?? []).map((each) => `${each.text}${each.base_text ? t("bulletins.baseOf", { text: each.base_text }) : ""}`);
  const title = [figure.title, ...compare, t("bulletins.ownerOf", { owner: figure.owner }), t("bulletins.cutOff", { at: formatTime(figure.cut_off, "minute") })].filter((line) => line !== "").join("\n");
  return <Link to="/behind" search={linkOf(figure)} className={figure.harm ? "paper-number paper-harm" : "paper-number"} title={title} data-testid="paper-number" data-figure={figure.id}>{text}</Link>;
}

function ParagraphView({ issue, paragraph, figures, chosen, onChoose, onEdit }: { issue: Issue; paragraph: Paragraph; figures: Figures; chosen: boolean; onChoose: () => void; onEdit?: () => void }) {
  const { t } = useTranslation();
  const findings = issue.findings ?? [];
  const whole = findings.filter((each) => each.paragraph === paragraph.id && !each.waived);
  const way = recordOf(paragraph.object);
  const remarks = (issue.remarks ?? []).filter((each) => each.paragraph === paragraph.id && !each.done).length;
  return (
    <div id={`p-${paragraph.id}`} className={`para${chosen ? " para-on" : ""}${whole.some((each) => each.severity === "stop") ? " para-stop" : whole.length > 0 ? " para-warn" : ""}`} onClick={onChoose} data-testid="para" data-paragraph={paragraph.id}>
      <p className={paragraph.question ? "paper-question" : undefined}>
        {runsOf(paragraph, findings).map((run, i) => (
          <span key={i} className={run.finding ? `mark mark-${run.finding.severity}` : undefined}>{run.figure ? <Number figure={figures.get(run.figure)} text={run.text} /> : run.text}</span>
        ))}
        {way ? <Link {...(way as { to: "/tasks"; search: Record<string, string> })} className="paper-record">{t("figures.openRecord")}</Link> : null}
        {paragraph.text === "" && paragraph.free ? <span className="muted">{t("bulletins.emptyFree")}</span> : null}
      </p>
      <span className="para-side">
        {paragraph.edited ? <i>{t("bulletins.edited")}</i> : null}{remarks > 0 ? <i>{t("bulletins.remarkCount", { count: remarks })}</i> : null}
        {onEdit ? <button type="button" className="link" onClick={onEdit} data-testid="para-edit">{t("act.edit")}</button> : null}
      </span>
    </div>
  );
}

/** Editor changes the words of one paragraph. What was typed stays until it is saved or given up; Ctrl+Enter saves, Escape gives up. */
function Editor({ issue, paragraph, onClose }: { issue: Issue; paragraph: Paragraph; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(paragraph.text);
  const box = useRef<HTMLDivElement>(null);
  const save = useAct(() => bulletinsApi.edit(issue.id, paragraph.id, { version: issue.version, text: text.trim() }), [["bulletins"]], onClose);
  useEffect(() => { box.current?.querySelector("textarea")?.focus(); }, []);
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") { event.stopPropagation(); onClose(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !save.isPending) save.mutate(undefined);
  };
  return (
    <div ref={box} className="para para-edit" onKeyDown={onKey}>
      <Input.TextArea value={text} autoSize={{ minRows: 3, maxRows: 14 }} maxLength={4000} onChange={(event) => setText(event.target.value)} aria-label={t("bulletins.words")} data-testid="para-text" />
      <p className="muted">{t("bulletins.editHint")}</p>
      <div className="form-foot">
        <Button type="primary" onClick={() => save.mutate(undefined)} loading={save.isPending} data-testid="para-save">{t("act.save")}<kbd>Ctrl ↵</kbd></Button>
        <Button onClick={onClose}>{t("act.cancel")}</Button>
      </div>
      <FaultNote error={save.error} onClose={save.reset} />
    </div>
  );
}

function TableView({ table, figures }: { table: IssueTable; figures: Figures }) {
  const rows = table.rows ?? [];
  return (
    <div className="scroll-x">
      <table className="paper-table" data-testid="paper-table">
        <caption>{table.title}</caption>
        <thead><tr><th>{table.first}</th>{(table.columns ?? []).map((column, i) => <th key={i}>{column.name}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i} className={table.total && i === rows.length - 1 ? "paper-total" : undefined}>
              <td>{row.label}</td>{(row.cells ?? []).map((cell, k) => <td key={k} className="num right">{cell.figure ? <Number figure={figures.get(cell.figure)} text={cell.text} /> : cell.text}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      {table.note ? <p className="muted paper-note">{table.note}</p> : null}
    </div>
  );
}
