import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Source } from "../api/types";
import { useAct } from "../ui/act";
import { useSession } from "../ui/session";
import { At } from "../ui/clock";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Once } from "./once";
import { Progress } from "./progress";

const TOUCH = [["sources"]];
/** What a new source may send per second unless told otherwise. */
const QUOTA_DEFAULT = 1000;

/** Sources (接入来源) are the partners that send signals, each with its own key and quota. */
export function Sources() {
  const { t } = useTranslation();
  const { can } = useSession();
  const keeps = can("source.manage");
  const query = useQuery({ queryKey: ["sources"], queryFn: api.sources });
  const [adding, setAdding] = useState(false);
  const rows = query.data?.items ?? [];
  return (
    <div className="page">
      <header className="bar">
        <h1 className="screen-title">{t("menu.sources")}</h1>
        {keeps ? <Button size="small" type="primary" onClick={() => setAdding(true)} data-testid="source-add">{t("sources.add")}</Button> : null}
      </header>
      <Await query={query} rows={6}>
        {() => rows.length === 0 ? <Nothing title={t("sources.none")} hint={t("sources.noneHint")} /> : (
          <Table<Source>
            size="small" rowKey="name" dataSource={rows} pagination={false} scroll={{ x: "max-content" }}
            columns={[
              { title: t("sources.name"), render: (_, s) => <><b>{s.title}</b><span className="second num">{s.name}</span></> },
              { title: t("sources.quota"), align: "right", render: (_, s) => <span className="num">{s.quota_per_s > 0 ? s.quota_per_s : "∞"}</span> },
              { title: t("sources.state"), render: (_, s) => (s.active ? t("sources.active") : <span className="state state-closed">{t("sources.revoked")}</span>) },
              { title: t("sources.created"), render: (_, s) => <At iso={s.created_at} shape="minute" /> },
              { title: t("sources.revokedAt"), render: (_, s) => <At iso={s.revoked_at} shape="minute" /> },
              ...(keeps ? [{ title: t("users.acts"), render: (_: unknown, s: Source) => (s.active ? <Revoke source={s} /> : null) }] : []),
            ]}
          />
        )}
      </Await>
      <Progress />
      {adding ? <AddSource onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

function Revoke({ source }: { source: Source }) {
  const { t } = useTranslation();
  const revoke = useAct(() => api.revokeSource(source.name), TOUCH);
  return (
    <>
      <Popconfirm title={t("sources.revokeAsk", { name: source.title })} okText={t("sources.revoke")} cancelText={t("act.cancel")} onConfirm={() => revoke.mutate(undefined)}>
        <Button size="small" type="link" danger>{t("sources.revoke")}</Button>
      </Popconfirm>
      <FaultNote error={revoke.error} />
    </>
  );
}

function AddSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const save = useAct((fields: { name: string; title: string; quota_per_s: number }) => api.addSource(fields), TOUCH);
  if (save.data) return <Once title={t("sources.keyTitle")} hint={t("sources.keyHint")} value={save.data.key} onClose={onClose} />;
  return (
    <Modal open onCancel={onClose} footer={null} title={t("sources.add")} width={420}>
      <Form layout="vertical" initialValues={{ quota_per_s: QUOTA_DEFAULT }} onFinish={(fields: { name: string; title: string; quota_per_s: number }) => save.mutate(fields)}>
        <Form.Item label={t("sources.title")} name="title" rules={[{ required: true, whitespace: true, message: t("form.missing") }]}><Input maxLength={60} autoFocus /></Form.Item>
        <Form.Item label={t("sources.code")} name="name" extra={t("sources.codeHint")} rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_-]{1,31}$/, message: t("sources.codeBad") }]}><Input maxLength={32} /></Form.Item>
        <Form.Item label={t("sources.quota")} name="quota_per_s" rules={[{ required: true, message: t("form.missing") }]}><InputNumber min={1} max={1_000_000} precision={0} style={{ width: "100%" }} /></Form.Item>
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("sources.add")}</Button>
      </Form>
    </Modal>
  );
}
