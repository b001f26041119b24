import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import { fitted } from "./chartoptions";
import { init, registerMap } from "./echart";

export interface CanvasProps { option: EChartsCoreOption; label: string; map?: { name: string; geojson: object }; onPick?: (key: string) => void }

/** ChartCanvas is the drawn part of a chart. A click on something with a key in its data is told by that key. */
export default function ChartCanvas({ option, label, map, onPick }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const drawn = useRef(option);
  drawn.current = option;
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const made = init(at, undefined, { renderer: "canvas" });
    chart.current = made;
    made.on("click", (event) => {
      const data = event.data as { key?: string } | undefined;
      if (data?.key) pick.current?.(data.key);
    });
    const sized = new ResizeObserver(() => { made.resize(); made.setOption(fitted(drawn.current, made.getWidth()), { notMerge: true }); });
    sized.observe(at);
    return () => { sized.disconnect(); made.dispose(); chart.current = null; };
  }, []);
  useEffect(() => {
    if (map) registerMap(map.name, map.geojson as Parameters<typeof registerMap>[1]);
    chart.current?.setOption(fitted(option, chart.current.getWidth()), { notMerge: true });
  }, [option, map]);
  return <div ref={box} className="chart-canvas" role="img" aria-label={label} />;
}
