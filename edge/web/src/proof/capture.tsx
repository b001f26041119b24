import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Piece, PieceKind } from "../api/feedback";
import type { AttemptEvidence } from "../api/types";
import { toText } from "../offline/safe";
import { placeField, placeText, position, type Position } from "./place";
import { dataURL, pieceOf, shrunk } from "./shrink";
import { SignPad } from "./sign";
import { useVoice } from "./voice";

/** What was gathered at the door: pieces with their bytes, and the position where it was given. */
export interface Gathered { pieces: Piece[]; at: Position | undefined }
export const nothing: Gathered = { pieces: [], at: undefined };

/** evidenceOf names what was gathered as the record of the attempt does. */
export function evidenceOf(g: Gathered): AttemptEvidence[] {
  const named = g.pieces.map((p): AttemptEvidence => ({ kind: p.kind, value: `sha256:${p.sha}` }));
  return g.at ? [...named, { kind: "place", value: placeText(g.at) }] : named;
}

/** The most pieces of one feedback. */
const MOST = 8;

/** Capture gathers evidence with one tap each: photo, signature under the pledge, voice note, position. */
export function Capture({ value, onChange, required }: { value: Gathered; onChange: (value: Gathered) => void; required: boolean }) {
  const { t } = useTranslation();
  const camera = useRef<HTMLInputElement>(null);
  const [signing, setSigning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const latest = useRef(value);
  useEffect(() => { latest.current = value; }, [value]);
  const give = (change: Partial<Gathered>) => {
    latest.current = { ...latest.current, ...change };
    onChange(latest.current);
  };
  const add = async (kind: PieceKind, blob: Blob) => {
    setProblem(undefined);
    try {
      const piece = await pieceOf(kind, kind === "photo" ? await shrunk(blob) : blob, latest.current.at ? placeField(latest.current.at) : "");
      give({ pieces: [...latest.current.pieces.filter((p) => p.sha !== piece.sha), piece] });
    } catch {
      setProblem("unreadable");
    }
  };
  const voice = useVoice((blob) => void add("voice", blob));
  const here = async () => {
    setProblem(undefined);
    await position().then((at) => give({ at }), () => setProblem("noPlace"));
  };
  const full = value.pieces.length >= MOST;
  return (
    <div className="evidence-input">
      <p className="field-label">{t(required ? "proof.required" : "proof.optional")}</p>
      <div className="choice" role="group" aria-label={t("evidenceInput.add")}>
        <button type="button" className="chip" disabled={full} onClick={() => camera.current?.click()} data-testid="proof-photo">{t("proof.photo")}</button>
        <button type="button" className="chip" disabled={full} onClick={() => setSigning(true)} data-testid="proof-sign">{t("proof.sign")}</button>
        {voice.able ? (
          <button type="button" className={voice.state === "on" ? "chip chip-on" : "chip"} aria-pressed={voice.state === "on"} disabled={full} onClick={voice.toggle} data-testid="proof-voice">
            {t(voice.state === "on" ? "proof.voiceStop" : "proof.voice")}
          </button>
        ) : null}
        <button type="button" className={value.at ? "chip chip-on" : "chip"} onClick={() => (value.at ? give({ at: undefined }) : void here())} data-testid="proof-place">{t("proof.place")}</button>
      </div>
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden onChange={(event) => {
        const file = event.target.files?.[0];
        event.target.value = "";
        if (file) void add("photo", file);
      }} />
      {signing ? <SignPad onCancel={() => setSigning(false)} onDone={(blob) => { setSigning(false); void add("signature", blob); }} /> : null}
      {problem ? <p className="problem">{t(`proof.problem.${problem}`)}</p> : null}
      {voice.state === "denied" ? <p className="problem">{t("proof.problem.noVoice")}</p> : null}
      {value.at ? <p className="muted num">{t("proof.place")} {placeText(value.at)}</p> : null}
      <ul className="plain proof-list">
        {value.pieces.map((p) => (
          <li key={p.sha} data-testid={`proof-have-${p.kind}`}>
            {p.kind === "voice" ? <span>{t("evidenceKind.voice")}</span> : <img alt={t(`evidenceKind.${p.kind}`)} src={dataURL(p.kind === "photo" ? "image/jpeg" : "image/png", toText(p.data))} />}
            <span className="muted num">{Math.ceil(p.data.byteLength / 1024)} KB</span>
            <Button type="text" onClick={() => give({ pieces: value.pieces.filter((each) => each.sha !== p.sha) })} aria-label={t("act.remove")}>×</Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
