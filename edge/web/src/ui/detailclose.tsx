import { Button } from "antd";
import { useTranslation } from "react-i18next";

/** DetailClose leaves a detail: a cross beside a list, "back" where the detail fills a phone. */
export function DetailClose({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="small" type="text" className="detail-close" onClick={onClose} aria-label={t("act.back")} data-testid="detail-close">
      <span className="desk-only">×</span>
      <span className="phone-only">‹ {t("act.back")}</span>
    </Button>
  );
}
