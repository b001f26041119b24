import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../api/scenarios";
import { completionAt, offsetOf, placed, type Completion, type Language, type Word } from "./complete";

interface Props { text: string; onText: (text: string) => void; problems: Problem[]; language: Language; readOnly: boolean; /** Counts up when the caret is to jump to a place. */ jump?: { line: number; column: number; n: number } }

/** TextBox is the text of a scenario: lines with numbers, the wrong ones marked, and the words that may stand at the caret (Ctrl+Space, or by itself after a letter). */
export function TextBox({ text, onText, problems, language, readOnly, jump }: Props) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const gutter = useRef<HTMLOListElement>(null);
  const [open, setOpen] = useState<Completion>();
  const [at, setAt] = useState(0);
  const [spot, setSpot] = useState({ left: 0, top: 0 });
  const caretAfter = useRef<number>(undefined);
  const bad = useMemo(() => new Set(problems.map((each) => each.line)), [problems]);
  const count = text.split("\n").length;

  const offer = (value: string, caret: number) => { setOpen(completionAt(value, caret, language)); setAt(0); };
  const take = (word: Word) => {
    if (!open) return;
    const next = placed(text, open, word);
    caretAfter.current = next.caret;
    setOpen(undefined);
    onText(next.text);
  };
  useLayoutEffect(() => {
    if (caretAfter.current === undefined) return;
    area.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  }, [text]);
  useEffect(() => {
    if (!jump || !area.current) return;
    const to = offsetOf(area.current.value, jump.line, jump.column);
    area.current.focus();
    area.current.setSelectionRange(to, to);
  }, [jump]);
  useLayoutEffect(() => {
    const mark = mirror.current?.querySelector("i");
    if (!open || !mark || !area.current) return;
    setSpot({ left: Math.min(mark.offsetLeft, area.current.clientWidth - 220), top: mark.offsetTop - area.current.scrollTop + 20 });
  }, [open, text]);

  const keys = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); offer(text, event.currentTarget.selectionStart); return; }
    if (!open) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt((now) => (now + step + open.words.length) % open.words.length);
    else if (event.key === "Enter" || event.key === "Tab") take(open.words[at]);
    else if (event.key === "Escape") { event.stopPropagation(); setOpen(undefined); }
    else return;
    event.preventDefault();
  };
  return (
    <div className="rule-text" data-testid="rule-text">
      <ol ref={gutter} className="rule-lines" aria-hidden="true">{Array.from({ length: count }, (_, i) => <li key={i} className={bad.has(i + 1) ? "rule-wrong" : undefined}>{i + 1}</li>)}</ol>
      <div className="rule-room">
        <textarea
          ref={area} value={text} readOnly={readOnly} spellCheck={false} autoComplete="off" wrap="off" maxLength={200_000} aria-label={t("scenarioEdit.text")} aria-invalid={problems.length > 0} data-testid="rule-area"
          onChange={(event) => { onText(event.target.value); const caret = event.target.selectionStart; if (/[\p{L}\p{N}_]/u.test(event.target.value[caret - 1] ?? "")) offer(event.target.value, caret); else setOpen(undefined); }}
          onKeyDown={keys} onBlur={() => setOpen(undefined)} onScroll={(event) => { if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop; setOpen(undefined); }}
        />
        <div ref={mirror} className="rule-mirror" aria-hidden="true">{open ? <>{text.slice(0, open.from)}<i>.</i></> : null}</div>
        {open ? (
          <ul className="rule-words" role="listbox" style={spot} data-testid="rule-words">
            {open.words.map((word, i) => <li key={word.text} role="option" aria-selected={i === at} ref={i === at ? (each) => each?.scrollIntoView({ block: "nearest" }) : undefined} onMouseDown={(event) => { event.preventDefault(); take(word); }}><b>{word.label}</b><span className="muted">{word.detail}</span></li>)}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
