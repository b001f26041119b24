import { Button } from "antd";
import { useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { blobOf } from "./shrink";

const WIDE = 640;
const HIGH = 240;

/** SignPad is the pledge with a field to sign in: with a finger, a pen or a mouse. */
export function SignPad({ onDone, onCancel }: { onDone: (blob: Blob) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WIDE, ((event.clientY - box.top) / box.height) * HIGH] as const;
  };
  const pen = () => canvas.current?.getContext("2d");
  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    const g = pen();
    if (!g) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (!drawn) {
      g.fillStyle = "#fff";
      g.fillRect(0, 0, WIDE, HIGH);
    }
    g.strokeStyle = "#16232f";
    g.lineWidth = 4;
    g.lineCap = "round";
    g.beginPath();
    g.moveTo(...at(event));
    setDrawn(true);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons === 0) return;
    const g = pen();
    g?.lineTo(...at(event));
    g?.stroke();
  };
  const clear = () => {
    pen()?.clearRect(0, 0, WIDE, HIGH);
    setDrawn(false);
  };
  const done = async () => {
    if (canvas.current) onDone(await blobOf(canvas.current, "image/png"));
  };
  return (
    <section className="sign-pad" aria-label={t("proof.pledge")}>
      <p>{t("proof.pledgeText")}</p>
      <canvas ref={canvas} width={WIDE} height={HIGH} onPointerDown={down} onPointerMove={move} data-testid="sign-field" aria-label={t("proof.signHere")} />
      <div className="form-foot">
        <Button type="primary" disabled={!drawn} onClick={() => void done()} data-testid="sign-done">{t("proof.signDone")}</Button>
        <Button disabled={!drawn} onClick={clear}>{t("proof.signAgain")}</Button>
        <Button type="text" onClick={onCancel}>{t("act.cancel")}</Button>
      </div>
    </section>
  );
}
