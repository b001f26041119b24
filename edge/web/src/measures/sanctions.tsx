import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { measuresApi, type MeasureRules, type Sanction, type SanctionDetail } from "../api/measures";
import { useLang } from "../i18n";
import { At, Due } from "../ui/clock";
import { useSession } from "../ui/session";
import { Await } from "../ui/states";
import { Expiry } from "../ui/stoplamp";
import { sanctionVerbs } from "./kinds";
import { MeasureList } from "./list";
import { NominateForm } from "./nominateform";
import { Acts, Basis, Facts, Who } from "./parts";

/** Hours before the end of a sanction at which its colour changes: a month, a week. */
const STEPS = [720, 168];

/** Sanctions (惩戒) are joint punishments: proposed, recognised, noticed in writing, in force for years, over by themselves. */
export function Sanctions({ rules }: { rules: MeasureRules | undefined }) {
  const { can } = useSession();
  return (
    <MeasureList<Sanction>
      kind="sanction" read={measuresApi.sanctions} one={measuresApi.sanction} form={can("claim.review") ? (close) => <NominateForm rules={rules} onDone={close} /> : undefined}
      row={(row, chosen, onOpen) => <Line key={row.id} row={row} chosen={chosen} onOpen={onOpen} rules={rules} />}
    />
  );
}

function Line({ row, chosen, onOpen, rules }: { row: Sanction; chosen: boolean; onOpen: () => void; rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const now = row.state === "in_force" ? "active" : row.state === "nominated" || row.state === "recognised" ? "proposed" : "lapsed";
  return (
    <li className={chosen ? "row row-on freeze-row" : "row freeze-row"} data-testid="sanction-row" data-state={row.state} data-id={row.id}>
      <div className="freeze-line" onClick={onOpen}>
        <span><span className={`state freeze-${row.state === "noticed" ? "approved" : now}`}>{t(`sanctionState.${row.state}`)}</span>{row.minor ? <span className="second bad">{t("measures.minor")}</span> : null}</span>
        <button type="button" className="row-open"><b className="num">{row.number}</b> <span className="muted">{row.unit.name}</span><span className="second">{row.name} <span className="num">{row.id_number}</span></span></button>
        <span>{t(`sanctionTier.${row.tier}`)}<span className="second num">{row.document}</span></span>
        <span className="right">{row.appeal === "open" ? <Due at={row.appeal_due} what="appeal" /> : <><b>{row.years > 0 ? t("measures.years", { count: row.years }) : "—"}</b>{row.appeal ? <span className="second">{t(`appealState.${row.appeal}`)}</span> : null}</>}</span>
        <span>{row.state === "in_force" ? <Expiry until={row.ends_at} steps={STEPS} /> : row.state === "noticed" ? <span className="second">{t("measures.starts")} <At iso={row.starts_at} /></span> : <At iso={row.ended_at || row.recognised_at || row.nominated_at} />}</span>
      </div>
      {chosen ? <Open row={row} rules={rules} /> : null}
    </li>
  );
}

function Open({ row, rules }: { row: Sanction; rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const query = useQuery({ queryKey: ["measures", "sanction", "one", row.id, row.version], queryFn: () => measuresApi.sanction(row.id) });
  const own = row.nominated_by !== "" && row.nominated_by === session?.user.name;
  return (
    <div className="act-form">
      <Await query={query} rows={4}>{(detail) => <Grounds detail={detail} rules={rules} />}</Await>
      <Acts kind="sanction" row={row} verbs={sanctionVerbs(row)} warn={(verb) => (own && verb.name === "recognise" ? t("measures.notByYou") : undefined)} />
    </div>
  );
}

/** factWords are the facts of tier 2 in words; zeros are left out. */
function useFactWords(): (detail: SanctionDetail) => string {
  const { t } = useTranslation();
  return ({ facts }) => [
    ...(["cards", "times", "persons"] as const).filter((name) => (facts[name] ?? 0) > 0).map((name) => t(`sanctionFact.${name}`, { count: facts[name] })), ...(facts.false_identity ? [t("sanctionFact.false_identity")] : []),
  ].join(t("shell.comma"));
}

function Grounds({ detail, rules }: { detail: SanctionDetail; rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const factWords = useFactWords();
  const crime = rules?.crimes?.find((each) => each.code === detail.crime);
  const edition = rules?.editions?.find((each) => (detail.edition ? each.code === detail.edition : each.current));
  return (
    <Facts lines={[
      [t("measures.grounds"), detail.tier === 1 ? pick(crime?.zh, crime?.en) || detail.crime : factWords(detail)], [t("measures.case"), <span key="c" className="num">{detail.case} {detail.document}</span>],
      [t("measures.effects"), <ul key="m" className="plain">{(detail.measures ?? []).map((each) => <li key={each.code}>{pick(each.zh, each.en)}</li>)}</ul>],
      [t("measures.nominated"), <Who key="n" at={detail.nominated_at} by={detail.nominated_by} />],
      [t("measures.recognised"), detail.recognised_at ? <span key="r"><Who at={detail.recognised_at} by={detail.recognised_by} /> {detail.recognised_in.name}</span> : null],
      [t("measures.noticed"), detail.noticed_at ? <span key="w"><Who at={detail.noticed_at} by={detail.noticed_by} /> <span className="num">{detail.notice}</span></span> : null],
      [t("measures.term"), detail.starts_at ? <span key="t"><At iso={detail.starts_at} shape="full" /> – <At iso={detail.ends_at} shape="full" /></span> : null],
      [t("measures.appeal"), detail.appeal ? <Appeal key="a" detail={detail} /> : null],
      [t("measures.ended"), detail.ended_at ? <span key="e"><Who at={detail.ended_at} by={detail.ended_by} /> {detail.end_reason}</span> : null],
      [t("measures.basis"), edition ? <span key="b"><span className={edition.label === "law" ? "state" : "state state-closed"}>{t(`ruleLabel.${edition.label}`)}</span> {pick(edition.zh, edition.en)}<span className="second wrap">{t("measures.source")}{pick(edition.source, edition.source_en) || edition.source}</span></span> : null],
      [t("measures.clocks"), <Basis key="k" rules={rules} codes={["sanction.notice_days", "sanction.appeal_days"]} />], [t("measures.wayOut"), t("measures.wayOutSanction")],
    ]} />
  );
}

function Appeal({ detail }: { detail: SanctionDetail }) {
  const { t } = useTranslation();
  return (
    <>
      {t(`appealState.${detail.appeal}`)} <Who at={detail.appeal_at} by={detail.appeal_by} /> {detail.appeal === "open" ? <Due at={detail.appeal_due} what="appeal" /> : null}
      <span className="second wrap">{detail.appeal_text}</span>
      {detail.appeal_end ? <span className="second wrap"><At iso={detail.appeal_end} shape="full" /> {detail.appeal_reason} {detail.appeal_remedy}</span> : null}
    </>
  );
}
