import { useTranslation } from "react-i18next";
import type { Flow, FlowLink, FlowNode } from "../api/money";
import { At } from "../ui/clock";
import { DetailClose } from "../ui/detailclose";
import { ExitMark } from "../ui/exitmark";
import { formatFen } from "../ui/money";
import { linesOf, markOf } from "./flowing";

/** NodeLines are the transfers into and out of one account. */
export function NodeLines({ flow, node: id, onClose, onNode }: { flow: Pick<Flow, "nodes" | "links">; node: string; onClose: () => void; onNode: (id: string) => void }) {
  const { t } = useTranslation();
  const byId = new Map((flow.nodes ?? []).map((node) => [node.id, node]));
  const node = byId.get(id);
  const lines = linesOf(flow, id);
  if (!node) return null;
  const sum = (list: FlowLink[]) => list.reduce((all, link) => all + link.fen, 0);
  const into = lines.filter((link) => link.target === id);
  const out = lines.filter((link) => link.source === id);
  return (
    <section className="node-lines" data-testid="node-lines">
      <header><b>{markOf(node)}{node.label}</b><span className="second">{node.bank_name}</span><DetailClose onClose={onClose} /></header>
      <p className="muted">{t("flow.nodeSums", { in: formatFen(sum(into)), out: formatFen(sum(out)) })}{node.held_fen > 0 ? <b className="good"> {t("money.held")} {formatFen(node.held_fen)}</b> : null}</p>
      <ul className="plain">
        {lines.map((link, i) => {
          const other = byId.get(link.source === id ? link.target : link.source);
          return (
            <li key={i}>
              <At iso={link.at} /><span className={link.source === id ? "out" : "in"}>{link.source === id ? `→ ${t("flow.out")}` : `← ${t("flow.into")}`}</span>
              <button type="button" className="link grow node-other" onClick={() => other && onNode(other.id)}>{other ? `${markOf(other)}${other.label}` : "?"}</button>
              <b className="num">{formatFen(link.fen)}</b>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** NodeTable is the same flow in rows, layer by layer. */
export function NodeTable({ nodes, links, chosen, onNode }: { nodes: FlowNode[]; links: FlowLink[]; chosen: string | undefined; onNode: (id: string) => void }) {
  const { t } = useTranslation();
  const rows = [...nodes].sort((a, b) => a.layer - b.layer || b.tainted_fen - a.tainted_fen);
  const sum = (id: string, end: "source" | "target") => links.reduce((all, link) => (link[end] === id ? all + link.fen : all), 0);
  return (
    <div className="node-table">
      <table className="mini">
        <thead><tr><th>{t("stopCol.layer")}</th><th>{t("stopCol.account")}</th><th>{t("stopCol.bank")}</th><th className="right">{t("flow.into")}</th><th className="right">{t("flow.out")}</th><th className="right">{t("money.held")}</th><th>{t("flow.arrived")}</th></tr></thead>
        <tbody>
          {rows.map((node) => (
            <tr key={node.id} className={node.id === chosen ? "line line-on" : "line"} onClick={() => onNode(node.id)} data-testid="node-row">
              <td className="num">{node.layer}</td>
              <td>{node.exit ? <ExitMark code={node.exit} text={node.label} /> : <button type="button" className="link">{markOf(node)}{node.label}</button>}</td>
              <td>{node.bank_name}</td><td className="num right">{formatFen(sum(node.id, "target"))}</td><td className="num right">{formatFen(sum(node.id, "source"))}</td>
              <td className="num right">{node.held_fen > 0 ? <b className="good">{formatFen(node.held_fen)}</b> : ""}</td><td><At iso={node.arrived} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
