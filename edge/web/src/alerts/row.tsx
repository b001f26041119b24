import { Button } from "antd";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { WarningRow } from "../api/types";
import { useLang } from "../i18n";
import { At, Due } from "../ui/clock";
import { FamilyWord, LevelLamp, StateWord } from "../ui/lamp";
import { formatYuan } from "../ui/money";
import { PersonLine } from "../ui/person";

/** Row is one warning of the desk: what to know before deciding to take it, in two lines. */
export const Row = memo(function Row({ row, chosen, onOpen, onClaim, canWork, busy }: {
  row: WarningRow; chosen: boolean; onOpen: (id: string) => void; onClaim: (row: WarningRow) => void; canWork: boolean; busy: boolean;
}) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const unclaimed = row.state === "open" && !row.claimed_by;
  return (
    <li
      className={`row warning-row${chosen ? " row-on" : ""}`} data-testid="warning-row" data-id={row.id} data-level={row.level}
      data-state={row.state} aria-current={chosen ? "true" : undefined} onClick={() => onOpen(row.id)}
    >
      <span className="warning-lamp">
        <LevelLamp level={row.level} flash={unclaimed && row.level === "urgent"} />
        <FamilyWord family={row.family} />
      </span>
      {row.due_what !== "" ? <Due at={row.due_at} what={row.due_what} /> : <span className="due"><StateWord kind="warning" state={row.state} /></span>}
      <button
        type="button" className="warning-what row-open"
        onClick={(event) => {
          if (event.detail > 0) event.currentTarget.blur(); // after the mouse, keys belong to the chosen warning
        }}
      >
        <PersonLine person={row.person} unit={row.unit} />
        <span className="second">
          <b>{t(`fraud.${row.fraud}`, { defaultValue: row.fraud })}</b> {pick(row.reason_zh, row.reason_en)}
        </span>
      </button>
      <span className="warning-size num">
        <b>{row.possible_loss_fen > 0 ? formatYuan(row.possible_loss_fen) : "—"}</b>
        <span className="second">{t("desk.hits", { count: row.hits })}</span>
      </span>
      <span className="warning-unit">
        <span>{row.unit.name}</span>
        <span className="second"><At iso={row.last_hit_at} /></span>
      </span>
      <span className="warning-by" onClick={(event) => event.stopPropagation()}>
        {unclaimed && canWork ? (
          <Button size="small" disabled={busy} onClick={() => onClaim(row)} data-testid="warning-claim">{t("desk.claim")}</Button>
        ) : (
          <span>{row.claimed_by?.name ?? t("desk.nobody")}</span>
        )}
      </span>
    </li>
  );
});
