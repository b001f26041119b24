import { useQuery } from "@tanstack/react-query";
import { Button, Input, Modal, Popconfirm, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bank, BankKey, BankKeyInput } from "../api/money";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Once } from "./once";

const SUITES = ["hmac-sha256", "hmac-sm3"] as const;
/** The fingerprint of a certificate, with or without the colons that tools print. */
export const plainFingerprint = (text: string): string => text.replace(/[^0-9a-fA-F]/g, "").toLowerCase();

/** BankKeys are the ways in of one bank. A secret is shown once, when it is made. */
export function BankKeys({ bank, onClose }: { bank: Bank; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["bankKeys", bank.code], queryFn: () => money.bankKeys(bank.code) });
  const [suite, setSuite] = useState<(typeof SUITES)[number]>(SUITES[0]);
  const [print, setPrint] = useState("");
  const add = useAct((body: BankKeyInput) => money.addBankKey(bank.code, body), [["bankKeys", bank.code]], () => setPrint(""));
  const fingerprint = plainFingerprint(print);
  if (add.data?.secret) return <Once title={t("banks.secretTitle", { name: bank.name })} hint={t("banks.secretHint")} value={`${add.data.id} ${add.data.secret}`} onClose={add.reset} />;
  return (
    <Modal open onCancel={onClose} footer={null} title={t("banks.keysOf", { name: bank.name })} width={760}>
      <Await query={query} rows={4}>
        {(page) => (page.items ?? []).length === 0 ? <Nothing title={t("banks.noKeys")} hint={t("banks.noKeysHint")} /> : (
          <Table<BankKey>
            size="small" rowKey="id" dataSource={page.items ?? []} pagination={false} scroll={{ x: "max-content" }}
            columns={[
              { title: t("banks.keyKind"), render: (_, key) => <>{t(`keyKind.${key.kind}`)}<span className="second num">{key.suite || key.fingerprint.slice(0, 16)}</span></> },
              { title: t("banks.keyId"), render: (_, key) => <span className="num">{key.id}</span> },
              { title: t("sources.created"), render: (_, key) => <At iso={key.created_at} shape="minute" /> },
              { title: t("sources.state"), render: (_, key) => (key.active ? t("banks.active") : <span className="state state-closed">{t("sources.revoked")} <At iso={key.revoked_at} shape="minute" /></span>) },
              { title: t("users.acts"), render: (_, key) => (key.active ? <Revoke bank={bank.code} id={key.id} /> : null) },
            ]}
          />
        )}
      </Await>
      <div className="act-fields bank-key-add">
        <Select value={suite} onChange={setSuite} style={{ width: 150 }} aria-label={t("banks.suite")} options={SUITES.map((value) => ({ value, label: value }))} />
        <Button loading={add.isPending} onClick={() => add.mutate({ kind: "secret", suite })} data-testid="bank-key-secret">{t("banks.newSecret")}</Button>
        <Input value={print} maxLength={120} placeholder={t("banks.fingerprint")} aria-label={t("banks.fingerprint")} onChange={(event) => setPrint(event.target.value)} />
        <Button disabled={fingerprint.length !== 64} loading={add.isPending} onClick={() => add.mutate({ kind: "certificate", fingerprint })}>{t("banks.pin")}</Button>
      </div>
      <FaultNote error={add.error} onClose={add.reset} />
    </Modal>
  );
}

function Revoke({ bank, id }: { bank: string; id: string }) {
  const { t } = useTranslation();
  const revoke = useAct(() => money.revokeBankKey(bank, id), [["bankKeys", bank]]);
  return (
    <>
      <Popconfirm title={t("banks.revokeAsk")} okText={t("sources.revoke")} cancelText={t("act.cancel")} onConfirm={() => revoke.mutate(undefined)}><Button size="small" type="link" danger data-testid="bank-key-revoke">{t("sources.revoke")}</Button></Popconfirm>
      <FaultNote error={revoke.error} />
    </>
  );
}
