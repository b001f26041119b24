import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CanvasProps } from "./chartcanvas";

/** The drawing library is large: it comes with the first chart and is shared by all of them. */
const Canvas = lazy(() => import("./chartcanvas"));

/** Chart is a picture with its numbers beside it: "numbers" turns it into the table that it draws, for those who read or hear rather than see. */
export function Chart({ title, note, table, height = 260, testid, ...canvas }: CanvasProps & { title?: ReactNode; note?: ReactNode; table?: ReactNode; height?: number | string; testid?: string }) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="chart-box" data-testid={testid}>
      {title || table ? (
        <figcaption>
          <b>{title}</b>{note ? <span className="muted">{note}</span> : null}<span className="grow" />
          {table ? <button type="button" className="link-button" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>{t(asTable ? "figures.asPicture" : "figures.asTable")}</button> : null}
        </figcaption>
      ) : null}
      {asTable ? <div className="scroll-x">{table}</div> : <div style={{ height }} className="chart-room"><Suspense fallback={<div className="skeleton" />}><Canvas {...canvas} /></Suspense></div>}
    </figure>
  );
}
