import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Modal, Select, Switch, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bank, BankFull, BankInput } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { Await, FaultNote, Nothing } from "../ui/states";
import { BankKeys } from "./bankkeys";

const TOUCH = [["banks"], ["bank"]];
const CHANNELS = ["push", "poll", "iso20022", "folder", "paper"] as const;
const KINDS = ["bank", "payment"] as const;

/** Banks (机构名录) is the directory that orders go by: whose numbers begin how, by which way an order goes, whom to call by night. */
export function Banks() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["banks"], queryFn: money.banks });
  const [editing, setEditing] = useState<string>();
  const [keys, setKeys] = useState<Bank>();
  const rows = query.data?.items ?? [];
  return (
    <div className="page">
      <header className="bar"><h1 className="screen-title">{t("menu.banks")}</h1><Button size="small" type="primary" onClick={() => setEditing("")} data-testid="bank-add">{t("banks.add")}</Button></header>
      <p className="muted">{t("banks.hint")}</p>
      <Await query={query} rows={6}>
        {() => rows.length === 0 ? <Nothing title={t("banks.none")} hint={t("banks.noneHint")} /> : (
          <Table<Bank>
            size="small" rowKey="code" dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }}
            columns={[
              { title: t("banks.name"), render: (_, bank) => <><b>{bank.name}</b><span className="second num">{bank.code}</span></> },
              { title: t("banks.kind"), render: (_, bank) => t(`bankKind.${bank.kind}`) },
              { title: t("banks.prefixes"), render: (_, bank) => <span className="num">{(bank.prefixes ?? []).join(" ")}</span> },
              { title: t("banks.channel"), render: (_, bank) => t(`bankChannel.${bank.channel}`) },
              { title: t("sources.state"), render: (_, bank) => (bank.active ? t("banks.active") : <span className="state state-closed">{t("banks.inactive")}</span>) },
              { title: t("users.acts"), render: (_, bank) => <span className="acts"><Button size="small" type="link" onClick={() => setEditing(bank.code)} data-testid={`bank-edit-${bank.code}`}>{t("banks.edit")}</Button><Button size="small" type="link" onClick={() => setKeys(bank)} data-testid={`bank-keys-${bank.code}`}>{t("banks.keys")}</Button></span> },
            ]}
          />
        )}
      </Await>
      {editing === undefined ? null : <BankEdit key={editing} code={editing} onClose={() => setEditing(undefined)} />}
      {keys ? <BankKeys bank={keys} onClose={() => setKeys(undefined)} /> : null}
    </div>
  );
}

/** BankEdit reads the whole entry before it shows the form. */
function BankEdit({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["bank", code], queryFn: () => money.bank(code), enabled: code !== "" });
  return (
    <Modal open onCancel={onClose} footer={null} title={code === "" ? t("banks.add") : t("banks.edit")} width={560}>
      {code === "" ? <BankForm onClose={onClose} /> : <Await query={query} rows={6}>{(bank) => <BankForm bank={bank} onClose={onClose} />}</Await>}
    </Modal>
  );
}

interface Fields { code: string; name: string; kind: BankInput["kind"]; prefixes: string[]; channel: BankInput["channel"]; address?: string; first: BankInput["first"]; second: BankInput["second"]; active: boolean }

/** prefixesOf reads prefixes as people write them, between spaces, commas or line breaks. */
export const prefixesOf = (typed: string[]): string[] => [...new Set(typed.flatMap((each) => each.split(/[^0-9]+/)).filter((each) => each !== ""))];

function BankForm({ bank, onClose }: { bank?: BankFull; onClose: () => void }) {
  const { t } = useTranslation();
  const need = [{ required: true, whitespace: true, message: t("form.missing") }];
  const save = useAct(({ code, ...fields }: Fields) => money.saveBank(bank?.code ?? code, { ...fields, prefixes: prefixesOf(fields.prefixes), address: fields.address ?? "", version: bank?.version ?? 0 }), TOUCH, onClose);
  const contact = (who: "first" | "second") => (
    <div className="pair">
      <Form.Item label={t(`banks.${who}`)} name={[who, "name"]} rules={need}><Input maxLength={60} /></Form.Item>
      <Form.Item label={t("banks.phone")} name={[who, "phone"]} rules={need}><Input maxLength={32} /></Form.Item>
    </div>
  );
  return (
    <Form<Fields> layout="vertical" initialValues={{ kind: "bank", channel: "push", active: true, prefixes: [], ...bank }} onFinish={(fields) => save.mutate(fields)}>
      <div className="pair">
        {bank ? null : <Form.Item label={t("banks.code")} name="code" rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_-]{1,31}$/, message: t("sources.codeBad") }]}><Input maxLength={32} autoFocus /></Form.Item>}
        <Form.Item label={t("banks.name")} name="name" rules={need}><Input maxLength={60} data-testid="bank-name" /></Form.Item>
        <Form.Item label={t("banks.kind")} name="kind"><Select options={KINDS.map((value) => ({ value, label: t(`bankKind.${value}`) }))} /></Form.Item>
      </div>
      <div className="pair">
        <Form.Item label={t("banks.channel")} name="channel"><Select options={CHANNELS.map((value) => ({ value, label: t(`bankChannel.${value}`) }))} /></Form.Item>
        <Form.Item label={t("banks.address")} name="address" extra={t("banks.addressHint")}><Input maxLength={500} /></Form.Item>
      </div>
      <Form.Item label={t("banks.prefixes")} name="prefixes" extra={t("banks.prefixesHint")}><Select mode="tags" tokenSeparators={[" ", ",", "，", "、"]} open={false} suffixIcon={null} /></Form.Item>
      {contact("first")}
      {contact("second")}
      <Form.Item label={t("banks.active")} name="active" valuePropName="checked"><Switch /></Form.Item>
      <FaultNote error={save.error} />
      <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="bank-save">{t("act.save")}</Button>
    </Form>
  );
}
