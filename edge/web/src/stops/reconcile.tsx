import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bank, StopRow } from "../api/money";
import { money } from "../api/moneyapi";
import { formatFen } from "../ui/money";
import { Await, Nothing } from "../ui/states";
import { compare, readList, type Difference, type Verdict } from "./reconciling";

/** The most pages of our own holds at one bank that are read for a comparison. */
const PAGES_MAX = 50;

/** allHeld reads every hold at a bank, page by page. */
async function allHeld(bank: string): Promise<StopRow[]> {
  const out: StopRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await money.stops({ bank, hold: "holding,frozen" }, cursor);
    out.push(...(answer.items ?? []));
    cursor = answer.next || undefined;
    if (!cursor) break;
  }
  return out;
}

const SIGNS: Record<Verdict, string> = { same: "✓", different: "≠", missing: "−", extra: "+" };

/** Reconcile (对账) sets the list that a bank sent against what we believe to be held there. */
export function Reconcile({ bank, banks, onBank }: { bank: string | undefined; banks: Bank[]; onBank: (bank: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const held = useQuery({ queryKey: ["stops", "reconcile", bank], queryFn: () => allHeld(bank ?? ""), enabled: !!bank });
  const theirs = useMemo(() => readList(text), [text]);
  return (
    <div className="reconcile">
      <section className="reconcile-in">
        <Select value={bank} placeholder={t("ledger.bank")} aria-label={t("ledger.bank")} options={banks.map((each) => ({ value: each.code, label: each.name }))} onChange={onBank} />
        <Input.TextArea value={text} rows={16} spellCheck={false} className="paste-text" placeholder={t("reconcile.hint")} aria-label={t("reconcile.title")} onChange={(event) => setText(event.target.value)} data-testid="reconcile-text" />
        <p className="muted">{t("reconcile.read", { count: theirs.lines.length })}</p>
        {theirs.wrong.length > 0 ? <p className="problem">{t("reconcile.wrong", { rows: theirs.wrong.slice(0, 12).join(" ") })}</p> : null}
      </section>
      {bank && text.trim() !== "" ? <Await query={held} rows={8}>{(ours) => <Report list={compare(ours, theirs.lines)} />}</Await> : <Nothing title={t("reconcile.start")} hint={t("reconcile.startHint")} />}
    </div>
  );
}

function Report({ list }: { list: Difference[] }) {
  const { t } = useTranslation();
  const count = (verdict: Verdict) => list.filter((each) => each.verdict === verdict).length;
  const sum = (of: "oursFen" | "theirsFen") => list.reduce((all, each) => all + each[of], 0);
  return (
    <section className="reconcile-out" data-testid="reconcile-report">
      <p className="sums">
        {(["extra", "missing", "different", "same"] as Verdict[]).map((verdict) => <b key={verdict} className={`verdict-${verdict}`}>{SIGNS[verdict]} {t(`verdict.${verdict}`)} {count(verdict)}</b>)}
        <span>{t("reconcile.ours")} <b className="num">{formatFen(sum("oursFen"))}</b></span><span>{t("reconcile.theirs")} <b className="num">{formatFen(sum("theirsFen"))}</b></span>
        <b className={sum("oursFen") === sum("theirsFen") ? "good" : "bad"}>{t("reconcile.gap", { amount: formatFen(sum("theirsFen") - sum("oursFen")) })}</b>
      </p>
      <div className="reconcile-rows">
        <table className="mini">
          <thead><tr><th>{t("reconcile.verdict")}</th><th>{t("stopCol.account")}</th><th>{t("ledger.number")}</th><th className="right">{t("reconcile.ours")}</th><th className="right">{t("reconcile.theirs")}</th><th>{t("reconcile.todo")}</th></tr></thead>
          <tbody>
            {list.map((each, i) => (
              <tr key={i} data-testid={`verdict-${each.verdict}`}>
                <td><b className={`verdict-${each.verdict}`}>{SIGNS[each.verdict]} {t(`verdict.${each.verdict}`)}</b></td><td className="num">{each.account}</td><td className="num">{each.ours?.number ?? t("reconcile.row", { row: each.theirs?.row ?? 0 })}</td>
                <td className="num right">{each.ours ? formatFen(each.oursFen) : "—"}</td><td className="num right">{each.theirs ? formatFen(each.theirsFen) : "—"}</td><td className="muted">{t(`verdictDo.${each.verdict}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
