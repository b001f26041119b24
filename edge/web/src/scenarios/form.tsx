import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Language, Name } from "./complete";
import { readScenario, writeScenario, type Row, type Value } from "./yaml";

interface Props { text: string; onText: (text: string) => void; language: Language; readOnly: boolean }

const wordOf = (value: Value | undefined): string => (typeof value === "string" ? value : "");
const listOf = (value: Value | undefined): string[] => (Array.isArray(value) ? value.map(wordOf) : []);
const tableOf = (value: Value | undefined): Row => (typeof value === "object" && !Array.isArray(value) ? value : {});
const rowsOf = (value: Value | undefined): Row[] => (Array.isArray(value) ? value.map(tableOf) : []);

/** RuleForm is the same scenario in fields. The text is the truth: a field reads it and writes into it, and what the form cannot show stays as it stands. */
export function RuleForm({ text, onText, language, readOnly }: Props) {
  const { t } = useTranslation();
  const read = readScenario(text);
  if (!read) return <p className="muted rule-form" data-testid="form-unread">{t("scenarioEdit.unread")}</p>;
  const set = (key: string) => (value: Value) => onText(writeScenario(text, key, value));
  const pair = (key: string, side: string) => (value: Value) => set(key)({ ...tableOf(read[key]), [side]: value });
  const choice = (key: string, values = language.values[key]) => <Choose label={t(`scenarioKey.${key}`)} value={wordOf(read[key])} options={values ?? []} onChange={set(key)} readOnly={readOnly} testid={`rule-${key}`} />;
  const typed = (key: string, wide = false) => <Typed label={t(`scenarioKey.${key}`)} value={wordOf(read[key])} onChange={set(key)} readOnly={readOnly} wide={wide} testid={`rule-${key}`} />;
  return (
    <form className="rule-form" aria-label={t("scenarioEdit.form")} onSubmit={(event) => event.preventDefault()} data-testid="rule-form">
      <div className="rule-fields">
        <Typed label={t("scenarioKey.code")} value={wordOf(read.code)} onChange={set("code")} readOnly testid="rule-code" />
        <Typed label={t("scenarioKey.nameZH")} value={wordOf(tableOf(read.name).zh)} onChange={pair("name", "zh")} readOnly={readOnly} testid="rule-name-zh" />
        <Typed label={t("scenarioKey.nameEN")} value={wordOf(tableOf(read.name).en)} onChange={pair("name", "en")} readOnly={readOnly} testid="rule-name-en" />
        {choice("fraud")}{choice("family")}{choice("level")}{typed("score")}{typed("quiet")}
      </div>
      <Kinds label={t("scenarioKey.on")} chosen={listOf(read.on)} options={language.values.on ?? []} onChange={set("on")} readOnly={readOnly} />
      <Typed label={t("scenarioKey.where")} value={wordOf(read.where)} onChange={set("where")} readOnly={readOnly} wide area testid="rule-where" />
      <Table title={t("scenarioKey.windows")} rows={rowsOf(read.windows)} columns={["name", "measure", "of", "by", "over", "where"]} language={language} onChange={set("windows")} readOnly={readOnly} fresh={{ name: "n_24h", by: "person", of: ["transfer"], over: "24h", measure: "count" }} testid="rule-windows" />
      <Table title={t("scenarioKey.sequence")} rows={rowsOf(read.sequence)} columns={["name", "of", "within", "where"]} language={language} onChange={set("sequence")} readOnly={readOnly} fresh={{ name: "talk", of: ["call"], where: "answered", within: "60m" }} testid="rule-sequence" />
      <Table title={t("scenarioKey.block")} rows={rowsOf(read.block)} columns={["when", "reason"]} language={language} onChange={set("block")} readOnly={readOnly} fresh={{ when: "amount_fen < 10000", reason: { zh: "", en: "" } }} testid="rule-block" />
      <Table title={t("scenarioKey.points")} rows={rowsOf(read.points)} columns={["when", "add", "reason"]} language={language} onChange={set("points")} readOnly={readOnly} fresh={{ when: 'involved("account")', add: "20", reason: { zh: "", en: "" } }} testid="rule-points" />
      <Table title={t("scenarioKey.bands")} rows={rowsOf(read.bands)} columns={["from", "level", "reason"]} language={language} onChange={set("bands")} readOnly={readOnly} fresh={{ from: "60", level: "medium" }} testid="rule-bands" />
      <Table title={t("scenarioKey.override")} rows={rowsOf(read.override)} columns={["when", "level", "score", "reason"]} language={language} onChange={set("override")} readOnly={readOnly} fresh={{ when: 'involved("account")', level: "urgent", reason: { zh: "", en: "" } }} testid="rule-override" />
      <Table title={t("scenarioKey.absent")} rows={read.absent ? [tableOf(read.absent)] : []} columns={["of", "within", "late", "where"]} language={language} onChange={(rows) => set("absent")(rows[0] ?? "")} readOnly={readOnly} most={1} fresh={{ of: ["report"], within: "30m" }} testid="rule-absent" />
      <Typed label={t("scenarioKey.reasonZH")} value={wordOf(tableOf(read.reason).zh)} onChange={pair("reason", "zh")} readOnly={readOnly} wide area testid="rule-reason-zh" />
      <Typed label={t("scenarioKey.reasonEN")} value={wordOf(tableOf(read.reason).en)} onChange={pair("reason", "en")} readOnly={readOnly} wide area testid="rule-reason-en" />
      <Typed label={t("scenarioKey.basis")} value={wordOf(read.basis)} onChange={set("basis")} readOnly={readOnly} wide area testid="rule-basis" />
    </form>
  );
}

/** Typed keeps what is being typed until the field is left: a space at the end is not lost on the way through the text. */
function Typed({ label, value, onChange, readOnly, wide, area, testid }: { label?: string; value: string; onChange: (value: string) => void; readOnly: boolean; wide?: boolean; area?: boolean; testid: string }) {
  const [typing, setTyping] = useState<string>();
  const common = {
    className: "plain-input", value: typing ?? value, readOnly, maxLength: 4000, spellCheck: false, "aria-label": label, "data-testid": testid,
    onChange: (event: { target: { value: string } }) => { setTyping(event.target.value); onChange(event.target.value); }, onBlur: () => setTyping(undefined),
  };
  const field: ReactNode = area ? <textarea {...common} rows={2} /> : <input {...common} autoComplete="off" />;
  return label ? <label className={wide ? "rule-wide" : undefined}><span>{label}</span>{field}</label> : field;
}

function Choose({ label, value, options, onChange, readOnly, testid }: { label?: string; value: string; options: readonly Name[]; onChange: (value: string) => void; readOnly: boolean; testid: string }) {
  const field = (
    <select className="plain-input" value={value} disabled={readOnly} aria-label={label} onChange={(event) => onChange(event.target.value)} data-testid={testid}>
      {options.some((each) => each.name === value) ? null : <option value={value}>{value}</option>}
      {options.map((each) => <option key={each.name} value={each.name}>{each.meaning || each.name}</option>)}
    </select>
  );
  return label ? <label><span>{label}</span>{field}</label> : field;
}

/** Kinds are the kinds of signals, chosen by ticking. */
function Kinds({ label, chosen, options, onChange, readOnly }: { label?: string; chosen: string[]; options: readonly Name[]; onChange: (value: string[]) => void; readOnly: boolean }) {
  return (
    <div className="choice" role="group" aria-label={label}>
      {label ? <span className="muted">{label}</span> : null}
      {options.map(({ name, meaning }) => <button key={name} type="button" disabled={readOnly} aria-pressed={chosen.includes(name)} className={chosen.includes(name) ? "chip chip-on" : "chip"} onClick={() => onChange(chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name])}>{meaning || name}</button>)}
    </div>
  );
}

/** both is a sentence in two languages; without any it is left out. */
const both = (words: Row): Value => (wordOf(words.zh) === "" && wordOf(words.en) === "" ? "" : words);

/** Table edits the windows or steps: one card each, so that a long condition has room. */
function Table({ title, rows, columns, language, onChange, readOnly, fresh, testid, most = Number.POSITIVE_INFINITY }: { title: string; rows: Row[]; columns: string[]; language: Language; onChange: (rows: Value[]) => void; readOnly: boolean; fresh: Row; testid: string; most?: number }) {
  const { t } = useTranslation();
  const put = (at: number, key: string, value: Value) => onChange(rows.map((row, i) => {
    if (i !== at) return row;
    const { [key]: _, ...rest } = row;
    return value === "" ? rest : key in row ? { ...row, [key]: value } : { ...rest, [key]: value };
  }));
  return (
    <fieldset className="rule-table" data-testid={testid}>
      <legend>{title}</legend>
      {rows.map((row, at) => (
        <div key={at} className="rule-row">
          {columns.map((key) => (key === "of" ? <Kinds key={key} chosen={listOf(row.of)} options={language.values.of ?? language.values.on ?? []} onChange={(value) => put(at, key, value)} readOnly={readOnly} />
            : key === "by" && typeof row.by !== "object" ? <Choose key={key} value={wordOf(row.by)} options={language.values.by ?? []} onChange={(value) => put(at, key, value)} readOnly={readOnly} testid={`${testid}-${at}-by`} />
            : key === "level" ? <Choose key={key} label={t("scenarioKey.level")} value={wordOf(row.level)} options={language.values.level ?? []} onChange={(value) => put(at, key, value)} readOnly={readOnly} testid={`${testid}-${at}-level`} />
            : key === "reason" ? (["zh", "en"] as const).map((side) => <label key={side} className="rule-wide"><span>{t(side === "zh" ? "scenarioKey.reasonZH" : "scenarioKey.reasonEN")}</span><Typed value={wordOf(tableOf(row.reason)[side])} onChange={(value) => put(at, key, both({ ...tableOf(row.reason), [side]: value }))} readOnly={readOnly} testid={`${testid}-${at}-${side}`} /></label>)
            : <label key={key} className={key === "where" || key === "when" ? "rule-wide" : undefined}><span>{t(`scenarioKey.${key}`)}</span><Typed value={wordOf(row[key])} onChange={(value) => put(at, key, value)} readOnly={readOnly} testid={`${testid}-${at}-${key}`} /></label>))}
          {readOnly ? null : <button type="button" className="link" onClick={() => onChange(rows.filter((_, i) => i !== at))}>{t("act.remove")}</button>}
        </div>
      ))}
      {readOnly || rows.length >= most ? null : <button type="button" className="link" onClick={() => onChange([...rows, { ...fresh, ...(fresh.name !== undefined && rows.some((row) => row.name === fresh.name) ? { name: `${wordOf(fresh.name)}_${rows.length + 1}` } : {}) }])} data-testid={`${testid}-add`}>+ {t("scenarioEdit.add")}</button>}
    </fieldset>
  );
}
