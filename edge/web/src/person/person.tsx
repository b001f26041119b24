import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { PersonFile, WarningRow } from "../api/types";
import { At } from "../ui/clock";
import { LevelLamp, StateWord } from "../ui/lamp";
import { formatYuan } from "../ui/money";
import { Reveal } from "../ui/person";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Timeline } from "./timeline";

/** PersonScreen (一人一档) is the file of one person at risk: who they are, how much they were disturbed, one line of life. */
export function PersonScreen() {
  const { id } = useParams({ from: "/gate/persons/$id" });
  const query = useQuery({ queryKey: ["person", id], queryFn: () => api.person(id) });
  return (
    <div className="page person">
      <Await query={query} rows={12}>
        {(file) => (
          <>
            {query.isError ? <FaultNote error={query.error} /> : null}
            <Facts file={file} />
            <Timeline moments={file.timeline ?? []} />
          </>
        )}
      </Await>
    </div>
  );
}

function Facts({ file }: { file: PersonFile }) {
  const { t } = useTranslation();
  const warnings = file.warnings ?? [];
  const basis = file.open_warning_id || warnings[0]?.id || "";
  const phones = file.phones ?? [file.person.phone];
  return (
    <section className="facts" aria-label={t("person.facts")}>
      <h1 className="screen-title">{file.person.name || t("person.noName")}</h1>
      <dl className="fact-list">
        <dt>{t("person.name")}</dt>
        <dd><Reveal target={file.person.id} warning={basis} field="name" masked={file.person.name || t("person.noName")} /></dd>
        <dt>{t("person.phones")}</dt>
        <dd>
          <Reveal target={file.person.id} warning={basis} field="phone" masked={phones[0] ?? ""} />
          {phones.slice(1).map((phone) => <span key={phone} className="num also">{phone}</span>)}
        </dd>
        <dt>{t("person.idNumber")}</dt>
        <dd>{file.has_id_number ? <Reveal target={file.person.id} warning={basis} field="id_number" masked={t("person.hidden")} /> : t("person.unknown")}</dd>
        <dt>{t("person.place")}</dt>
        <dd>{file.place_name || file.person.place_name}</dd>
        <dt>{t("person.unit")}</dt>
        <dd>{file.unit.name}</dd>
      </dl>
      <Budget {...file.budget} />
      <h2 className="section-title">{t("person.warnings")}</h2>
      {warnings.length === 0 ? <Nothing title={t("person.noWarnings")} /> : (
        <ul className="plain person-warnings">{warnings.map((row) => <PersonWarning key={row.id} row={row} open={row.id === file.open_warning_id} />)}</ul>
      )}
    </section>
  );
}

/** Budget shows how often the person was contacted lately: too much drives people into the arms of the fraud. */
function Budget({ used, limit, window_h }: PersonFile["budget"]) {
  const { t } = useTranslation();
  const full = limit > 0 && used >= limit;
  return (
    <div className={full ? "budget budget-full" : "budget"}>
      <div className="budget-line">
        <b>{t("budget.title")}</b>
        <span className="num">{t("budget.used", { used, limit, hours: window_h })}</span>
      </div>
      <meter min={0} max={Math.max(limit, 1)} high={limit} value={Math.min(used, limit)} aria-label={t("budget.title")} />
      <p className="muted">{full ? t("budget.full") : t("budget.hint")}</p>
    </div>
  );
}

function PersonWarning({ row, open }: { row: WarningRow; open: boolean }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to="/alerts" search={{ id: row.id, state: "all" }} className={open ? "person-warning person-warning-open" : "person-warning"}>
        <LevelLamp level={row.level} />
        <span className="grow">
          {t(`fraud.${row.fraud}`, { defaultValue: row.fraud })}
          <span className="second"><At iso={row.opened_at} shape="minute" /> · {t("desk.hits", { count: row.hits })}{row.possible_loss_fen > 0 ? ` · ${formatYuan(row.possible_loss_fen)}` : ""}</span>
        </span>
        <StateWord kind="warning" state={row.state} />
      </Link>
    </li>
  );
}
