import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sheet } from "../api/sheets";
import { At } from "../ui/clock";
import { ExitMark } from "../ui/exitmark";
import { formatFen } from "../ui/money";
import { useKeys } from "../ui/keys";
import { neighbour } from "../ui/sort";
import type { Acting } from "./sheet";
import { nodeOf } from "./sheetdata";

/** AccountTable has the accounts layer by layer; marked ones can be merged when they are one holder's. */
export function AccountTable({ sheet, chosen, onChoose, acting }: { sheet: Sheet; chosen: string | undefined; onChoose: (account: string) => void; acting: Acting }) {
  const { t } = useTranslation();
  const [marked, setMarked] = useState<string[]>([]);
  const rows = [...(sheet.accounts ?? [])].sort((a, b) => a.layer - b.layer || b.in_fen - a.in_fen);
  const toggle = (account: string) => setMarked((now) => (now.includes(account) ? now.filter((each) => each !== account) : [...now, account]));
  const move = (step: 1 | -1) => {
    const next = neighbour(rows.map((row) => ({ id: row.account })), chosen, step);
    if (next) onChoose(next.id);
  };
  useKeys({ ArrowDown: () => move(1), ArrowUp: () => move(-1), j: () => move(1), k: () => move(-1), ...(chosen ? { " ": () => toggle(chosen) } : {}) });
  return (
    <div className="node-table">
      {marked.length >= 2 ? <Merge key={marked.join()} sheet={sheet} accounts={marked} acting={acting} done={() => setMarked([])} /> : null}
      <table className="mini">
        <thead><tr><th /><th>{t("stopCol.layer")}</th><th>{t("stopCol.account")}</th><th>{t("flow.arrived")}</th><th className="right">{t("flow.into")}</th><th className="right">{t("flow.out")}</th><th className="right">{t("sheet.tainted")}</th><th>{t("sheet.note")}</th></tr></thead>
        <tbody>
          {rows.map((row) => {
            const exit = nodeOf(row).exit;
            return (
              <tr key={row.account} className={row.account === chosen ? "line line-on" : "line"} onClick={() => onChoose(row.account)} data-testid="account-row">
                <td><input type="checkbox" checked={marked.includes(row.account)} onClick={(event) => event.stopPropagation()} onChange={() => toggle(row.account)} aria-label={row.account} /></td>
                <td className="num">{row.layer}</td>
                <td>{exit ? <ExitMark code={exit} text={t(`disposition.${exit}`, { defaultValue: exit })} /> : <><span className="num">{row.account}</span> {row.holder}</>}{row.merged_into ? <span className="second">⇢ {t("sheet.mergedInto", { account: row.merged_into })}</span> : null}</td>
                <td><At iso={row.arrived} /></td><td className="num right">{formatFen(row.in_fen)}</td><td className="num right">{formatFen(row.out_fen)}</td>
                <td className="num right">{row.tainted_fen > 0 ? <b className="bad">{formatFen(row.tainted_fen)}</b> : <span className="muted">0</span>}</td><td>{row.note}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Merge({ sheet, accounts, acting, done }: { sheet: Sheet; accounts: string[]; acting: Acting; done: () => void }) {
  const { t } = useTranslation();
  const first = (sheet.accounts ?? []).find((each) => each.account === accounts[0]);
  const [holder, setHolder] = useState(first?.holder ?? "");
  return (
    <form className="act-fields merge-bar" onSubmit={(event) => { event.preventDefault(); acting.act({ kind: "merge", accounts, holder: holder.trim() }); done(); }}>
      <b>{t("sheet.mergeAsk", { count: accounts.length })}</b>
      <Input autoFocus value={holder} maxLength={60} placeholder={t("sheet.holder")} aria-label={t("sheet.holder")} onChange={(event) => setHolder(event.target.value)} />
      <Button type="primary" htmlType="submit" disabled={holder.trim() === "" || acting.busy} data-testid="merge-save">{t("sheetAct.merge")}</Button>
    </form>
  );
}
