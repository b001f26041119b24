import { useTranslation } from "react-i18next";
import { measuresApi, type Mark, type MeasureRules } from "../api/measures";
import { At } from "../ui/clock";
import { useSession } from "../ui/session";
import { Expiry } from "../ui/stoplamp";
import { MARK_KINDS, markVerbs } from "./kinds";
import { MeasureList } from "./list";
import { MarkForm } from "./markform";
import { Acts, Basis, Facts, Who } from "./parts";

/** Hours before the end of a mark at which its colour changes: a week, a day. */
const STEPS = [168, 24];

/** Marks (标记) are notes on accounts and persons that others are warned by; each ends by itself. */
export function Marks({ rules }: { rules: MeasureRules | undefined }) {
  const { can } = useSession();
  return (
    <MeasureList<Mark>
      kind="mark" read={measuresApi.marks} one={measuresApi.mark} sorts={MARK_KINDS} form={can("claim.review") ? (close) => <MarkForm rules={rules} onDone={close} /> : undefined}
      row={(row, chosen, onOpen) => <Line key={row.id} row={row} chosen={chosen} onOpen={onOpen} rules={rules} />}
    />
  );
}

function Line({ row, chosen, onOpen, rules }: { row: Mark; chosen: boolean; onOpen: () => void; rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const active = row.state === "active";
  return (
    <li className={chosen ? "row row-on freeze-row" : "row freeze-row"} data-testid="mark-row" data-state={row.state} data-id={row.id}>
      <div className="freeze-line" onClick={onOpen}>
        <span><span className={`state freeze-${active ? "active" : "lapsed"}`}>{t(`markState.${row.state}`)}</span></span>
        <button type="button" className="row-open"><b className="num">{row.number}</b> <span className="muted">{row.unit.name}</span><span className="second">{row.bank_name} <span className="num">{row.subject}</span></span></button>
        <span><b>{t(`markKind.${row.kind}`)}</b><span className="second">{row.basis}</span></span>
        <span className="right second mark-source num" title={t("measures.record")}>{row.source}</span>
        <span>{active ? <Expiry until={row.ends_at} steps={STEPS} /> : <At iso={row.ended_at} />}</span>
      </div>
      {chosen ? (
        <div className="act-form">
          <Facts lines={[
            [t("measures.why"), row.basis], [t("measures.decided"), <Who key="d" at={row.set_at} by={row.set_by} />], [t("measures.until"), <At key="u" iso={row.ends_at} shape="full" />],
            [t("measures.ended"), row.ended_at ? <span key="e"><Who at={row.ended_at} by={row.ended_by} /> {row.end_reason}</span> : null],
            [t("measures.basis"), <Basis key="b" rules={rules} codes={[`mark.${row.kind}_days`]} />], [t("measures.wayOut"), t("measures.wayOutMark")],
          ]} />
          <Acts kind="mark" row={row} verbs={markVerbs(row)} />
        </div>
      ) : null}
    </li>
  );
}
