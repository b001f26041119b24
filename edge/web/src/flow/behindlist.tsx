import { useTranslation } from "react-i18next";
import { At } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { formatFen } from "../ui/money";
import type { Behind } from "./behind";
import { markOf } from "./flowing";

/** BehindList is the list behind one figure of the flow; what it does not reach is said and not hidden. */
export function BehindList({ list, title, fen, onClose, onNode }: { list: Behind; title: string; fen: number | undefined; onClose: () => void; onNode: (id: string) => void }) {
  const { t } = useTranslation();
  const rest = fen === undefined ? 0 : fen - list.fen;
  return (
    <section className="node-lines" data-testid="behind">
      <header><b>{title}</b> <b className="num">{formatFen(fen ?? list.fen)}</b><DetailClose onClose={onClose} /></header>
      {list.lines.length === 0 ? <p className="muted">{t("flow.behindNone")}</p> : (
        <ul className="plain">
          {list.lines.map((line) => (
            <li key={line.key} data-testid="behind-line">
              <At iso={line.at} />
              <button type="button" className="link grow node-other" onClick={() => onNode(line.node.id)}>{line.from ? `${line.from.label} → ` : ""}{markOf(line.node)}{line.node.label}{line.node.bank_name ? <span className="second">{line.node.bank_name}</span> : null}</button>
              {line.count > 1 ? <span className="muted">{t("flow.times", { count: line.count })}</span> : null}<b className="num">{formatFen(line.fen)}</b>
            </li>
          ))}
        </ul>
      )}
      {rest !== 0 ? <p className="doubt" data-testid="behind-rest">{t("flow.behindRest", { amount: formatFen(rest) })}</p> : null}
    </section>
  );
}
