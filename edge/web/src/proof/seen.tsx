import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { feedback } from "../api/feedback";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { FaultNote } from "../ui/states";
import { dataURL } from "./shrink";

/** SeenProof opens a piece of evidence in its line. Each look is in the audit log. */
export function SeenProof({ sha, warning, attempt }: { sha: string; warning: string; attempt: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const look = useAct(() => feedback.view(sha, { warning_id: warning, attempt_id: attempt }), [], () => setOpen(true));
  const p = look.data;
  return (
    <span className="proof-seen">
      <Button size="small" loading={look.isPending} onClick={() => (open ? setOpen(false) : look.mutate(undefined))} data-testid="proof-see">{t(open ? "proof.hide" : "proof.see")}</Button>
      <FaultNote error={look.error} onClose={look.reset} />
      {open && p ? (
        <>
          {p.kind === "voice" ? <audio controls src={dataURL(p.media, p.data)} /> : <img alt={t(`evidenceKind.${p.kind}`)} src={dataURL(p.media, p.data)} />}
          <span className="second">
            {t("proof.received")} <At iso={p.received} /> · {t("proof.taken", { taken: new Date(p.taken).toLocaleString() })}
            {Math.abs(p.skew_ms) > 30_000 ? <> · {t("proof.skew", { seconds: Math.round(p.skew_ms / 1000) })}</> : null}
            {p.place ? <> · {t("proof.at", { place: p.place })}</> : null}
          </span>
        </>
      ) : null}
    </span>
  );
}
