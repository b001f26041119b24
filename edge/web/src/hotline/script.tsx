import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DeskRules } from "../api/hotline";
import { useLang } from "../i18n";

/** Script is what the operator reads aloud while the report is taken, the line that fits the cursor in large type. When a life is at risk, what to do stands before it. */
export function Script({ rules, at, risk }: { rules: DeskRules; at: string; risk: boolean }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const now = useRef<HTMLLIElement>(null);
  useEffect(() => {
    now.current?.scrollIntoView({ block: "nearest" }); // newer browsers return a promise, which is no clean-up
  }, [at]);
  return (
    <aside className="call-script" aria-label={t("hotline.intakeLines")} data-testid="script">
      {risk ? <RiskCard rules={rules} /> : null}
      <ol className="script-lines">
        {(rules.script ?? []).map((line) => (
          <li key={line.code} ref={line.code === at ? now : undefined} className={line.code === at ? "script-now" : undefined} aria-current={line.code === at ? "step" : undefined} data-code={line.code}>
            <span className="muted">{t(`hotline.step.${line.code}`, { defaultValue: line.step })}</span> {pick(line.zh, line.en)}
          </li>
        ))}
      </ol>
      <p className="muted">{pick(rules.label_zh, rules.label_en)}</p>
    </aside>
  );
}

/** RiskCard is what to do when a life is at risk. */
export function RiskCard({ rules }: { rules: DeskRules }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (
    <section className="risk-card" role="alert" data-testid="risk-card">
      <b>● {t("hotline.riskTitle")}</b>
      <ol>{(rules.risk ?? []).map((line) => <li key={line.code}>{pick(line.zh, line.en)}</li>)}</ol>
    </section>
  );
}
