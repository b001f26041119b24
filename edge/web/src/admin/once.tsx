import { Alert, Button, Input, Modal } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Once shows a secret that will never be shown again, ready to copy. Only the button closes it. */
export function Once({ title, hint, value, onClose }: { title: string; hint: string; value: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const copy = async () => {
    const input = box.current?.querySelector("textarea");
    input?.select();
    // The clipboard interface exists on secure pages only; the old way works everywhere.
    const done = await (navigator.clipboard?.writeText(value) ?? Promise.reject(new Error("no clipboard"))).then(() => true, () => document.execCommand("copy"));
    setCopied(done);
  };
  return (
    <Modal open closable={false} mask={{ closable: false }} keyboard={false} title={title} footer={<Button type="primary" onClick={onClose}>{t("once.done")}</Button>} width={520}>
      <Alert type="warning" showIcon title={t("once.warning")} description={hint} className="fault-note" />
      <div ref={box}><Input.TextArea readOnly autoSize value={value} className="num" aria-label={title} data-testid="once-value" onFocus={(event) => event.target.select()} /></div>
      <p><Button onClick={() => void copy()}>{copied ? t("once.copied") : t("once.copy")}</Button></p>
    </Modal>
  );
}
