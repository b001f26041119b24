import { Button, Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttemptEvidence } from "../api/types";

export const VISIT_PROOF: AttemptEvidence["kind"][] = ["place", "pledge", "photo", "note"];
export const CALL_PROOF: AttemptEvidence["kind"][] = ["call_record", "note"];
/** The most pieces that one attempt can carry. */
const EVIDENCE_MAX = 10;

/** fingerprint is the SHA-256 of a photo: the record proves later which picture was meant; the picture stays with the unit. */
async function fingerprint(file: File): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
  return `sha256:${hex}`;
}

/** EvidenceInput gathers what proves a visit or call. Picking a kind adds a line at once. */
export function EvidenceInput({ value, onChange, required, kinds = VISIT_PROOF }: {
  kinds?: AttemptEvidence["kind"][]; value: AttemptEvidence[]; onChange: (value: AttemptEvidence[]) => void; required: boolean;
}) {
  const { t } = useTranslation();
  const [insecure, setInsecure] = useState(false);
  const camera = useRef<HTMLInputElement>(null);
  const change = (at: number, text: string) => onChange(value.map((e, i) => (i === at ? { ...e, value: text } : e)));
  const add = (kind: AttemptEvidence["kind"]) => {
    if (kind !== "photo") return onChange([...value, { kind, value: "" }]);
    if (!globalThis.crypto?.subtle) return setInsecure(true);
    camera.current?.click();
  };
  const photo = async (file: File | undefined) => {
    if (file) onChange([...value, { kind: "photo", value: await fingerprint(file) }]);
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
      {insecure ? <p className="problem">{t("evidenceInput.insecure")}</p> : null}
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
