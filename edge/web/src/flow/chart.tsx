import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import { bandOf } from "./behind";
import { init } from "../ui/echart";

/** How a picture leaves the screen: as points, or as lines that stay sharp in print. */
export type PictureKind = "png" | "svg";
/** Twice the size of the screen is sharp on paper. */
const PIXEL_RATIO = 2;

/** pictureOf draws the same picture again outside the page and gives it as an address that can be saved. */
function pictureOf(option: EChartsCoreOption, kind: PictureKind, width: number, height: number): string {
  const box = document.createElement("div");
  box.style.cssText = `width:${width}px;height:${height}px`;
  const chart = init(box, undefined, { renderer: kind === "svg" ? "svg" : "canvas", width, height });
  chart.setOption(option);
  const url = chart.getDataURL({ type: kind, pixelRatio: PIXEL_RATIO, backgroundColor: "#ffffff" });
  chart.dispose();
  return url;
}

/** save offers an address of data as a file. */
function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

export interface ChartHandle { save: (kind: PictureKind, name: string) => void }

/** Chart is one picture. A click on a node is told by its id; the handle saves the picture. */
export default function Chart({ option, label, onNode, onBand, handle }: {
  option: EChartsCoreOption; label: string; onNode: (id: string) => void; onBand?: (band: string) => void; handle: React.RefObject<ChartHandle | null>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const click = useRef({ onNode, onBand });
  click.current = { onNode, onBand };
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const made = init(at, undefined, { renderer: "canvas" });
    chart.current = made;
    made.on("click", (event) => {
      const data = event.data as { id?: string; source?: string; target?: string } | undefined;
      if (event.dataType === "edge") {
        if (data?.source && data.target) click.current.onBand?.(bandOf(data.source, data.target));
      } else if (data?.id) click.current.onNode(data.id);
    });
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(at);
    return () => { sized.disconnect(); made.dispose(); chart.current = null; };
  }, []);
  useEffect(() => { chart.current?.setOption(option, { notMerge: true }); }, [option]);
  useEffect(() => {
    handle.current = {
      save: (kind, name) => save(pictureOf(option, kind, Math.max(1200, chart.current?.getWidth() ?? 0), Math.max(700, chart.current?.getHeight() ?? 0)), `${name}.${kind}`),
    };
  }, [handle, option]);
  return <div ref={box} className="chart" role="img" aria-label={label} data-testid="flow-chart" />;
}
