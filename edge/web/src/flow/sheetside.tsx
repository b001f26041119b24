import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Root, Sheet, SheetFile, SheetParams } from "../api/sheets";
import { plainAccount } from "../ui/account";
import { parseAmount } from "../ui/amount";
import { At } from "../ui/clock";
import { formatFen } from "../ui/money";
import { parseMoment } from "../ui/moment";
import { serverNow } from "../ui/now";
import type { Acting } from "./sheet";
import { partyText, RULES } from "./sheetdata";
import { Upload } from "./upload";

/** SheetSide is what the picture rests on: files, the stolen transfers, the rule, and legs added by hand. */
export function SheetSide({ sheet, acting, onSheet }: { sheet: Sheet; acting: Acting; onSheet: (sheet: Sheet) => void }) {
  const { t } = useTranslation();
  return (
    <aside className="sheet-side">
      <section>
        <h2 className="section-title">{t("sheet.files")}</h2>
        <ul className="plain">
          {(sheet.files ?? []).map((file) => (
            <FileLine key={file.id} file={file} />
          ))}
        </ul>
        <Upload sheet={sheet.id} onSheet={onSheet} />
      </section>
      {(sheet.files ?? []).length > 0 ? (
        <>
          <Roots sheet={sheet} acting={acting} />
          <Params key={sheet.version} params={sheet.params} acting={acting} />
          <AddLeg acting={acting} />
        </>
      ) : null}
    </aside>
  );
}

/** FileLine is one file: how far it has been read, and which rows were not taken over for which reason. */
function FileLine({ file }: { file: SheetFile }) {
  const { t } = useTranslation();
  const faults = file.faults ?? [];
  return (
    <li className={file.state === "undone" ? "sheet-file muted" : "sheet-file"} data-testid="sheet-file-line">
      <b>{file.name}</b>
      <span className="second" role="status">
        {file.state === "failed" ? <span className="bad">✗ {t("sheetFile.failed")}{t("shell.colon")}{file.error}</span>
          : file.state === "ready" ? `✓ ${t("sheets.rows", { count: file.rows })}` : `◌ ${t(`sheetFile.${file.state}`, { defaultValue: file.state })}${file.rows > 0 ? ` ${t("sheets.rows", { count: file.rows })}` : ""}`}
        {file.skipped > 0 ? <span className="muted"> · {t("sheet.skipped", { count: file.skipped })}</span> : null}
      </span>
      {file.bad > 0 ? (
        <details className="second"><summary className="doubt">⚠ {t("sheet.badRows", { count: file.bad })}</summary>
          <ul className="plain">{faults.map((fault) => <li key={`${fault.sheet ?? ""}${fault.line}`}>{t("sheet.badRow", { line: fault.line, column: fault.column, why: t(`badRow.${fault.why}`, { defaultValue: fault.zh }) })}</li>)}</ul>
        </details>
      ) : null}
    </li>
  );
}

/** How many of the proposed transfers, the largest first, stand there at once: the rule below stays in reach. */
const ROOTS_SHOWN = 5;

/** Roots are the transfers that were the victim's: tracing begins with them. */
function Roots({ sheet, acting }: { sheet: Sheet; acting: Acting }) {
  const { t } = useTranslation();
  const roots = sheet.roots ?? [];
  const toggle = (id: string, on: boolean) => acting.act({ kind: "root", transfers: roots.filter((root) => (root.id === id ? on : root.chosen)).map((root) => root.id) });
  const word = (code: string) => t(`disposition.${code}`, { defaultValue: code });
  const more = roots.filter((root, at) => !root.chosen && at >= ROOTS_SHOWN);
  const line = (root: Root) => (
    <li key={root.id}>
      <label className="check sheet-root"><input type="checkbox" checked={root.chosen} disabled={acting.busy || (root.chosen && roots.filter((each) => each.chosen).length === 1)} onChange={(event) => toggle(root.id, event.target.checked)} />
        <span><At iso={root.at} /> <b className="num">{formatFen(root.fen)}</b><span className="second num">{partyText(root.from, word)} → {partyText(root.to, word)}</span></span></label>
    </li>
  );
  return (
    <section>
      <h2 className="section-title">{t("sheet.roots")}</h2>
      <ul className="plain">{roots.filter((root, at) => root.chosen || at < ROOTS_SHOWN).map(line)}</ul>
      {more.length > 0 ? <details className="second"><summary>{t("sheet.moreRoots", { count: more.length })}</summary><ul className="plain">{more.map(line)}</ul></details> : null}
    </section>
  );
}

const NUMBERS = ["max_hops", "window_h", "hop_window_h", "per_account", "limit"] as const;

function Params({ params, acting }: { params: SheetParams; acting: Acting }) {
  const { t } = useTranslation();
  const [value, setValue] = useState(params);
  const changed = JSON.stringify(value) !== JSON.stringify(params);
  return (
    <form onSubmit={(event) => { event.preventDefault(); acting.act({ kind: "params", params: value }); }}>
      <h2 className="section-title">{t("sheet.params")}</h2>
      <label className="param"><span>{t("sheet.rule")}</span><select className="plain-input" value={value.rule} title={t(`ruleHint.${value.rule}`)} onChange={(event) => setValue({ ...value, rule: event.target.value as SheetParams["rule"] })} data-testid="sheet-rule">{RULES.map((rule) => <option key={rule} value={rule}>{t(`rule.${rule}`)}</option>)}</select></label>
      <p className="muted second">{t(`ruleHint.${value.rule}`)}</p>
      {NUMBERS.map((name) => <label key={name} className="param"><span>{t(`param.${name}`)}</span><input className="plain-input" type="number" min={1} value={value[name]} onChange={(event) => setValue({ ...value, [name]: Math.max(1, Math.trunc(Number(event.target.value)) || 1) })} /></label>)}
      <label className="param"><span>{t("param.min_fen")}</span><input className="plain-input" type="number" min={0} value={value.min_fen / 100} onChange={(event) => setValue({ ...value, min_fen: parseAmount(event.target.value) ?? 0 })} /></label>
      <Button size="small" type="primary" htmlType="submit" disabled={!changed || acting.busy} data-testid="params-save">{t("sheet.recount")}</Button>
    </form>
  );
}

const none = { from: "", to: "", holder: "", at: "", amount: "" };

/** AddLeg is a transfer that no file has: seen on a photo, told by the victim. */
function AddLeg({ acting }: { acting: Acting }) {
  const { t } = useTranslation();
  const [form, setForm] = useState(none);
  const fen = parseAmount(form.amount);
  const at = parseMoment(form.at, serverNow());
  const ready = plainAccount(form.from) !== "" && plainAccount(form.to) !== "" && fen !== undefined && at !== undefined;
  const save = () => {
    if (!ready || fen === undefined || at === undefined) return;
    acting.act({ kind: "add_leg", from: plainAccount(form.from), to: plainAccount(form.to), holder: form.holder.trim(), at, fen, note: "" });
    setForm(none);
  };
  return (
    <details>
      <summary>{t("sheetAct.add_leg")}</summary>
      <form className="add-leg" onSubmit={(event) => { event.preventDefault(); save(); }}>
        {(Object.keys(none) as (keyof typeof none)[]).map((name) => <input key={name} className="plain-input" value={form[name]} maxLength={60} placeholder={t(`addLeg.${name}`)} aria-label={t(`addLeg.${name}`)} onChange={(event) => setForm({ ...form, [name]: event.target.value })} />)}
        <Button size="small" htmlType="submit" disabled={!ready || acting.busy}>{t("sheetAct.add_leg")}</Button>
      </form>
    </details>
  );
}
