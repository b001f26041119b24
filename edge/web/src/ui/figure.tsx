import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Comparison, Reading, Tone } from "../api/stats";
import { useLang } from "../i18n";
import { behindOf } from "./figurelink";

/** toneOf is whether a change is good. A rise from nothing is no merit: with a base of zero the first record would be praised; a warning stays one. */
export const toneOf = (of: Pick<Comparison, "tone" | "note">): Tone => (of.note === "base_zero" && of.tone === "good" ? "neutral" : of.tone);

const ARROWS = { up: "▲", down: "▼", flat: "＝", none: "" } as const;

/**
 * ComparisonLine says what a figure is compared with, by how much it changed, which way, and whether that is good: arrow, words and
 * colour together. A base of zero or a small one is said in words; `base` adds the base itself with its days, which opens the list behind it
 * where `code` says of which figure.
 */
export function ComparisonLine({ of, base = false, code, sides }: { of: Comparison; base?: boolean; code?: string; sides?: Record<string, string | undefined> }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const span = pick(of.base.zh, of.base.en);
  const baseText = pick(of.base_text_zh, of.base_text_en);
  const tone = toneOf(of);
  return (
    <span className={`cmp cmp-${tone}`} title={t("figures.base", { span, text: baseText })} data-testid={`cmp-${of.kind}`}>
      <span className="cmp-main">
        {ARROWS[of.dir] ? <i aria-hidden="true">{ARROWS[of.dir]}</i> : null}
        {pick(of.text_zh, of.text_en)}
        {tone !== "neutral" ? <em>{t(`figures.${tone}`)}</em> : null}
        {of.note === "base_small" ? <em className="cmp-note">{t("figures.base_small")}</em> : null}
      </span>
      {base && of.note !== "no_history" ? <span className="cmp-base">{code ? <Link {...behindOf({ code, period: of.base }, sides)}>{t("figures.base", { span, text: baseText })}</Link> : t("figures.base", { span, text: baseText })}</span> : null}
    </span>
  );
}

/** FigureBox is one figure: its name, its value as printed, the period, and each comparison by name. The number opens the list behind it. */
export function FigureBox({ reading, sides, base = false, link = true, large = false }: {
  reading: Reading; sides?: Record<string, string | undefined>; base?: boolean; link?: boolean; large?: boolean;
}) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const text = pick(reading.text_zh, reading.text_en);
  const value = <b className="num">{text}</b>;
  return (
    <div className={`fig${large ? " fig-large" : ""}`} data-testid={`fig-${reading.code}`}>
      <span className="fig-name">{pick(reading.zh, reading.en)}{reading.local ? <i className="fig-local" title={t("figures.localHint")}>{t("figures.local")}</i> : null}</span>
      {link ? <Link {...behindOf(reading, sides)} className="fig-value" aria-label={t("figures.open", { name: pick(reading.zh, reading.en), text })}>{value}</Link> : <span className="fig-value">{value}</span>}
      {reading.den > 0 ? <ShareLine reading={reading} sides={sides} link={link} /> : null}
      {(reading.compare ?? []).map((each) => <ComparisonLine key={each.kind + each.base.from} of={each} base={base} code={link ? reading.code : undefined} sides={sides} />)}
    </div>
  );
}

/** ShareLine is what a rate is made of, both numbers opening their own list; of a median, how many answers it stands on. */
export function ShareLine({ reading, sides, link = true }: { reading: Reading; sides?: Record<string, string | undefined>; link?: boolean }) {
  const { t } = useTranslation();
  const count = (n: number) => n.toLocaleString("en-US");
  if (reading.quantile) {
    const of = t("figures.among", { n: count(reading.den) });
    return <span className="fig-share num" data-testid="among">{link ? <Link {...behindOf(reading, sides)}>{of}</Link> : of}</span>;
  }
  if (!link) return <span className="fig-share num">{count(reading.num)} / {count(reading.den)}</span>;
  return (
    <span className="fig-share num">
      <Link {...behindOf(reading, sides)}>{count(reading.num)}</Link> / <Link {...behindOf(reading, sides, "den")}>{count(reading.den)}</Link>
    </span>
  );
}
