import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Moment } from "../api/types";
import { useLang } from "../i18n";
import { EvidenceList } from "../ui/hits";
import { LevelLamp } from "../ui/lamp";
import { Nothing } from "../ui/states";
import { formatTime } from "../ui/time";

const TYPES: Moment["type"][] = ["hit", "attempt", "order", "state", "reveal"];

/** byDay groups moments by day of the centre's zone, newest first. */
export function byDay(moments: Moment[]): [day: string, moments: Moment[]][] {
  const sorted = [...moments].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const days = new Map<string, Moment[]>();
  for (const moment of sorted) {
    const day = formatTime(moment.at, "date");
    days.set(day, [...(days.get(day) ?? []), moment]);
  }
  return [...days];
}

/** Timeline is everything that happened to and around a person in one line, newest first. */
export function Timeline({ moments }: { moments: Moment[] }) {
  const { t } = useTranslation();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = (type: string) => {
    const next = new Set(hidden);
    if (!next.delete(type)) next.add(type);
    setHidden(next);
  };
  const shown = moments.filter((moment) => !hidden.has(moment.type));
  return (
    <section className="timeline" aria-label={t("timeline.title")}>
      <div className="timeline-head">
        <h2 className="section-title">{t("timeline.title")}</h2>
        <div className="choice">
          {TYPES.map((type) => (
            <button key={type} type="button" className={hidden.has(type) ? "chip" : "chip chip-on"} aria-pressed={!hidden.has(type)} data-testid={`moment-${type}`} onClick={() => toggle(type)}>
              {t(`moment.${type}`)} <span className="num">{moments.filter((m) => m.type === type).length}</span>
            </button>
          ))}
        </div>
      </div>
      {shown.length === 0 ? <Nothing title={t("timeline.none")} hint={t("timeline.noneHint")} /> : byDay(shown).map(([day, list]) => (
        <div key={day}>
          <h3 className="timeline-day num">{day}</h3>
          <ol className="plain life">{list.map((moment, i) => <MomentLine key={i} moment={moment} />)}</ol>
        </div>
      ))}
    </section>
  );
}

function MomentLine({ moment }: { moment: Moment }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const said = pick(moment.text_zh, moment.text_en);
  const text = said ? t([`momentText.${said}`, `closeOutcome.${said}`, `finding.${said}`], { defaultValue: said, nsSeparator: false }) : "";
  return (
    <li className={`moment moment-${moment.type}`}>
      <time className="num muted">{formatTime(moment.at, "time")}</time>
      <span className="moment-type">{t(`moment.${moment.type}`)}</span>
      <div className="grow">
        <p className="moment-title">
          {moment.level ? <LevelLamp level={moment.level} /> : null}
          <b>{pick(moment.title_zh, moment.title_en)}</b>
          {moment.ref && moment.type === "order" ? <Link to="/tasks" search={{ id: moment.ref }}>{t("timeline.open")}</Link> : null}
          {moment.ref && moment.type === "state" ? <Link to="/alerts" search={{ id: moment.ref, state: "all" }}>{t("timeline.open")}</Link> : null}
        </p>
        <p className="wrap">{text}</p>
        <EvidenceList items={moment.evidence} />
      </div>
      <span className="muted moment-by">{moment.by === "system" ? t("shell.system") : moment.by}</span>
    </li>
  );
}
