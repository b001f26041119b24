import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "./signout";

/** The warning before the end of an idle session. */
export const IDLE_NOTICE_S = 60;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** idleLeft is how many seconds remain before the sign-out, or undefined while there is no need to say so. */
export function idleLeft(lastMs: number, nowMs: number, timeoutS: number): number | undefined {
  const left = timeoutS - Math.floor((nowMs - lastMs) / 1000);
  return left <= IDLE_NOTICE_S ? Math.max(0, left) : undefined;
}

/**
 * IdleGuard signs out a desk that nobody touches. Pushed changes keep reading from the centre, so the centre alone
 * could not tell an idle desk from a busy one.
 */
export function IdleGuard({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const last = useRef(Date.now());
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    if (seconds <= 0) return;
    const touch = () => {
      last.current = Date.now();
    };
    for (const sign of SIGNS) window.addEventListener(sign, touch, { passive: true });
    const timer = setInterval(() => {
      const rest = idleLeft(last.current, Date.now(), seconds);
      setLeft(rest);
      if (rest === 0) {
        clearInterval(timer);
        void signOut("idle");
      }
    }, 1000);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, touch);
    };
  }, [seconds, signOut]);
  if (left === undefined) return null;
  return <div className="idle" role="alert">{t("shell.idle", { count: left })}</div>;
}
