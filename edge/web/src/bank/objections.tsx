import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { App, Button, Input, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyMaker } from "../api/key";
import type { BankOrder, ObjectionRow } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { useDraft } from "../ui/draft";
import { DraftNote } from "../ui/draftnote";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";

/** BankObjections (B3) brings a holder's objection to the centre, and shows what was decided. */
export function BankObjections() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["objections", "bank"], queryFn: money.bankObjections });
  return (
    <div className="page">
      <ObjectionForm />
      <h2 className="section-title">{t("bankObjection.list")}</h2>
      <Await query={query} rows={5}>
        {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("bankObjection.none")} hint={t("bankObjection.noneHint")} /> : (
          <Table<ObjectionRow>
            size="small" rowKey="id" dataSource={page.items ?? []} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }}
            columns={[
              { title: t("objection.number"), render: (_, row) => <><b className="num">{row.number}</b><span className="second num">{row.order_number}</span></> },
              { title: t("stopCol.account"), render: (_, row) => <><span className="num">{row.account}</span><span className="second">{row.name}</span></> },
              { title: t("objection.held"), align: "right", render: (_, row) => <span className="num">{formatFen(row.held_fen)}</span> },
              { title: t("objection.reason"), render: (_, row) => <span className="wrap">{row.reason}</span> },
              { title: t("objection.filed"), render: (_, row) => <At iso={row.filed_at} /> },
              { title: t("objection.stateCol"), render: (_, row) => row.state === "open" ? <Due at={row.due_at} what="objection" /> : <><b className={row.state === "upheld" ? "good" : "bad"}>{row.state === "upheld" ? "✓" : "✗"} {t(`objectionState.${row.state}`)}</b><span className="second wrap">{row.decision}</span></> },
            ]}
          />
        )}
      </Await>
    </div>
  );
}

const held = (order: BankOrder) => order.held_fen > 0;

function ObjectionForm() {
  const { t } = useTranslation();
  const { session } = useSession();
  const { message } = App.useApp();
  const search = useSearch({ from: "/gate/bank/objections" }) as { order?: string };
  const orders = useQuery({ queryKey: ["bankOrders", "held"], queryFn: () => money.bankOrders("held") });
  const draft = useDraft(`${session?.user.id ?? ""}.bankobjection`, { order: search.order ?? "", holder: "", reason: "", evidence: "" });
  const form = draft.value;
  const [key] = useState(() => new KeyMaker());
  const body = { order_id: form.order, holder: form.holder.trim(), reason: form.reason.trim(), evidence: form.evidence.trim() };
  const save = useAct(() => money.fileObjection(body, key.keyFor(body)), [["objections"]], () => { key.done(); draft.clear(); void message.success(t("bankObjection.sent")); });
  const ready = form.order !== "" && body.reason !== "";
  return (
    <form className="card bank-objection" onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate(undefined); }} aria-label={t("bankObjection.title")}>
      <h1 className="screen-title">{t("bankObjection.title")}</h1>
      <p className="muted">{t("bankObjection.hint")}</p>
      <DraftNote at={draft.restoredAt} clear={draft.clear} />
      <div className="act-fields">
        <Select
          showSearch={{ optionFilterProp: "label" }} value={form.order || undefined} placeholder={t("bankObjection.order")} aria-label={t("bankObjection.order")} style={{ minWidth: 330 }}
          options={(orders.data?.items ?? []).filter(held).map((order) => ({ value: order.id, label: `${order.account} ${order.name} ${order.number}` }))} onChange={(order: string) => draft.set({ order })}
        />
        <Input value={form.holder} maxLength={60} placeholder={t("bankObjection.holder")} aria-label={t("bankObjection.holder")} onChange={(event) => draft.set({ holder: event.target.value })} />
      </div>
      <Input.TextArea rows={2} value={form.reason} maxLength={1000} placeholder={t("bankObjection.reason")} aria-label={t("bankObjection.reason")} onChange={(event) => draft.set({ reason: event.target.value })} />
      <Input value={form.evidence} maxLength={500} placeholder={t("bankObjection.evidence")} aria-label={t("bankObjection.evidence")} onChange={(event) => draft.set({ evidence: event.target.value })} />
      <FaultNote error={save.error} onClose={save.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>{t("bankObjection.send")}</Button></div>
    </form>
  );
}
