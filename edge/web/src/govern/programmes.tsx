import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { govern, type Programme } from "../api/govern";
import { PlainTable } from "../ui/plaintable";
import { lastDay, Light, State, useNames } from "./parts";

/** Programmes (攻坚行动) are the duties that rest on one plan: milestones, years, and what is behind each number. */
export function Programmes() {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string>();
  const rows = useQuery({ queryKey: ["govern", "programmes"], queryFn: () => govern.programmes() }).data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="card" data-testid="programmes">
      <h2 className="section-title">{t("govern.programmes")}</h2>
      <PlainTable<Programme> label={t("govern.programmes")} testid="programme" rows={rows} keyOf={(row) => row.plan} chosen={open} onOpen={(row) => setOpen(open === row.plan ? undefined : row.plan)} empty={null} columns={[
        { key: "plan", title: t("govern.programmePlan"), wide: true, cell: (row) => row.plan }, { key: "span", title: t("govern.span"), cell: (row) => `${lastDay(row.from)} – ${lastDay(row.to)}`, by: (row) => row.from },
        { key: "units", title: t("govern.units"), right: true, cell: (row) => row.units, by: (row) => row.units },
        { key: "done", title: t("govern.programmeDone"), right: true, cell: (row) => `${row.done} / ${row.all}`, by: (row) => row.done },
        { key: "overdue", title: t("govern.overdueN"), right: true, cell: (row) => <span className={row.overdue ? "bad" : ""}>{row.overdue}</span>, by: (row) => row.overdue },
        { key: "years", title: t("govern.years"), cell: (row) => <span className="num">{(row.years ?? []).map((year) => `${year.year}: ${year.done}/${year.all}`).join("　")}</span> },
      ]} />
      {open ? <Stones row={rows.find((each) => each.plan === open)} /> : null}
    </section>
  );
}

function Stones({ row }: { row?: Programme }) {
  const { t } = useTranslation();
  const [code, setCode] = useState<string>();
  return (
    <>
      <PlainTable label={t("govern.stones")} testid="stones" rows={row?.stones ?? []} keyOf={(each) => each.code} chosen={code} onOpen={(each) => setCode(code === each.code ? undefined : each.code)} empty={null} columns={[
        { key: "title", title: t("govern.title"), wide: true, cell: (each) => each.title }, { key: "due", title: t("govern.due"), cell: (each) => lastDay(each.due), by: (each) => each.due },
        { key: "units", title: t("govern.units"), right: true, cell: (each) => each.units }, { key: "done", title: t("govern.programmeDone"), right: true, cell: (each) => `${each.done} / ${each.all}` },
        { key: "overdue", title: t("govern.overdueN"), right: true, cell: (each) => <span className={each.overdue ? "bad" : ""}>{each.overdue}</span> },
      ]} />
      {code ? <Behind code={code} /> : null}
    </>
  );
}

/** Behind lists the occurrences that a milestone's numbers count. */
function Behind({ code }: { code: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const names = useNames();
  const rows = useQuery({ queryKey: ["govern", "terms", "of", code], queryFn: () => govern.terms({ kind: code }) }).data?.items ?? [];
  return (
    <PlainTable label={t("governTab.terms")} testid="stone-terms" rows={rows} keyOf={(each) => each.id} onOpen={(each) => void navigate({ to: "/govern/duties", search: { tab: "terms", id: each.id } as never })} empty={null} columns={[
      { key: "member", title: t("govern.member"), cell: (each) => names(each.member) }, { key: "period", title: t("govern.period"), cell: (each) => each.period }, { key: "due", title: t("govern.due"), cell: (each) => lastDay(each.due) },
      { key: "state", title: t("govern.state"), cell: (each) => <State of={each.state} overdue={each.overdue} /> }, { key: "light", title: t("govern.light"), cell: (each) => <Light light={each.light} /> },
    ]} />
  );
}
