import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Fault } from "../api/client";
import type { ObjectionTrail, Trail } from "../api/money";
import { money } from "../api/moneyapi";
import { formatTime } from "../ui/time";
import { partsOf, plainYuan } from "./parts";

/** The page reads again so often: a victim looks at it for hours. */
const EVERY_MS = 30_000;

type Found = { trail: Trail } | { objection: ObjectionTrail };

/** find looks a receipt up: of a claim, or of an objection. */
async function find(receipt: string): Promise<Found> {
  try {
    return { trail: await money.trail(receipt) };
  } catch (error) {
    if (!(error instanceof Fault && error.status === 404)) throw error;
    return { objection: await money.objectionTrail(receipt) };
  }
}

/** TrailScreen is the page of a victim, or of the holder of an account who objected: by the receipt number, without login, without names or accounts, in large type. */
export function TrailScreen() {
  const { t } = useTranslation(undefined, { lng: "zh" });
  const { receipt } = useParams({ from: "/trail/$receipt" });
  const [big, setBig] = useState(false);
  const query = useQuery({ queryKey: ["trail", receipt], queryFn: () => find(receipt), refetchInterval: EVERY_MS, retry: (count, error) => count < 2 && !(error instanceof Fault && error.status < 500) });
  const title = t(query.data && "objection" in query.data ? "trail.objection.title" : "trail.title");
  useEffect(() => { document.title = title; }, [title]);
  const gone = query.error instanceof Fault && query.error.status < 500;
  return (
    <main className={big ? "trail trail-big" : "trail"} lang="zh-CN">
      <header className="trail-head"><h1>{title}</h1><button type="button" aria-pressed={big} onClick={() => setBig(!big)}>{t("trail.bigger")}</button></header>
      {query.data ? "trail" in query.data ? <TrailBody trail={query.data.trail} /> : <ObjectionBody objection={query.data.objection} /> : query.isPending ? <p className="trail-card">…</p> : (
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

function ObjectionBody({ objection }: { objection: ObjectionTrail }) {
  const { t } = useTranslation(undefined, { lng: "zh" });
  const at = (iso: string) => formatTime(iso, "full");
  const headline = t(`trail.objection.state.${objection.state}`, { what: t(`trail.objection.what.${objection.object}`) });
  const upheld = objection.state === "upheld" || objection.state === "missed";
  const lines = [
    objection.state === "open" ? t(objection.object === "hold" ? "trail.objection.byHold" : "trail.objection.by", { at: at(objection.decide_by) }) : "",
    objection.decided_at ? t(objection.machine ? "trail.objection.machine" : "trail.objection.decided", { at: at(objection.decided_at) }) : "",
    upheld && objection.fen > 0 ? t("trail.objection.fen", { amount: plainYuan(objection.fen) }) : "",
    objection.released_at ? t("trail.objection.released", { at: at(objection.released_at) }) : upheld ? t("trail.objection.releasing") : "",
  ].filter((line) => line !== "");
  const spoken = [headline, ...lines, objection.reason, objection.remedy, t("trail.never")].filter((line) => line !== "").join("\n");
  return (
    <>
      <section className="trail-card trail-main" aria-live="polite" data-testid="objection-trail" data-state={objection.state}>
        <p className="trail-number">{t("trail.objection.number")} {objection.number} · {formatTime(objection.filed_at, "short")}</p>
        <p className="trail-headline">{headline}</p>
        {lines.map((line) => <p key={line}>{line}</p>)}
      </section>
      {objection.reason ? <section className="trail-card"><h2>{t("trail.objection.reason")}</h2><p>{objection.reason}</p></section> : null}
      {objection.remedy ? <section className="trail-card"><h2>{t("trail.objection.remedy")}</h2><p>{objection.remedy}</p></section> : null}
      <p className="trail-foot">{t("trail.updated", { at: formatTime(objection.updated_at, "full") })}</p>
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
