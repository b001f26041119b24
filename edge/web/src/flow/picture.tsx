import { Button, Skeleton } from "antd";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FlowLink, FlowNode } from "../api/money";
import type { ChartHandle } from "./chart";
import { sankey, tree } from "./options";

/** The drawing library is heavy: it comes when a picture is looked at. */
const Chart = lazy(() => import("./chart"));

export type View = "sankey" | "tree" | "table";
export const VIEWS: View[] = ["sankey", "tree", "table"];

/** Picture draws a flow and offers it for saving. */
export function Picture({ view, nodes, links, name, onNode, onBand }: { view: Exclude<View, "table">; nodes: FlowNode[]; links: FlowLink[]; name: string; onNode: (id: string) => void; onBand?: (band: string) => void }) {
  const { t } = useTranslation();
  const handle = useRef<ChartHandle | null>(null);
  const option = useMemo(() => (view === "tree" ? tree : sankey)(nodes, links, { held: t("money.held"), times: (count) => t("flow.times", { count }) }), [view, nodes, links, t]);
  return (
    <div className="picture">
      <Suspense fallback={<Skeleton active className="skeleton" />}>
        <Chart option={option} label={t("flow.label", { nodes: nodes.length, links: links.length })} onNode={onNode} onBand={onBand} handle={handle} />
      </Suspense>
      <div className="picture-acts">
        <Button size="small" onClick={() => handle.current?.save("png", name)} data-testid="save-png">{t("flow.savePng")}</Button>
        <Button size="small" onClick={() => handle.current?.save("svg", name)} data-testid="save-svg">{t("flow.saveSvg")}</Button>
      </div>
    </div>
  );
}
