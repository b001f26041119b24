import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { GroupRow, Situation } from "../api/stats";
import { useLang } from "../i18n";
import { BankLines } from "../ui/board";
import { ComparisonLine } from "../ui/figure";
import { behindOf } from "../ui/figurelink";

/** How many of the last are named: a list of all would name nobody. */
const NAMED = 3;

/** worstOf are the places that are hit hardest: per ten thousand people where that is known, else by number. */
export function worstOf(rows: GroupRow[], most = NAMED): GroupRow[] {
  const shown = rows.filter((row) => !row.hidden && row.reading.value > 0);
  const per10k = shown.length > 0 && shown.every((row) => row.per10k_text !== "");
  return shown.sort((a, b) => (per10k ? b.per10k - a.per10k : b.reading.value - a.reading.value)).slice(0, most);
}

/** placeOf is the place of a row among those that are named: equals share one. */
export const placeOf = (rows: GroupRow[], row: GroupRow): number => 1 + rows.filter((each) => (row.per10k_text !== "" && each.per10k_text !== "" ? each.per10k > row.per10k : each.reading.value > row.reading.value)).length;

/** Last names who is last, with the number that says so. */
export function Last({ data }: { data: Situation }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const worst = worstOf(data.towns ?? []);
  const slow = [...(data.banks ?? [])].sort((a, b) => b.silent - a.silent || b.median_s - a.median_s);
  return (
    <section className="panel leader-last" aria-label={t("leader.last")}>
      <h2 className="section-title">{t("leader.last")} {worst.length > 0 ? <span className="muted">{pick(worst[0].reading.zh, worst[0].reading.en)}</span> : null}</h2>
      {worst.length === 0 ? <p className="muted">{t("leader.noLast")}</p> : (
        <ol className="plain leader-worst" data-testid="worst">
          {worst.map((row) => (
            <li key={row.key}>
              <span className="num">{placeOf(worst, row)}</span><b>{pick(row.zh, row.en) || t("figures.notKnown")}</b>
              <span className="grow"><Link {...behindOf(row.reading, { region: row.key })} className="num">{pick(row.reading.text_zh, row.reading.text_en)}</Link>{row.per10k_text ? <span className="muted"> {t("leader.per10k", { text: pick(row.per10k_text, row.per10k_text_en) })}</span> : null}</span>
              {(row.reading.compare ?? []).slice(0, 1).map((each) => <ComparisonLine key={each.kind} of={each} />)}
            </li>
          ))}
        </ol>
      )}
      <h3 className="section-title leader-banks">{t("leader.slowBanks")}</h3>
      <div className="scroll-x"><BankLines banks={slow} period={data.period} most={NAMED} /></div>
    </section>
  );
}
