import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { money } from "../api/moneyapi";
import { sheetsApi } from "../api/sheets";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { formatYuan } from "../ui/money";
import { Await, FaultNote, Nothing } from "../ui/states";

/** Sheets (资金流向) lists the analyst's work on bank files, and the claims whose flow the centre knows by itself. */
export function Sheets() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["sheets"], queryFn: sheetsApi.list });
  return (
    <div className="page sheets">
      <section>
        <NewSheet />
        <Await query={query} rows={6}>
          {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("sheets.none")} hint={t("sheets.noneHint")} /> : (
            <ul className="plain card-list">
              {(page.items ?? []).map((row) => (
                <li key={row.id} data-testid="sheet-row">
                  <Link to="/sheets/$id" params={{ id: row.id }} className="find-line">
                    <b>{row.name}</b>
                    <span className="second">{t("sheets.files", { count: row.files })} · {t("sheets.rows", { count: row.rows })} · {row.by} <At iso={row.updated_at} /></span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Await>
      </section>
      <Claims />
    </div>
  );
}

function NewSheet() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const make = useAct(() => sheetsApi.create({ name: name.trim() }), [["sheets"]], (sheet) => {
    client.setQueryData(["sheet", sheet.id], sheet);
    void navigate({ to: "/sheets/$id", params: { id: sheet.id } });
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (name.trim() !== "") make.mutate(undefined); }}>
      <h1 className="screen-title">{t("sheets.title")}</h1>
      <p className="muted">{t("sheets.hint")}</p>
      <div className="act-fields sheet-new">
        <Input autoFocus value={name} maxLength={80} placeholder={t("sheets.name")} aria-label={t("sheets.name")} onChange={(event) => setName(event.target.value)} data-testid="sheet-name" />
        <Button type="primary" htmlType="submit" disabled={name.trim() === ""} loading={make.isPending} data-testid="sheet-create">{t("sheets.create")}</Button>
      </div>
      <FaultNote error={make.error} onClose={make.reset} />
    </form>
  );
}

function Claims() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["claims", { state: "open" }], queryFn: () => money.claims({ state: "open" }) });
  return (
    <section>
      <h2 className="screen-title">{t("sheets.claims")}</h2>
      <p className="muted">{t("sheets.claimsHint")}</p>
      <Await query={query} rows={6}>
        {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("claim.none")} /> : (
          <ul className="plain card-list">
            {(page.items ?? []).map((row) => (
              <li key={row.id}><Link to="/flow/$claim" params={{ claim: row.id }} className="find-line"><b>{row.victim.name}</b> <span className="num">{formatYuan(row.loss_fen)}</span><span className="second"><span className="num">{row.number}</span> · {t("sheets.layers", { count: row.layers })} <At iso={row.first_paid_at} /></span></Link></li>
            ))}
          </ul>
        )}
      </Await>
    </section>
  );
}
