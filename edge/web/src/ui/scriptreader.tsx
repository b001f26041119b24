import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { scripts, STEPS, type Reading, type Script, type Step, type StepLines } from "../api/scripts";
import { useLang } from "../i18n";
import { useAct } from "./act";
import { useDraft } from "./draft";
import { useKeys } from "./keys";
import { filled, inReading, nextStep, readingOf, toggled, type Call } from "./scriptwords";
import { useSession } from "./session";
import { Await, FaultNote } from "./states";
import "./scriptpanel.css";

/** Of which call a script is spoken: the warning and its number, when there is one. */
export interface Spoken { warning?: string; number?: string }

/** ScriptReader is one script in big type: six steps, ticked as they are spoken. Beside a form the digits are the form's, so Alt is held. */
export function ScriptReader({ code, call, aside = false }: { code: string; call: Spoken; aside?: boolean }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["scripts", "one", code], queryFn: () => scripts.one(code) });
  if (query.isError && !query.data) return <FaultNote error={query.error} />;
  return (
    <article className={aside ? "script script-aside" : "script"} aria-label={t("scripts.script")} data-testid="script">
      <Await query={query} rows={10}>{(script) => <Body key={`${script.code}.${call.warning ?? ""}`} script={script} call={call} aside={aside} />}</Await>
    </article>
  );
}

function useCall(call: Spoken): Call {
  const { t } = useTranslation();
  const { session } = useSession();
  return { unit: session?.unit.name || t("scripts.centre"), name: session?.user.name ?? "", number: call.number || t("scripts.noNumber") };
}

function Body({ script, call, aside }: { script: Script; call: Spoken; aside: boolean }) {
  const { t } = useTranslation();
  const { lang, pick } = useLang();
  const { session } = useSession();
  const ticks = useDraft<{ spoken: Step[] }>(`${session?.user.id ?? ""}.script.${call.warning ?? ""}.${script.code}`, { spoken: [] });
  const how = useDraft<{ english: boolean; elder: boolean }>(`${session?.user.id ?? ""}.scriptreading`, { english: lang === "en", elder: false });
  const spoken = ticks.value.spoken;
  const { english, elder } = how.value;
  const name = readingOf(english, elder);
  const reading = inReading(script, name);
  const tick = (step: Step) => ticks.set({ spoken: toggled(spoken, step) });
  const next = nextStep(spoken);
  const filling = useCall(call);
  useKeys({
    ...Object.fromEntries(STEPS.map((step, i) => [`${aside ? "alt+" : ""}${i + 1}`, () => tick(step)])),
    " ": () => next && tick(next),
    e: () => how.set({ elder: !elder }), l: () => how.set({ english: !english }),
    ...(aside ? {} : { Backspace: () => ticks.set({ spoken: spoken.slice(0, -1) }) }),
  });
  return (
    <>
      <header className="script-head">
        <h2 className="script-title">{pick(script.zh, script.en)}</h2>
        {aside ? null : <span className="muted">{t(`fraud.${script.fraud}`)}</span>}
        <span className="grow" />
        <button type="button" className={elder ? "chip chip-on" : "chip"} aria-pressed={elder} onClick={() => how.set({ elder: !elder })} data-testid="script-elder">{t("scripts.elder")}<kbd>E</kbd></button>
        <button type="button" className={english ? "chip chip-on" : "chip"} aria-pressed={english} onClick={() => how.set({ english: !english })} data-testid="script-english">{t("scripts.english")}<kbd>L</kbd></button>
        {spoken.length > 0 ? <button type="button" className="chip" onClick={() => ticks.set({ spoken: [] })} data-testid="script-again">{t("scripts.again")}</button> : null}
      </header>
      <p className="muted script-note">
        {reading && reading.version > 0 ? t("scripts.localVersion", { n: reading.version, unit: reading.unit.name }) : t("scripts.shipped", { n: script.edition, from: script.from })}
        <span className="desk-only"> {t(aside ? "scripts.keysAside" : "scripts.keys")}</span>
      </p>
      <div className="script-body">
        <Steps reading={reading} southwest={english ? null : script.southwest} spoken={spoken} next={next} tick={tick} call={filling} aside={aside} />
        <WhatWorked script={script} reading={name} warning={call.warning} />
      </div>
    </>
  );
}

function Steps({ reading, southwest, spoken, next, tick, call, aside }: {
  reading: Reading | undefined; southwest: StepLines[] | null; spoken: Step[]; next: Step | undefined; tick: (step: Step) => void; call: Call; aside: boolean;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const steps = reading?.steps ?? [];
  useEffect(() => {
    if (spoken.length > 0 && next) list.current?.querySelector(`[data-step="${next}"]`)?.scrollIntoView({ block: "nearest" });
  }, [next]);
  return (
    <ol className="script-steps" ref={list} lang={reading?.reading.startsWith("en") ? "en" : "zh-CN"}>
      {steps.map((each, i) => {
        const said = spoken.includes(each.step);
        return (
          <li key={each.step} data-step={each.step} data-testid={`script-step-${each.step}`} className={`script-step${said ? " script-said" : ""}${each.step === next ? " script-next" : ""}`} aria-current={each.step === next ? "step" : undefined}>
            <button type="button" role="checkbox" aria-checked={said} className="script-tick" onClick={(event) => { tick(each.step); event.currentTarget.blur(); }}>
              <span className="script-box" aria-hidden="true">{said ? "✓" : i + 1}</span><b>{t(`scriptStep.${each.step}`)}</b>{aside ? <kbd className="desk-only">Alt {i + 1}</kbd> : null}
              {said ? <span className="muted">{t("scripts.said")}</span> : null}
            </button>
            {(each.lines ?? []).map((line) => <p key={line} className="script-line">{filled(line, call)}</p>)}
            {southwest?.find((other) => other.step === each.step)?.lines?.map((line) => <p key={line} className="script-line script-dialect"><span className="script-mark">{t("scripts.southwest")}</span> {line}</p>)}
          </li>
        );
      })}
    </ol>
  );
}

/** WhatWorked asks which step worked: one word for each warning, which may be changed. */
function WhatWorked({ script, reading, warning }: { script: Script; reading: Reading["reading"]; warning?: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Step | "" | undefined>();
  const vote = useAct((step: Step | "") => scripts.vote(script.code, { reading, step, ...(warning ? { warning } : {}) }), [["scripts"]]);
  const counts = vote.data ?? script.votes;
  const n = (step: Step) => counts.steps?.find((each) => each.step === step)?.n ?? 0;
  const choose = (step: Step | "") => vote.mutate(step, { onSuccess: () => setChosen(step) });
  if (!script.may_write) return null;
  const chip = (step: Step | "", text: string, count: number) => (
    <button key={step} type="button" role="radio" aria-checked={chosen === step} disabled={vote.isPending} className={chosen === step ? "chip chip-on" : "chip"} onClick={() => choose(step)} data-testid={`script-vote-${step || "none"}`}>
      {text}{count > 0 ? <span className="num muted"> {count}</span> : null}
    </button>
  );
  return (
    <section className="script-vote">
      <h3 className="section-title">{t("scripts.whatWorked")}</h3>
      <div className="choice" role="radiogroup" aria-label={t("scripts.whatWorked")}>
        {STEPS.map((step) => chip(step, t(`scriptStep.${step}`), n(step)))}
        {chip("", t("scripts.noneWorked"), counts.none)}
      </div>
      <FaultNote error={vote.error} onClose={vote.reset} />
      {chosen === undefined ? null : <p className="muted" role="status">{t("scripts.voted")}</p>}
    </section>
  );
}
