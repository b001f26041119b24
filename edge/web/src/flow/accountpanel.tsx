import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sheet, SheetAccount } from "../api/sheets";
import { At } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { formatFen } from "../ui/money";
import type { Acting } from "./sheet";
import { partyText } from "./sheetdata";

/** How many transfers of one account are listed. */
const LINES_MAX = 200;

/** AccountPanel is one account of a sheet: its transfers, the analyst's note, and what may be done with it. */
export function AccountPanel({ sheet, account, acting, onClose, onNode }: { sheet: Sheet; account: SheetAccount; acting: Acting; onClose: () => void; onNode: (account: string) => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState(account.note);
  const word = (code: string) => t(`disposition.${code}`, { defaultValue: code });
  const lines = (sheet.edges ?? []).filter((edge) => edge.from === account.account || edge.to === account.account).sort((a, b) => (a.at < b.at ? -1 : 1));
  const hidden = lines.length > 0 && lines.every((edge) => edge.hidden);
  return (
    <aside className="flow-side node-lines" data-testid="account-panel">
      <header><b className="num">{partyText(account.account, word)}</b> {account.holder}<DetailClose onClose={onClose} /></header>
      <form className="act-fields" onSubmit={(event) => { event.preventDefault(); acting.act({ kind: "note", account: account.account, note: note.trim() }); }}>
        <Input value={note} maxLength={500} placeholder={t("sheet.noteHint")} aria-label={t("sheet.note")} onChange={(event) => setNote(event.target.value)} data-testid="account-note" />
        <Button htmlType="submit" disabled={acting.busy || note.trim() === account.note}>{t("act.save")}</Button>
      </form>
      <div className="choice">
        <button type="button" className="chip" disabled={acting.busy} onClick={() => acting.act({ kind: "hide", account: account.account, hidden: !hidden })} data-testid="account-hide">{t(hidden ? "sheet.show" : "sheet.hide")}</button>
        {account.merged_into ? <button type="button" className="chip" disabled={acting.busy} onClick={() => acting.act({ kind: "split", account: account.account })}>{t("sheetAct.split")}</button> : null}
      </div>
      <p className="muted">{t("flow.nodeSums", { in: formatFen(account.in_fen), out: formatFen(account.out_fen) })}</p>
      <ul className="plain">
        {lines.slice(0, LINES_MAX).map((edge) => {
          const out = edge.from === account.account;
          return (
            <li key={edge.id} className={edge.hidden ? "muted" : undefined}>
              <At iso={edge.at} /><span className={out ? "out" : "in"}>{out ? "→" : "←"} {edge.manual ? `✎ ${t("sheet.manual")}` : ""}</span>
              <button type="button" className="link grow node-other num" onClick={() => onNode(out ? edge.to : edge.from)}>{partyText(out ? edge.to : edge.from, word)}</button>
              <b className="num">{formatFen(edge.fen)}</b>
              <Button size="small" type="text" disabled={acting.busy} onClick={() => acting.act({ kind: "remove_leg", leg: edge.id })} aria-label={t("sheetAct.remove_leg")} title={t("sheetAct.remove_leg")}>×</Button>
            </li>
          );
        })}
      </ul>
      {lines.length > LINES_MAX ? <p className="muted">{t("sheet.moreLines", { count: lines.length - LINES_MAX })}</p> : null}
    </aside>
  );
}
