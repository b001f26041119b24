import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type Finding, type Issue, type IssueFigure } from "../api/bulletins";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { Await, FaultNote } from "../ui/states";
import { ErratumForm, ErrataList } from "./errata";
import { Strike } from "./strike";
import { changed, linkOf } from "./text";

export const TABS = ["check", "remarks", "compare", "history"] as const;
export type Tab = (typeof TABS)[number];

interface Props { issue: Issue; tab: Tab; onTab: (tab: Tab) => void; chosen: string | undefined; onPoint: (paragraph: string) => void }

/** Side holds what stands beside the text: findings, comments, the last issue, the history. */
export function Side({ issue, tab, onTab, chosen, onPoint }: Props) {
  const { t } = useTranslation();
  const counts: Record<Tab, number> = { check: (issue.findings ?? []).filter((each) => !each.waived).length, remarks: (issue.remarks ?? []).filter((each) => !each.done).length, compare: 0, history: issue.errata?.length ?? 0 };
  return (
    <aside className="issue-side">
      <div className="tabs" role="tablist" aria-label={t("bulletins.beside")}>
        {TABS.map((each, i) => <button key={each} type="button" role="tab" aria-selected={each === tab} className={each === tab ? "tab tab-on" : "tab"} onClick={() => onTab(each)} data-testid={`side-${each}`}>{t(`issueTab.${each}`)}{counts[each] > 0 ? <b className="num"> {counts[each]}</b> : null}<kbd className="desk-only">{i + 1}</kbd></button>)}
      </div>
      {tab === "check" ? <Findings issue={issue} onPoint={onPoint} /> : tab === "remarks" ? <Remarks issue={issue} chosen={chosen} onPoint={onPoint} /> : tab === "compare" ? <Compared issue={issue} onPoint={onPoint} /> : <History issue={issue} />}
    </aside>
  );
}

function Findings({ issue, onPoint }: { issue: Issue; onPoint: (paragraph: string) => void }) {
  const { t } = useTranslation();
  const again = useMutation({ mutationFn: async () => ({ version: issue.version, findings: (await bulletinsApi.check(issue.id)).findings ?? [] }) });
  const fresh = again.data?.version === issue.version ? again.data.findings : undefined;
  const frozen = issue.state === "published" || issue.state === "withdrawn";
  const findings = fresh ?? issue.findings ?? [];
  return (
    <>
      {frozen ? null : <p className="bar"><Button onClick={() => again.mutate()} loading={again.isPending} data-testid="issue-recheck">{t("bulletins.recheck")}</Button><span className="muted">{t(fresh ? "bulletins.rechecked" : "bulletins.recheckHint")}</span></p>}
      <FaultNote error={again.error} onClose={again.reset} />
      {findings.length === 0 ? <p className="muted side-none">{t(frozen ? "bulletins.frozen" : "bulletins.noFindings")}</p>
        : <ul className="plain findings">{findings.map((finding) => <FindingLine key={finding.id} issue={issue} finding={finding} onPoint={onPoint} />)}</ul>}
      {issue.acts?.includes("strike") ? <Strike issue={issue} /> : null}
    </>
  );
}

function FindingLine({ issue, finding, onPoint }: { issue: Issue; finding: Finding; onPoint: (paragraph: string) => void }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const waive = useAct(() => bulletinsApi.waive(issue.id, { version: issue.version, finding: finding.id, note: note.trim() }), [["bulletins"]], () => setOpen(false));
  const mayWaive = (issue.acts?.includes("waive") ?? false) && !finding.hard && !finding.waived && finding.severity === "stop";
  return (
    <li className={`finding finding-${finding.waived ? "waived" : finding.severity}`} data-testid="finding" data-severity={finding.severity}>
      <p><b>{t(`issueFinding.${finding.waived ? "waived" : finding.severity}`)}</b> {pick(finding.zh, finding.en)}</p>
      {pick(finding.do_zh, finding.do_en) ? <p className="muted">{pick(finding.do_zh, finding.do_en)}</p> : null}
      <p className="finding-acts">
        {finding.paragraph ? <button type="button" className="link" onClick={() => onPoint(finding.paragraph)}>{t("bulletins.showPlace")}</button> : null}
        {mayWaive ? <button type="button" className="link" onClick={() => setOpen(!open)} data-testid="finding-waive">{t("bulletins.waive")}</button> : null}
        {finding.hard ? <span className="muted">{t("bulletins.hard")}</span> : null}
      </p>
      {open ? (
        <form className="act-fields" onSubmit={(event) => { event.preventDefault(); if (note.trim() !== "") waive.mutate(undefined); }}>
          <Input autoFocus value={note} maxLength={500} placeholder={t("bulletins.waiveWhy")} aria-label={t("bulletins.waiveWhy")} onChange={(event) => setNote(event.target.value)} data-testid="waive-note" />
          <Button htmlType="submit" disabled={note.trim() === ""} loading={waive.isPending} data-testid="waive-save">{t("bulletins.waive")}</Button>
        </form>
      ) : null}
      <FaultNote error={waive.error} onClose={waive.reset} />
    </li>
  );
}

function Remarks({ issue, chosen, onPoint }: { issue: Issue; chosen: string | undefined; onPoint: (paragraph: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const add = useAct(() => bulletinsApi.remark(issue.id, { paragraph: chosen ?? "", text: text.trim() }), [["bulletins"]], () => setText(""));
  const remarks = issue.remarks ?? [];
  return (
    <>
      {issue.acts?.includes("remark") ? (
        <form className="remark-form" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== "" && !add.isPending) add.mutate(undefined); }}>
          <p className="muted">{t(chosen ? "bulletins.remarkOn" : "bulletins.remarkAll")}</p>
          <Input.TextArea value={text} autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} onChange={(event) => setText(event.target.value)} aria-label={t("bulletins.remark")} placeholder={t("bulletins.remark")} data-testid="remark-text" />
          <Button htmlType="submit" disabled={text.trim() === ""} loading={add.isPending} data-testid="remark-save">{t("bulletins.remarkSave")}</Button>
          <FaultNote error={add.error} onClose={add.reset} />
        </form>
      ) : null}
      {remarks.length === 0 ? <p className="muted side-none">{t("bulletins.noRemarks")}</p> : (
        <ul className="plain remarks">
          {remarks.map((each) => (
            <li key={each.id} className={each.done ? "muted" : undefined} data-testid="remark">
              <p className="remark-head"><b>{each.name}</b> <At iso={each.at} />{each.paragraph ? <button type="button" className="link" onClick={() => onPoint(each.paragraph)}>{t("bulletins.showPlace")}</button> : null}</p>
              <p className="wrap">{each.text}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Compared puts every paragraph beside the same one of the last issue: first the numbers that moved, then the words. */
function Compared({ issue, onPoint }: { issue: Issue; onPoint: (paragraph: string) => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["bulletins", "compare", issue.id, issue.version], queryFn: () => bulletinsApi.compare(issue.id) });
  return (
    <Await query={query} rows={6}>
      {(data) => {
        const rows = (data.rows ?? []).filter((row) => row.before !== row.after);
        if (!data.with.id) return <p className="muted side-none">{t("bulletins.noPrevious")}</p>;
        return (
          <div data-testid="compared">
            <p className="muted"><Link to="/bulletins/$id" params={{ id: data.with.id }} data-testid="compared-with">{t("bulletins.comparedWith", { title: data.with.title })}</Link></p>
            <table className="mini">
              <thead><tr><th>{t("bulletins.figure")}</th><th className="right">{t("bulletins.before")}</th><th className="right">{t("bulletins.after")}</th></tr></thead>
              <tbody>{(data.rows ?? []).flatMap((row) => (row.figures ?? []).map((figure) => <tr key={row.paragraph + figure.figure}><td><button type="button" className="link" onClick={() => onPoint(row.paragraph)}>{figure.title}</button></td><td className="right num muted">{figure.before || "—"}</td><td className="right num"><Now figure={issue.figures?.find((each) => each.id === figure.figure)} text={figure.after} /></td></tr>))}</tbody>
            </table>
            <h3 className="section-title">{t("bulletins.wordsChanged")}</h3>
            {rows.map((row) => { const cut = changed(row.before, row.after); return <p key={row.paragraph} className="diff" onClick={() => onPoint(row.paragraph)}>{cut.head}{cut.was ? <del>{cut.was}</del> : null}{cut.is ? <ins>{cut.is}</ins> : null}{cut.tail}</p>; })}
          </div>
        );
      }}
    </Await>
  );
}

/** Now is a number of this issue, which opens its list. */
function Now({ figure, text }: { figure: IssueFigure | undefined; text: string }) {
  return figure && text ? <Link to="/behind" search={linkOf(figure)}>{text}</Link> : <>{text || "—"}</>;
}

function History({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  return (
    <>
      {issue.acts?.includes("erratum") ? <ErratumForm issue={issue} /> : null}
      <ErrataList errata={issue.errata ?? []} />
      <ul className="plain records">
        {(issue.history ?? []).map((step, i) => <li key={i}><At iso={step.at} /><span className="grow"><b>{t(`issueStep.${step.act}`, { defaultValue: step.act })}</b>{step.note ? <span className="second wrap">{step.note}</span> : null}</span><span className="muted">{step.name}</span></li>)}
      </ul>
    </>
  );
}
