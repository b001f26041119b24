import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatFen } from "../ui/money";
import { useNow } from "../ui/now";
import type { Checks } from "../ui/intake/checks";
import { firstPaid, totalFen, type FieldName, type IntakeDraft } from "../ui/intake/intaking";
import { spanText } from "../ui/span";

/** IntakeSide is the clock of the money, the sum, what is missing, and the one button. */
export function IntakeSide({ form, missing, tried, insist, checks, busy, children }: {
  form: IntakeDraft; missing: FieldName[]; tried: boolean; insist: boolean; checks: Checks; busy: boolean; children: ReactNode;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const paid = firstPaid(form, now);
  const lacks = [...new Set(missing)];
  const ready = lacks.length === 0;
  const duplicates = checks.all.reduce((sum, check) => sum + (check.duplicates?.length ?? 0), 0);
  return (
    <aside className="intake-side">
      <div className={`minute-clock minute-${paid === undefined ? "over" : now - paid < 600_000 ? "fresh" : "late"}`}>
        <span className="minute-label">{t("claim.sincePaid")}</span>
        <b className="num">{paid === undefined ? "--:--" : spanText(now - paid)}</b>
        <span className="minute-label">{form.startedAt > 0 ? t("intake.taking", { span: spanText(now - form.startedAt) }) : t("intake.notStarted")}</span>
      </div>
      <dl className="side-facts">
        <dt>{t("money.loss")}</dt><dd className="num"><b>{formatFen(totalFen(form))}</b></dd>
        <dt>{t("intake.payees")}</dt><dd className="num">{form.payees.length}</dd>
      </dl>
      <section aria-live="polite">
        {ready ? <p className="good">✓ {t("intake.complete")}</p> : (
          <>
            <p className={tried ? "bad" : "muted"}>{t("intake.missing")}</p>
            <ul className="missing-list">{lacks.map((name) => <li key={name} className={tried ? "bad" : undefined}>○ {t(`intake.lack.${name}`)}</li>)}</ul>
          </>
        )}
        {duplicates > 0 ? <p className="doubt">⚠ {t("intake.duplicates", { count: duplicates })}</p> : null}
        {insist ? <p className="problem" role="alert">{t("intake.insist")}</p> : null}
      </section>
      {children}
      <Button type="primary" size="large" block htmlType="submit" loading={busy && ready && tried} danger={insist} data-send data-testid="intake-send">
        {insist ? t("intake.sendAnyway") : t("intake.send")}<kbd>Ctrl Enter</kbd>
      </Button>
      <p className="muted">{t("intake.authority")}</p>
    </aside>
  );
}
