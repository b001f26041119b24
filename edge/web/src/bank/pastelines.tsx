import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Bank } from "../api/money";
import { formatFen } from "../ui/money";
import { formatTime } from "../ui/time";
import { COLUMNS, type CellProblem, type Column, type Pasted } from "./pasting";

/** PasteLines takes where the money went, as it was copied from a spreadsheet, and shows what was understood, cell by cell. */
export function PasteLines({ text, onChange, pasted, banks }: { text: string; onChange: (text: string) => void; pasted: Pasted; banks: Bank[] }) {
  const { t } = useTranslation();
  const heading = COLUMNS.map((column) => t(`pasteCol.${column}`)).join("\t");
  return (
    <div className="paste">
      <p className="field-label">
        {t("paste.title")} <Button size="small" type="link" onClick={() => void navigator.clipboard?.writeText(heading)}>{t("paste.copyHead")}</Button>
      </p>
      <Input.TextArea
        rows={3} value={text} spellCheck={false} placeholder={t("paste.hint", { columns: COLUMNS.map((column) => t(`pasteCol.${column}`)).join(" | ") })} aria-label={t("paste.title")}
        onChange={(event) => onChange(event.target.value)} className="paste-text" data-testid="paste-lines"
      />
      {pasted.problems.length > 0 ? <Problems problems={pasted.problems} /> : null}
      {pasted.lines.length > 0 ? <Preview pasted={pasted} banks={banks} /> : null}
    </div>
  );
}

/** How many faults are shown in words; the cells themselves are marked, all of them. */
const SHOWN = 6;

function Problems({ problems }: { problems: CellProblem[] }) {
  const { t } = useTranslation();
  return (
    <ul className="plain problem" role="alert" data-testid="paste-problems">
      {problems.slice(0, SHOWN).map((each, i) => (
        <li key={i}>{t("paste.at", { row: each.row, column: t(`pasteCol.${each.column}`) })} {t(`pasteProblem.${each.problem}`)}{each.text ? ` “${each.text}”` : ""}</li>
      ))}
      {problems.length > SHOWN ? <li>{t("paste.moreProblems", { count: problems.length - SHOWN })}</li> : null}
    </ul>
  );
}

function Preview({ pasted, banks }: { pasted: Pasted; banks: Bank[] }) {
  const { t } = useTranslation();
  const first = pasted.head ? 2 : 1;
  const wrong = (row: number, column: Column) => (pasted.problems.some((p) => p.row === row && p.column === column) ? "cell-wrong" : undefined);
  return (
    <div className="scroll-x paste-preview">
      <table className="mini">
        <thead><tr><th>{t("paste.row")}</th>{(["code", "fen", "time", "bank", "account", "name", "place"] as Column[]).map((column) => <th key={column}>{t(`pasteCol.${column}`)}</th>)}</tr></thead>
        <tbody>
          {pasted.lines.map((line, i) => (
            <tr key={i}>
              <td className="num muted">{i + first}</td>
              <td className={wrong(i + first, "code")}>{line.code ? t(`disposition.${line.code}`) : "✗"}</td>
              <td className={wrong(i + first, "fen") ?? "num"}>{line.fen > 0 ? formatFen(line.fen) : "✗"}</td>
              <td className={wrong(i + first, "time") ?? "num"}>{formatTime(line.time, "minute") || (wrong(i + first, "time") ? "✗" : "")}</td>
              <td className={wrong(i + first, "bank")}>{banks.find((bank) => bank.code === line.bank)?.name ?? (wrong(i + first, "bank") ? "✗" : "")}</td>
              <td className={wrong(i + first, "account") ?? "num"}>{line.account ?? (wrong(i + first, "account") ? "✗" : "")}</td>
              <td className={wrong(i + first, "name")}>{line.name ?? (wrong(i + first, "name") ? "✗" : "")}</td>
              <td>{line.place}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
