import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { govern, type Proof } from "../api/govern";
import { useAct } from "../ui/act";
import { fileHash } from "../ui/sha256";
import { FaultNote } from "../ui/states";
import "./govern.css";

/** What any act of the joint conference makes stale. */
export const TOUCH = [["govern"]];

/** useNames gives the names of member units by code. */
export function useNames(): (code: string) => string {
  const rows = useQuery({ queryKey: ["govern", "members"], queryFn: () => govern.members(), staleTime: 60_000 }).data?.items ?? [];
  return (code) => rows.find((each) => each.member === code)?.name ?? code;
}

/** A light says by its word what it says by its colour. */
export function Light({ light, onClick, title }: { light: string; onClick?: () => void; title?: string }) {
  const { t } = useTranslation();
  if (!light) return <span className="muted">–</span>;
  const body = <><i aria-hidden="true" />{t(`governLight.${light}`)}</>;
  return onClick ? <button type="button" className={`gov-light gov-${light}`} onClick={onClick} title={title}>{body}</button> : <span className={`gov-light gov-${light}`} title={title}>{body}</span>;
}

/** State of a record, in words. */
export function State({ of, overdue }: { of: string; overdue?: boolean }) {
  const { t } = useTranslation();
  return <span className={overdue ? "gov-state gov-late" : "gov-state"}>{t(`governState.${of}`)}{overdue ? ` · ${t("govern.overdue")}` : ""}</span>;
}

/** Tabs of a page, chosen by number keys elsewhere. */
export function Tabs({ tabs, value, onChange, prefix }: { tabs: readonly string[]; value: string; onChange: (tab: string) => void; prefix: string }) {
  const { t } = useTranslation();
  return (
    <div className="tabs" role="tablist">
      {tabs.map((each, i) => <button key={each} type="button" role="tab" aria-selected={each === value} className={each === value ? "tab tab-on" : "tab"} onClick={() => onChange(each)} data-testid={`${prefix}-${each}`}>{t(`governTab.${each}`)}<kbd className="desk-only">{i + 1}</kbd></button>)}
    </div>
  );
}

export interface Verb { verb: string; label: string; /** A reason in words is asked for. */ note?: boolean; /** Evidence is asked for. */ proof?: boolean; danger?: boolean; extra?: Record<string, unknown>; hint?: string }

/** Acts offers what can be done with a record now; each asks for its reason and evidence before it is sent. */
export function Acts<T>({ verbs, version, send, done, children }: { verbs: Verb[]; version: number; send: (verb: string, body: Record<string, unknown>) => Promise<T>; done?: (out: T) => void; children?: ReactNode }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Verb>();
  const [note, setNote] = useState("");
  const [files, setFiles] = useState<Proof[]>([]);
  const act = useAct(({ verb, extra, proof, note: asks }: Verb) => send(verb, { version, ...(asks || note ? { note } : {}), ...(proof ? { files } : {}), ...extra }), TOUCH, (out: T) => { setChosen(undefined); setNote(""); setFiles([]); done?.(out); });
  const start = (verb: Verb) => { if (verb.note || verb.proof) setChosen(verb); else act.mutate(verb); };
  const choose = async (list: FileList | null) => setFiles(await Promise.all([...(list ?? [])].slice(0, 20).map(async (file) => ({ name: file.name, sha256: await fileHash(file) }))));
  if (verbs.length === 0 && !children) return null;
  return (
    <div className="gov-acts">
      {verbs.map((each, i) => <Button key={each.verb + each.label} type={i === 0 ? "primary" : "default"} danger={each.danger} onClick={() => start(each)} loading={act.isPending && !chosen} title={each.hint} data-testid={`act-${each.verb}`}>{each.label}</Button>)}
      {children}
      {chosen ? (
        <form className="gov-reason" onSubmit={(event) => { event.preventDefault(); act.mutate(chosen); }}>
          <textarea className="plain-input" rows={2} maxLength={2000} required={chosen.note} autoFocus value={note} onChange={(event) => setNote(event.target.value)} placeholder={t("govern.note")} aria-label={t("govern.note")} data-testid="act-note" />
          {chosen.proof ? <label className="gov-file">{t("govern.proof")} <input type="file" multiple onChange={(event) => void choose(event.target.files)} data-testid="act-proof" /><span className="muted">{t("govern.proofHint")}</span></label> : null}
          <Button htmlType="submit" type="primary" danger={chosen.danger} loading={act.isPending} data-testid="act-send">{chosen.label}</Button>
          <Button onClick={() => setChosen(undefined)}>{t("act.cancel")}</Button>
        </form>
      ) : null}
      <FaultNote error={act.error} onClose={() => act.reset()} />
    </div>
  );
}

/** Facts is a short list of labelled words; what is empty is left out. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return <dl className="gov-facts">{of.filter(([, value]) => value !== "" && value !== undefined && value !== null).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
}

/** day is the day in the centre's zone of a moment. */
export const day = (iso: string): string => (iso === "" ? "" : new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10));
/** lastDay is the last day before a moment that begins at midnight: what is due "by" it. */
export const lastDay = (iso: string): string => (iso === "" ? "" : day(new Date(Date.parse(iso) - 1).toISOString()));
/** points prints hundredths. */
export const points = (centi: number): string => `${Math.floor(centi / 100)}.${String(centi % 100).padStart(2, "0")}`;
/** useWho prints a person and a day; the clock of the centre itself has a name too. */
export function useWho(): (person: { name: string; at: string }) => string {
  const { t } = useTranslation();
  return (person) => (person.name === "" ? "" : `${person.name === "system" ? t("shell.system") : person.name} ${day(person.at)}`);
}
