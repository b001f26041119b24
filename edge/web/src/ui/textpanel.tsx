import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyMaker } from "../api/key";
import { texts, type Text, type TextOf, type TextState } from "../api/texts";
import { useLang } from "../i18n";
import { useAct } from "./act";
import { At } from "./clock";
import { useKeys } from "./keys";
import { Await, FaultNote, Nothing } from "./states";
import { formatTime } from "./time";
import "./textpanel.css";

/** What any text that is sent makes stale. */
export const TEXTS = [["texts"], ["textCounts"], ["textChoices"], ["text"], ["warning"]];
const TONE: Partial<Record<TextState, string>> = { delivered: "good", refused: "bad", failed: "bad", undelivered: "bad", unconfirmed: "doubt" };
const SIGN: Partial<Record<TextState, string>> = { delivered: "✓", refused: "✗", failed: "✗", undelivered: "✗", unconfirmed: "?", bundled: "→" };

/** TextStateWord says how a text stands and, when it did not go, why. */
export function TextStateWord({ text }: { text: Pick<Text, "state" | "reason" | "next_at"> }) {
  const { t } = useTranslation();
  const why = text.reason ? t(`textReason.${text.reason}`, { defaultValue: text.reason }) : "";
  const until = text.state === "waiting" && text.reason === "quiet_hours" ? t("texts.until", { at: formatTime(text.next_at, "short") }) : "";
  return <span className={TONE[text.state]} data-testid="text-state" data-state={text.state}>{SIGN[text.state] ?? "●"} {t(`textState.${text.state}`)}{why ? `${t("shell.colon")}${why}${until}` : ""}</span>;
}

/** TextLines are the texts of a call or a warning with what became of each; nothing where there are none. */
export function TextLines({ of }: { of: TextOf }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const rows = useQuery({ queryKey: ["texts", "of", of], queryFn: () => texts.list(of, undefined, 10) }).data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="section text-lines" aria-label={t("menu.texts")}>
      <h3 className="section-title">{t("menu.texts")} <span className="muted num">{rows.length}</span></h3>
      <ul className="plain">
        {rows.map((row) => (
          <li key={row.id} data-testid="text-line">
            <Link to="/texts" search={{ id: row.id }}>{pick(row.template_zh, row.template_en) || row.template}</Link> <TextStateWord text={row} /> <span className="muted"><At iso={row.done_at || row.sent_at || row.accepted_at} /> {row.sent_by.name || t("texts.byCentre")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Props { ticket?: string; warning?: string; /** Where the centre has no carrier: copies the text for the desk's own phone. */ copy?: (code: string, text: string) => void }

/** TextPanel shows the texts that this person can be sent, filled in as they would go: one digit sends. What our own rules would refuse says why. */
export function TextPanel({ ticket, warning, copy }: Props) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const of: TextOf = ticket !== undefined ? { ticket_id: ticket } : { warning_id: warning ?? "" };
  const query = useQuery({ queryKey: ["textChoices", of], queryFn: () => texts.choices(of) });
  const [keyMaker] = useState(() => new KeyMaker());
  const [last, setLast] = useState<Text>();
  const send = useAct((template: string) => texts.send(of, template, keyMaker.keyFor({ of, template })), TEXTS, (out) => { keyMaker.done(); setLast(out); });
  const sends = query.data?.sends ?? false;
  const items = query.data?.items ?? [];
  const act = (i: number) => {
    const line = items[i];
    if (!line || send.isPending || (sends && line.refused)) return;
    if (sends) send.mutate(line.template);
    else copy?.(line.template, line.text);
  };
  useKeys(Object.fromEntries(items.map((_, i) => [String(i + 1), () => act(i)])));
  return (
    <section className="act-form text-panel" data-testid="text-panel">
      <Await query={query} rows={4}>
        {() => (
          <>
            {items.length === 0 ? <Nothing title={t("texts.noChoices")} /> : <p className="muted">{t(sends ? "texts.say" : copy ? "texts.sayCopy" : "texts.sayNone")}</p>}
            {items.map((line, i) => (
              <button
                key={line.template} type="button" autoFocus={i === 0} className="sms-line" aria-disabled={(sends && line.refused !== "") || (!sends && !copy)}
                onClick={() => act(i)} data-testid={`sms-${line.template}`} data-refused={line.refused}
              >
                <kbd>{i + 1}</kbd> <b>{pick(line.name_zh, line.name_en)}</b>
                {sends && line.refused ? <span className="bad"> ✗ {t(`textReason.${line.refused}`)}</span> : null}
                {sends && line.held ? <span className="doubt"> ● {t(`textReason.${line.held}`)}{line.until ? t("texts.until", { at: formatTime(line.until, "short") }) : ""}</span> : null}
                <span className="second wrap">{line.text}</span>
              </button>
            ))}
          </>
        )}
      </Await>
      {last ? <p role="status" data-testid="text-sent"><Sent id={last.id} first={last} /></p> : null}
      <FaultNote error={send.error} onClose={send.reset} />
    </section>
  );
}

/** Sent follows a text that was just sent until it has ended. */
function Sent({ id, first }: { id: string; first: Text }) {
  const { pick } = useLang();
  const text = useQuery({ queryKey: ["text", id], queryFn: () => texts.text(id), initialData: first }).data;
  return <>{pick(text.template_zh, text.template_en)} <TextStateWord text={text} /></>;
}
