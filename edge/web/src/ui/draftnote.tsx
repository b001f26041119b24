import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { formatTime } from "./time";

/** DraftNote says that words from before were put back, and offers to throw them away. */
export function DraftNote({ at, clear }: { at: number | undefined; clear: () => void }) {
  const { t } = useTranslation();
  if (at === undefined) return null;
  return (
    <p className="draft-note" role="status">
      {t("draft.restored", { at: formatTime(new Date(at).toISOString(), "short") })}
      <Button type="link" size="small" onClick={clear}>{t("draft.drop")}</Button>
    </p>
  );
}
