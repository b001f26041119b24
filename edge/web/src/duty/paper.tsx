import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { duty, DUTY, type HandOver, type HandOverItem, type PaperVerb } from "../api/duty";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { LevelLamp } from "../ui/lamp";
import { PlainTable } from "../ui/plaintable";
import { Await, FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";

/** Where each kind of item is worked on. */
const PLACES = { warning: "/alerts", order: "/tasks", claim: "/stoppay", objection: "/objections", ticket: "/hotline" } as const;

/** verbsOf says what the reader can do with a paper now. */
export function verbsOf(paper: Pick<HandOver, "state" | "mine">): PaperVerb[] {
  if (paper.mine === "from") return paper.state === "draft" ? ["sign", "refresh", "withdraw"] : paper.state === "signed" ? ["recall"] : [];
  return paper.mine === "to" && paper.state === "signed" ? ["take", "return"] : [];
}

/** Paper is one hand-over: the list that the system wrote, the new owners, and the two signatures. It prints as it stands. */
export function Paper({ id, close }: { id: string; close: () => void }) {
  const query = useQuery({ queryKey: ["duty", "paper", id], queryFn: () => duty.paper(id) });
  return <Await query={query} rows={12}>{(paper) => <Whole paper={paper} close={close} />}</Await>;
}

function Whole({ paper, close }: { paper: HandOver; close: () => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<PaperVerb>();
  const [note, setNote] = useState("");
  const draft = paper.state === "draft" && paper.mine === "from";
  const people = useQuery({ queryKey: ["duty", "roster", "", ""], queryFn: () => duty.roster(), enabled: draft }).data?.people ?? [];
  const touch = [...DUTY, ["today"], ["warnings"], ["orders"], ["tickets"]];
  const act = useAct((verb: PaperVerb) => duty.act(paper.id, verb, { version: paper.version, ...(note ? { note } : {}) }), touch, () => { setAsking(undefined); setNote(""); });
  const assign = useAct((give: { to: string; keys?: string[] }) => duty.assign(paper.id, { version: paper.version, ...give }), DUTY);
  const verbs = verbsOf(paper);
  const run = (verb: PaperVerb) => { if (!verbs.includes(verb) || act.isPending) return; if (verb === "return") setAsking(verb); else act.mutate(verb); };
  const all = () => { if (draft && paper.unowned > 0) assign.mutate({ to: paper.to.id }); };
  useKeys({ a: all, s: () => run(paper.mine === "to" ? "take" : "sign"), r: () => run("refresh"), p: () => window.print(), x: close });
  return (
    <section data-testid="paper" data-state={paper.state}>
      <h2 className="section-title">{paper.unit.name} {t("handover.title")} <span className="num">{paper.number}</span> · {t(`handover.is.${paper.state}`)}</h2>
      <p>{t("handover.line", { from: paper.from.name, to: paper.to.name, at: formatTime(paper.drawn_at, "full"), n: paper.count })} {paper.overdue > 0 ? <b className="bad">{t("handover.overdue", { n: paper.overdue })}</b> : null}</p>
      {paper.note ? <p><b>{t("handover.note")}</b> {paper.note}</p> : null}
      {paper.return ? <p className="bad">{t("handover.returned", { why: paper.return })}</p> : null}
      <div className="paper-acts no-print">
        {draft && paper.unowned > 0 ? <><span className="paper-unowned" data-testid="unowned">✗ {t("handover.unowned", { n: paper.unowned })}</span><Button onClick={all} loading={assign.isPending} data-testid="assign-all">{t("handover.assignAll", { name: paper.to.name })}<kbd>A</kbd></Button></> : null}
        {verbs.map((verb, i) => <Button key={verb} type={i === 0 ? "primary" : "default"} disabled={verb === "sign" && paper.unowned > 0} loading={act.isPending && act.variables === verb} onClick={() => run(verb)} data-testid={`paper-${verb}`}>{t(`handover.act.${verb}`)}{verb === "sign" || verb === "take" ? <kbd>S</kbd> : null}</Button>)}
        <Button className="desk-only" onClick={() => window.print()}>{t("handover.print")}<kbd>P</kbd></Button>
        <Button onClick={close}>{t("handover.back")}<kbd>Esc</kbd></Button>
      </div>
      {asking ? (
        <form className="duty-form no-print" onSubmit={(event) => { event.preventDefault(); if (note.trim()) act.mutate(asking); }}>
          <input className="plain-input grow" autoFocus maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} placeholder={t("handover.why")} aria-label={t("handover.why")} data-testid="paper-note" />
          <Button htmlType="submit" type="primary" disabled={!note.trim()} data-testid="paper-send">{t("handover.act.return")}</Button>
        </form>
      ) : null}
      <FaultNote error={act.error ?? assign.error} onClose={() => { act.reset(); assign.reset(); }} />
      <PlainTable<HandOverItem> label={t("handover.title")} testid="items" rows={paper.items} keyOf={(item) => item.key}
        empty={<p className="muted">{t("handover.nothing")}</p>}
        columns={[
          { key: "kind", title: t("handover.kind"), cell: (item) => t(`handover.of.${item.kind}`) },
          { key: "number", title: t("handover.number"), cell: (item) => <Link to={PLACES[item.kind] as "/alerts"} search={{ id: item.id }} className="num" data-testid="item-link">{item.number}</Link> },
          { key: "level", title: t("handover.level"), cell: (item) => (item.level ? <LevelLamp level={item.level as "urgent"} /> : "") },
          { key: "about", title: t("handover.about"), cell: (item) => item.about },
          { key: "due", title: t("handover.due"), cell: (item) => (item.due_at ? <span className={item.overdue ? "bad num" : "num"}>{formatTime(item.due_at, "short")}{item.overdue ? ` ${t("clock.over")}` : ""}</span> : "") },
          { key: "owner", title: t("handover.owner"), cell: (item) => item.owner.name || <span className="muted">{t("handover.nobody")}</span> },
          { key: "next", title: t("handover.next"), cell: (item) => (draft && !item.fixed
            ? <Select size="small" style={{ minWidth: 130 }} status={item.next.id ? undefined : "error"} showSearch={{ optionFilterProp: "label" }} value={item.next.id || undefined} placeholder={t("handover.choose")} aria-label={`${t("handover.next")} ${item.number}`} options={people.filter((each) => each.id !== paper.from.id && each.kinds.includes(item.kind)).map((each) => ({ value: each.id, label: each.name }))} onChange={(to: string) => assign.mutate({ to, keys: [item.key] })} />
            : item.next.name || <b className="bad">{t("handover.nobody")}</b>) },
        ]} />
      <div className="paper-signs">
        {([["left", paper.left], ["taken", paper.taken]] as const).map(([key, sign]) => <span key={key} data-testid={`sign-${key}`}>{t(`handover.${key}`)} {sign.at ? <><b>{sign.person.name}</b> <span className="num">{formatTime(sign.at, "full")}</span></> : t("handover.unsigned")}</span>)}
        {paper.left.at ? <span className="muted num" title={paper.left.digest}>{t("handover.digest")} {paper.left.digest.slice(0, 16)} {paper.sound ? `✓ ${t("handover.sound")}` : `✗ ${t("handover.unsound")}`}</span> : null}
      </div>
    </section>
  );
}
