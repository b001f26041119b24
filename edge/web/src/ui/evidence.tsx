import { Button, Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { feedback } from "../api/feedback";
import type { AttemptEvidence } from "../api/types";
import { pieceOf, shrunk } from "../proof/shrink";
import { FaultNote } from "./states";

export const VISIT_PROOF: AttemptEvidence["kind"][] = ["place", "pledge", "photo", "note"];
export const CALL_PROOF: AttemptEvidence["kind"][] = ["call_record", "note"];
/** The most pieces that one attempt can carry. */
const EVIDENCE_MAX = 10;

/** sent draws a photo anew, gives it to the centre and returns its name: the record carries the hash of what was kept. */
async function sent(file: File): Promise<string> {
  const piece = await pieceOf("photo", await shrunk(file));
  await feedback.put(piece);
  return `sha256:${piece.sha}`;
}

/** EvidenceInput gathers what proves a visit or call. Picking a kind adds a line at once. */
export function EvidenceInput({ value, onChange, required, kinds = VISIT_PROOF }: {
  kinds?: AttemptEvidence["kind"][]; value: AttemptEvidence[]; onChange: (value: AttemptEvidence[]) => void; required: boolean;
}) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState<unknown>();
  const camera = useRef<HTMLInputElement>(null);
  const change = (at: number, text: string) => onChange(value.map((e, i) => (i === at ? { ...e, value: text } : e)));
  const add = (kind: AttemptEvidence["kind"]) => {
    if (kind !== "photo") return onChange([...value, { kind, value: "" }]);
    camera.current?.click();
  };
  const photo = async (file: File | undefined) => {
    if (!file) return;
    setFailed(undefined);
    await sent(file).then((name) => onChange([...value, { kind: "photo", value: name }]), setFailed);
  };
  return (
    <div className="evidence-input">
      <p className="field-label">{required ? t("evidenceInput.required") : t("evidenceInput.optional")}</p>
      <div className="choice" role="group" aria-label={t("evidenceInput.add")}>
        {kinds.map((kind) => (
          <button key={kind} type="button" className="chip" disabled={value.length >= EVIDENCE_MAX} onClick={() => add(kind)} data-testid={`evidence-${kind}`}>
            + {t(`evidenceKind.${kind}`)}
          </button>
        ))}
      </div>
      <input
        ref={camera} type="file" accept="image/*" capture="environment" hidden
        onChange={(event) => void photo(event.target.files?.[0])}
      />
      <FaultNote error={failed} onClose={() => setFailed(undefined)} />
      {value.map((item, i) => (
        <div className="evidence-row" key={i}>
          <span>{t(`evidenceKind.${item.kind}`)}</span>
          <Input
            value={item.value}
            maxLength={200}
            autoFocus={item.value === ""}
            readOnly={item.kind === "photo"}
            aria-label={t(`evidenceKind.${item.kind}`)}
            placeholder={t(`evidenceHint.${item.kind}`)}
            onChange={(event) => change(i, event.target.value)}
            data-testid="evidence-value"
          />
          <Button type="text" onClick={() => onChange(value.filter((_, at) => at !== i))} aria-label={t("act.remove")}>×</Button>
        </div>
      ))}
    </div>
  );
}
