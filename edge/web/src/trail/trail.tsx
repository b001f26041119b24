import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Fault } from "../api/client";
import type { Trail } from "../api/money";
import { money } from "../api/moneyapi";
import { formatTime } from "../ui/time";
import { partsOf, plainYuan } from "./parts";

/** The page reads again so often: a victim looks at it for hours. */
const EVERY_MS = 30_000;

/** TrailScreen is the victim's own page: by the receipt number, without login, without names or accounts, in large type. */
export function TrailScreen() {
  const { t } = useTranslation(undefined, { lng: "zh" });
  const { receipt } = useParams({ from: "/trail/$receipt" });
  const [big, setBig] = useState(false);
  const query = useQuery({ queryKey: ["trail", receipt], queryFn: () => money.trail(receipt), refetchInterval: EVERY_MS, retry: (count, error) => count < 2 && !(error instanceof Fault && error.status < 500) });
  useEffect(() => { document.title = t("trail.title"); }, [t]);
  const gone = query.error instanceof Fault && query.error.status < 500;
  return (
    <main className={big ? "trail trail-big" : "trail"} lang="zh-CN">
      <header className="trail-head"><h1>{t("trail.title")}</h1><button type="button" aria-pressed={big} onClick={() => setBig(!big)}>{t("trail.bigger")}</button></header>
      {query.data ? <TrailBody trail={query.data} /> : query.isPending ? <p className="trail-card">…</p> : (
        <section className="trail-card" role="alert"><h2>{gone ? t("trail.gone") : t("trail.away")}</h2>{gone ? <p>{t("trail.goneHint")}</p> : null}</section>
      )}
      <p className="trail-never">{t("trail.never")}</p>
      <p className="trail-foot">{t("trail.privacy")}</p>
    </main>
  );
}

function TrailBody({ trail }: { trail: Trail }) {
  const { t } = useTranslation(undefined, { lng: "zh" });
  const parts = partsOf(trail);
  const headline = trail.held_fen > 0 ? t("trail.headline", { loss: plainYuan(trail.loss_fen), held: plainYuan(trail.held_fen), places: trail.held_places }) : t("trail.headlineNone", { loss: plainYuan(trail.loss_fen) });
  const exits = (trail.exits ?? []).map((exit) => t("trail.exitLine", { at: formatTime(exit.at, "short"), what: exit.zh, amount: plainYuan(exit.fen) }));
  const spoken = [headline, ...parts.map((part) => `${t(`trail.${part.name}`)} ${plainYuan(part.fen)} ${t("trail.yuan")}`), ...exits, t("trail.next"), trail.next_zh, t("trail.never")].join("\n");
  return (
    <>
      <section className="trail-card trail-main" aria-live="polite">
        <p className="trail-number">{t("trail.number")} {trail.number} · {formatTime(trail.opened_at, "short")}</p>
        <p className="trail-headline" data-testid="trail-headline">{headline}</p>
        <div className="money-bar trail-bar" aria-hidden="true">{parts.filter((part) => part.name !== "back").map((part) => <i key={part.name} className={`money-${part.name}`} style={{ width: `${part.percent}%` }} />)}</div>
        <ul className="plain trail-parts">
          {parts.map((part) => (
            <li key={part.name}>
              <i className={`money-dot money-${part.name}`} aria-hidden="true" />
              <span><b>{t(`trail.${part.name}`)}</b>{part.name === "held" || part.name === "followed" ? <small>{t(`trail.${part.name}Hint`)}</small> : null}</span>
              <b className="num">{plainYuan(part.fen)} {t("trail.yuan")}</b>
            </li>
          ))}
        </ul>
        {exits.length > 0 ? <ul className="plain trail-exits">{exits.map((line, i) => <li key={i}>{line}</li>)}</ul> : null}
      </section>
      <section className="trail-card"><h2>{t("trail.next")}</h2><p>{trail.next_zh}</p></section>
      <p className="trail-foot">{t("trail.updated", { at: formatTime(trail.updated_at, "full") })}</p>
      <ReadAloud text={spoken} />
    </>
  );
}

/** ReadAloud speaks the page with the phone's own voice; a phone without one shows no button. */
function ReadAloud({ text }: { text: string }) {
  const { t } = useTranslation(undefined, { lng: "zh" });
  if (!("speechSynthesis" in window)) return null;
  const speak = () => {
    window.speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = "zh-CN";
    words.rate = 0.9;
    window.speechSynthesis.speak(words);
  };
  return <button type="button" className="trail-read" onClick={speak}>▶ {t("trail.read")}</button>;
}
