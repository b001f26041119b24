import { useTranslation } from "react-i18next";

/** Reminded (催办) marks an instruction that the bank was reminded of; it goes with the answer. */
export function Reminded({ times }: { times: number }) {
  const { t } = useTranslation();
  return <b className="bad" data-testid="bank-reminded" title={t("bank.remindedHint", { count: times })}>{t("bank.reminded", { count: times })}</b>;
}
