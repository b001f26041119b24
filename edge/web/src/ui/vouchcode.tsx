import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { vouch, type VouchCode, type VouchKind } from "../api/vouch";
import { useLang } from "../i18n";
import { useAct } from "./act";
import { useKeys } from "./keys";
import { useNow } from "./now";
import { Await, FaultNote } from "./states";
import { formatTime } from "./time";
import "./vouchcode.css";

type Way = "call" | "visit";
const NUMBER = "fanzha.vouch.number";

/** remembered is the number from which this officer rang before; a phone without storage asks each time. */
function remembered(): string {
  try {
    return localStorage.getItem(NUMBER) ?? "";
  } catch {
    return "";
  }
}

function remember(number: string): void {
  try {
    localStorage.setItem(NUMBER, number);
  } catch {
    // asked again the next time
  }
}

/** VouchPanel (核验码) shows the code of this visit or call very large, with the words to say; or makes one. */
export function VouchPanel({ kind, subject, first, desk = false }: { kind: VouchKind; subject: string; first: Way; desk?: boolean }) {
  const { t } = useTranslation();
  const touch = [["vouchCodes", kind, subject]];
  const query = useQuery({ queryKey: ["vouchCodes", kind, subject], queryFn: () => vouch.codes(kind, subject) });
  const [way, setWay] = useState<Way>(first);
  const [number, setNumber] = useState(desk ? "" : remembered);
  const [badge, setBadge] = useState("");
  const issue = useAct(() => vouch.issue({ kind, subject, way, ...(way === "call" && number.trim() ? { number: number.trim() } : {}), ...(badge.trim() ? { badge: badge.trim() } : {}) }), touch, () => { if (!desk) remember(number.trim()); });
  const make = () => { if (!issue.isPending) issue.mutate(undefined); };
  useKeys(desk ? { "alt+v": make } : {});
  return (
    <section className="vouch" data-testid="vouch" aria-label={t("vouch.title")}>
      <Await query={query} rows={2}>
        {(page) => (
          <>
            {(page.items ?? []).map((code) => <CodeCard key={code.id} code={code} touch={touch} />)}
            <form className="vouch-form" onSubmit={(event) => { event.preventDefault(); make(); }}>
              {desk ? null : (
                <>
                  <div className="choice" role="radiogroup" aria-label={t("vouch.way")}>
                    {(["visit", "call"] as Way[]).map((name) => (
                      <button key={name} type="button" role="radio" aria-checked={way === name} className={way === name ? "chip chip-on" : "chip"} onClick={() => setWay(name)} data-testid={`vouch-way-${name}`}>{t(`vouch.ways.${name}`)}</button>
                    ))}
                  </div>
                  {way === "call" ? <input className="plain-input" inputMode="tel" maxLength={24} autoComplete="off" value={number} aria-label={t("vouch.number")} placeholder={t("vouch.number")} onChange={(event) => setNumber(event.target.value)} data-testid="vouch-number" /> : null}
                </>
              )}
              <input className="plain-input" inputMode="numeric" maxLength={12} autoComplete="off" value={badge} aria-label={t("vouch.badge")} placeholder={page.badge ? t("vouch.badgeKept", { tail: page.badge }) : t("vouch.badge")} onChange={(event) => setBadge(event.target.value.replace(/\D/g, ""))} data-testid="vouch-badge" />
              <FaultNote error={issue.error} onClose={issue.reset} />
              <Button htmlType="submit" type={(page.items ?? []).length === 0 ? "primary" : "default"} size="large" block loading={issue.isPending} data-testid="vouch-issue">{t("vouch.issue")}{desk ? <kbd>Alt V</kbd> : null}</Button>
            </form>
          </>
        )}
      </Await>
    </section>
  );
}

/** VouchedFor leads to what a code was issued for, where the user may see it. */
export function VouchedFor({ kind, subject, title }: { kind: "" | VouchKind; subject: string; title: string }) {
  const { t } = useTranslation();
  if (kind === "" || subject === "") return <>{title}</>;
  const to = ({ order: "/tasks", warning: "/alerts", ticket: "/hotline" } as const)[kind];
  return <Link to={to} search={{ id: subject }}>{t(`vouch.of.${kind}`)} {title}</Link>;
}

function CodeCard({ code, touch }: { code: VouchCode; touch: string[][] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const now = useNow();
  const withdraw = useAct(() => vouch.withdraw(code.id), touch);
  const minutes = Math.floor((Date.parse(code.until) - now) / 60_000);
  if (minutes < 0) return <p className="muted">{t("vouch.over")}</p>;
  return (
    <div className="vouch-card" data-testid="vouch-card" data-way={code.way}>
      <p className="vouch-digits num" data-testid="vouch-digits">{code.digits}</p>
      <p className="vouch-say">{pick(code.say.zh, code.say.en)}</p>
      <p className="muted">
        {t(`vouch.ways.${code.way}`)} · {t("vouch.until", { at: formatTime(code.until, "short"), minutes })}
        {code.number ? ` · ${t("vouch.ringsFrom", { number: code.number })}` : ""}{code.badge ? ` · ${t("vouch.badgeTail", { tail: code.badge })}` : ""}
        {code.confirms > 0 ? ` · ${t("vouch.confirmed", { count: code.confirms })}` : ""}
      </p>
      <FaultNote error={withdraw.error} onClose={withdraw.reset} />
      <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)} data-testid="vouch-withdraw">{t("vouch.withdraw")}</Button>
    </div>
  );
}
