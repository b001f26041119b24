import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { casesApi, type CaseDetail, type CasePart } from "../api/cases";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { Field, FlowInput, FlowSelect } from "../ui/field";
import { FaultNote } from "../ui/states";
import { formatYuan } from "../ui/money";
import { useWords } from "./words";

/** What can be added to a case. */
export const PARTS = ["suspect", "measure", "money", "exhibit", "card", "check"] as const;
export type PartKind = (typeof PARTS)[number];
const PATHS: Record<PartKind | "remove", string> = { suspect: "suspects", measure: "measures", money: "money", exhibit: "exhibits", card: "cards", check: "checks", remove: "remove" };
const BOOKS: Partial<Record<PartKind | "remove", string>> = { suspect: "measures", measure: "measures", money: "money", exhibit: "exhibits", card: "cards" };
const EMPTY = { at: "", note: "", kind: "", suspect: "", name: "", id_number: "", role: "card_owner", fugitive: "", two_cards: "", amount: "", n: "1", bank: "", carrier: "", outlet: "", mark: "", opened_at: "", card: "", result: "" };

/** PartForm adds a person, a measure, money, an exhibit, a card or the result of a look back; or takes out what was wrong. */
export function PartForm({ one, kind, part, done, close }: { one: CaseDetail; kind: PartKind | "remove"; part?: string; done: (next: CaseDetail) => void; close: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { list, book, word } = useWords();
  const [form, setForm] = useState({ ...EMPTY, suspect: one.suspects?.[0]?.id ?? "", card: one.cards?.find((each) => !each.check)?.id ?? "" });
  const set = (name: keyof typeof EMPTY) => (value: string) => setForm((now) => ({ ...now, [name]: value }));
  const fen = parseAmount(form.amount);
  const entry = book(BOOKS[kind] ?? "").find((each) => each.code === form.kind);
  const cash = kind === "money" || Boolean(entry?.fen);
  const act = useAct(() => {
    const body: CasePart = { version: one.version, note: form.note.trim(), ...(form.at ? { at: form.at } : {}) };
    if (kind === "remove") body.part = part;
    else if (kind === "check") Object.assign(body, { card: form.card, result: form.result });
    else body.kind = form.kind;
    if (kind === "suspect") Object.assign(body, { name: form.name.trim(), id_number: form.id_number.trim(), role: form.role, fugitive: form.fugitive, two_cards: form.two_cards !== "" });
    if (kind === "measure") body.suspect = form.suspect;
    if (cash) body.fen = fen ?? 0;
    if (kind === "exhibit") body.n = Number(form.n) || 0;
    if (kind === "card") Object.assign(body, { outlet: form.outlet.trim(), mark: form.mark.trim(), opened_at: form.opened_at, ...(entry?.issuer === "carrier" ? { carrier: form.carrier.trim() } : { bank: form.bank.trim() }) });
    return casesApi.part(one.id, PATHS[kind], body);
  }, [["cases"], ["case", one.id]], (out) => { void message.success(t("cases.saved", { number: out.number })); done(out); });
  const input = (name: keyof typeof EMPTY, label: string, max = 60, note?: string) => <Field label={label} note={note}><FlowInput value={form[name]} onChange={set(name)} testid={`part-${name}`} max={max} /></Field>;
  const select = (name: keyof typeof EMPTY, label: string, options: { value: string; text: string }[], empty?: string) => <Field label={label}><FlowSelect value={form[name]} onChange={set(name)} options={options} empty={empty} testid={`part-${name}`} /></Field>;
  return (
    <form className="form fields" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined); }} data-testid={`part-form-${kind}`}>
      {kind === "suspect" ? <>{input("name", t("cases.name"))}{input("id_number", t("cases.idNumber"), 18)}{select("role", t("cases.role"), list("roles"))}{select("fugitive", t("cases.fugitive"), list("fugitives"), t("cases.no"))}{select("two_cards", t("cases.twoCards"), [{ value: "yes", text: t("cases.yes") }], t("cases.no"))}</> : null}
      {kind === "measure" ? select("suspect", t("cases.suspects"), (one.suspects ?? []).map((p) => ({ value: p.id, text: `${p.name || t("cases.unnamed")} ${word("roles", p.role)}` }))) : null}
      {BOOKS[kind] ? select("kind", t(kind === "suspect" ? "casePart.measure" : `casePart.${kind}`), list(BOOKS[kind] ?? ""), t("cases.choose")) : null}
      {kind === "exhibit" ? input("n", t("cases.pieces"), 8) : null}
      {cash ? input("amount", t("cases.amountYuan"), 20, fen === undefined ? undefined : formatYuan(fen)) : null}
      {kind === "card" ? <>{entry?.issuer === "carrier" ? input("carrier", t("cases.carrier")) : input("bank", t("cases.bank"))}{input("outlet", t("cases.outlet"), 100)}{input("mark", t("cases.mark"), 4)}{input("opened_at", t("cases.opened"), 10)}</> : null}
      {kind === "check" ? <>{select("card", t("casePart.card"), (one.cards ?? []).map((k) => ({ value: k.id, text: `${word("cards", k.kind)} ${k.mark} ${k.outlet || k.bank || k.carrier}` })))}{select("result", t("casePart.check"), list("checks"), t("cases.choose"))}</> : null}
      {kind === "remove" ? null : input("at", t("cases.day"), 25, t("cases.dayHint"))}
      {input("note", t(kind === "remove" ? "cases.reason" : "cases.note"), 60)}
      <FaultNote error={act.error} onClose={act.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" loading={act.isPending} data-testid="part-save">{t(`casePart.${kind}`)}</Button><Button onClick={close}>{t("act.cancel")}</Button></div>
    </form>
  );
}
