import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { duty, DUTY, type HandOver } from "../api/duty";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { Paper } from "./paper";
import "./duty.css";

/** HandOvers (交接班) lists the papers of the jurisdiction; one is drawn, assigned and signed in place. */
export function HandOvers() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/handover" }) as { id?: string };
  const navigate = useNavigate();
  const open = (id?: string) => void navigate({ to: "/handover", search: { id } as never, replace: true });
  const papers = useQuery({ queryKey: ["duty", "papers"], queryFn: duty.papers });
  useKeys({ Escape: () => open(undefined) });
  return (
    <div className="page">
      <header className="bar no-print">
        <h1 className="screen-title">{t("menu.handover")}</h1>
        <span className="grow" />
        <Link to="/duty" className="link-button">{t("menu.duty")}</Link>
      </header>
      {search.id ? <Paper key={search.id} id={search.id} close={() => open(undefined)} /> : (
        <>
          <Begin open={open} />
          <Await query={papers} rows={8}>
            {(page) => (
              <PlainTable<HandOver> label={t("menu.handover")} testid="papers" keys rows={page.items ?? []} keyOf={(row) => row.id} onOpen={(row) => open(row.id)} empty={<Nothing title={t("handover.none")} hint={t("handover.noneHint")} />}
                columns={[
                  { key: "number", title: t("handover.number"), cell: (row) => <span className="num">{row.number}</span>, by: (row) => row.number },
                  { key: "unit", title: t("duty.unit"), cell: (row) => row.unit.name, by: (row) => row.unit.name },
                  { key: "from", title: t("handover.from"), cell: (row) => row.from.name },
                  { key: "to", title: t("handover.to"), cell: (row) => row.to.name },
                  { key: "count", title: t("handover.items"), right: true, cell: (row) => row.count, by: (row) => row.count },
                  { key: "drawn", title: t("handover.drawn"), cell: (row) => <span className="num">{formatTime(row.drawn_at, "minute")}</span>, by: (row) => row.drawn_at },
                  { key: "state", title: t("handover.state"), cell: (row) => t(`handover.is.${row.state}`), by: (row) => row.state },
                ]} />
            )}
          </Await>
        </>
      )}
    </div>
  );
}

/** Begin draws the list of what is open; a draft that I have already is drawn anew. */
function Begin({ open }: { open: (id: string) => void }) {
  const { t } = useTranslation();
  const { session } = useSession();
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const people = useQuery({ queryKey: ["duty", "roster", "", ""], queryFn: () => duty.roster() }).data?.people ?? [];
  const now = useQuery({ queryKey: ["duty", "now"], queryFn: duty.now }).data;
  const next = now?.next.officer.id !== session?.user.id ? now?.next.officer.id : undefined;
  const taker = to || next || "";
  const draw = useAct(() => duty.draw(taker, note.trim()), DUTY, (paper) => open(paper.id));
  return (
    <form className="card duty-form" onSubmit={(event) => { event.preventDefault(); if (taker) draw.mutate(undefined); }} aria-label={t("handover.begin")}>
      <label>{t("handover.to")}{" "}<Select showSearch={{ optionFilterProp: "label" }} value={taker || undefined} aria-label={t("handover.to")} options={people.filter((each) => each.id !== session?.user.id).map((each) => ({ value: each.id, label: `${each.name} ${each.login}` }))} onChange={(id: string) => setTo(id)} data-testid="handover-to" /></label>
      <input className="plain-input grow" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} placeholder={t("handover.note")} aria-label={t("handover.note")} data-testid="handover-note" />
      <Button type="primary" htmlType="submit" disabled={!taker} loading={draw.isPending} data-testid="handover-draw">{t("handover.draw")}</Button>
      <FaultNote error={draw.error} onClose={() => draw.reset()} />
    </form>
  );
}
