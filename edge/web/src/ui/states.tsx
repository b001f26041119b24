import { Alert, Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Fault, Unreached } from "../api/client";
import { useLang } from "../i18n";

/** useFaultText turns any error into what happened and what to do, in the user's language. */
export function useFaultText(): (error: unknown) => { what: string; todo: string } {
  const { t } = useTranslation();
  const { pick } = useLang();
  return (error) => {
    if (error instanceof Fault) {
      return {
        what: pick(error.text.zh, error.text.en) || t("fault.unknown", { code: error.code }),
        todo: pick(error.remedy.zh, error.remedy.en) || (error.status >= 500 ? t("fault.retry") : ""),
      };
    }
    if (error instanceof Unreached) return { what: t("fault.unreached"), todo: t("fault.unreachedDo") };
    return { what: t("fault.console"), todo: t("fault.consoleDo") };
  };
}

/** FaultNote shows an error where the act was, in words; `retry` offers the same act again. */
export function FaultNote({ error, retry, onClose }: { error: unknown; retry?: () => void; onClose?: () => void }) {
  const { t } = useTranslation();
  const text = useFaultText()(error);
  if (!error) return null;
  const conflict = error instanceof Fault && error.status === 409;
  return (
    <Alert
      role="alert"
      type={conflict ? "warning" : "error"}
      showIcon
      className="fault-note"
      title={text.what}
      description={(conflict ? `${text.todo} ${t("fault.conflict")}`.trim() : text.todo) || undefined}
      closable={onClose ? { onClose } : false}
      action={retry ? <Button size="small" onClick={retry}>{t("act.retry")}</Button> : undefined}
    />
  );
}

/** Nothing says why a list is empty and what to do about it. */
export function Nothing({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {hint ? <p className="nothing-hint">{hint}</p> : null}
      {action}
    </div>
  );
}

interface Loaded<T> { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }

/** Await shows a skeleton while reading, the fault when reading failed, and else the content. Old data stay visible. */
export function Await<T>({ query, children, rows = 6 }: { query: Loaded<T>; children: (data: T) => ReactNode; rows?: number }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <Skeleton active title={false} paragraph={{ rows, width: "100%" }} className="skeleton" />;
  return <FaultNote error={query.error} retry={() => void query.refetch()} />;
}
