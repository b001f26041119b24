import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Tally } from "../api/types";
import { Await, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { count } from "./figures";

/** The kinds of signals in the order in which a fraud usually makes them. */
const KINDS = ["call", "message", "visit", "transfer", "report", "sighting"];

/** bySource gathers the tallies into one line per partner, the busiest first. */
export function bySource(rows: Tally[]): { source: string; kinds: Record<string, number>; total: number }[] {
  const out = new Map<string, { source: string; kinds: Record<string, number>; total: number }>();
  for (const row of rows) {
    const line = out.get(row.source) ?? { source: row.source, kinds: {}, total: 0 };
    line.kinds[row.kind] = (line.kinds[row.kind] ?? 0) + row.n;
    line.total += row.n;
    out.set(row.source, line);
  }
  return [...out.values()].sort((a, b) => b.total - a.total || (a.source < b.source ? -1 : 1));
}

/** Signals is what stands behind the number of signals: who sent how many of which kind. */
export function Signals({ from, to, onClose }: { from?: string; to?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["signals", from ?? "", to ?? ""], queryFn: () => api.signals(from, to) });
  return (
    <Modal open onCancel={onClose} footer={null} width={720} title={t("signals.title")}>
      {from && to ? <p className="num">{t("signals.span", { from: formatTime(from, "minute"), to: formatTime(to, "full") })}</p> : null}
      <p className="muted">{t("signals.hint")}</p>
      <Await query={query} rows={8}>{(page) => <Lines rows={page.items ?? []} />}</Await>
    </Modal>
  );
}

function Lines({ rows }: { rows: Tally[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <Nothing title={t("signals.none")} hint={t("signals.noneHint")} />;
  const lines = bySource(rows);
  const sum = (kind?: string) => lines.reduce((all, line) => all + (kind ? (line.kinds[kind] ?? 0) : line.total), 0);
  return (
    <div className="scroll-x">
      <table className="mini tally">
        <thead>
          <tr><th>{t("signals.source")}</th>{KINDS.map((kind) => <th key={kind}>{t(`kind.${kind}`)}</th>)}<th>{t("signals.total")}</th></tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.source} data-testid="signal-row">
              <td>{line.source}</td>
              {KINDS.map((kind) => <td key={kind} className="num">{line.kinds[kind] ? count(line.kinds[kind]) : <span className="muted">0</span>}</td>)}
              <td className="num"><b>{count(line.total)}</b></td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr><th>{t("signals.total")}</th>{KINDS.map((kind) => <th key={kind} className="num">{count(sum(kind))}</th>)}<th className="num" data-testid="signal-total">{count(sum())}</th></tr>
        </tfoot>
      </table>
    </div>
  );
}
