import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Modal, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Unit, User } from "../api/types";
import { money } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { useNow } from "../ui/now";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Once } from "./once";

const ROLES = ["operator", "officer", "stop_officer", "analyst", "leader", "joint_clerk", "bank_liaison", "system_admin", "security_admin", "audit_admin"];
const TOUCH = [["users"], ["units"]];

/** Users lists the accounts of a unit, or of all. Accounts and roles are two rights of two administrators. */
export function Users({ unit, units }: { unit: string | undefined; units: Unit[] }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery({ queryKey: ["users"], queryFn: api.users });
  const [adding, setAdding] = useState(false);
  const [roles, setRoles] = useState<User>();
  const rows = (query.data?.items ?? []).filter((user) => !unit || user.unit.code === unit);
  return (
    <>
      <header className="bar">
        <h2 className="screen-title">{t("users.title")}</h2>
        {can("unit.manage") ? <Button size="small" type="primary" onClick={() => setAdding(true)} data-testid="user-add">{t("users.add")}</Button> : null}
      </header>
      <Await query={query} rows={8}>
        {() => rows.length === 0 ? <Nothing title={t("users.none")} hint={t("users.noneHint")} /> : (
          <Table<User>
            size="small" rowKey="id" dataSource={rows} pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: "max-content" }}
            columns={[
              { title: t("users.name"), render: (_, user) => <><b>{user.name}</b><span className="second num">{user.login}</span></> },
              { title: t("users.unit"), render: (_, user) => <>{user.unit.name}{user.bank ? <span className="second num">{t("users.bank")} {user.bank}</span> : null}</> },
              { title: t("users.roles"), render: (_, user) => (user.roles ?? []).map((role) => t(`role.${role}`, { defaultValue: role })).join(t("shell.comma")) || <span className="muted">{t("users.noRoles")}</span> },
              { title: t("users.state"), render: (_, user) => <UserState user={user} /> },
              { title: t("users.lastSeen"), render: (_, user) => (user.last_seen ? <At iso={user.last_seen} shape="minute" /> : <span className="muted">{t("users.never")}</span>) },
              { title: t("users.acts"), render: (_, user) => <UserActs user={user} onRoles={() => setRoles(user)} /> },
            ]}
          />
        )}
      </Await>
      {adding ? <AddUser unit={unit} units={units} onClose={() => setAdding(false)} /> : null}
      {roles ? <RolesForm user={roles} onClose={() => setRoles(undefined)} /> : null}
    </>
  );
}

function UserState({ user }: { user: User }) {
  const { t } = useTranslation();
  const now = useNow();
  if (!user.active) return <span className="state state-closed">{t("users.disabled")}</span>;
  if (user.locked_until && Date.parse(user.locked_until) > now) return <span className="bad">{t("users.lockedUntil")} <At iso={user.locked_until} /></span>;
  return <span>{user.has_password ? t("users.active") : t("users.noPassword")}</span>;
}

function UserActs({ user, onRoles }: { user: User; onRoles: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [disabling, setDisabling] = useState(false);
  const act = useAct((what: "enable" | "unlock") => api.userAct(user.id, what), TOUCH);
  const link = useAct(() => api.newLink(user.id), TOUCH);
  return (
    <span className="acts">
      {can("role.manage") ? <Button size="small" type="link" onClick={onRoles}>{t("users.setRoles")}</Button> : null}
      {can("role.manage") && user.locked_until ? <Button size="small" type="link" onClick={() => act.mutate("unlock")}>{t("users.unlock")}</Button> : null}
      {can("unit.manage") && user.active ? (
        <>
          <Button size="small" type="link" loading={link.isPending} onClick={() => link.mutate(undefined)}>{t("users.newLink")}</Button>
          <Button size="small" type="link" danger onClick={() => setDisabling(true)}>{t("users.disable")}</Button>
        </>
      ) : null}
      {can("unit.manage") && !user.active ? <Button size="small" type="link" onClick={() => act.mutate("enable")}>{t("users.enable")}</Button> : null}
      <FaultNote error={act.error ?? link.error} onClose={() => { act.reset(); link.reset(); }} />
      {disabling ? <DisableForm user={user} onClose={() => setDisabling(false)} /> : null}
      {link.data ? <LinkOnce user={link.data.user} link={link.data.link} onClose={link.reset} /> : null}
    </span>
  );
}

/** LinkOnce hands out the one-time link of an account. */
function LinkOnce({ user, link, onClose }: { user: User; link: string; onClose: () => void }) {
  const { t } = useTranslation();
  return <Once title={t("users.linkTitle", { name: user.name })} hint={t("users.linkHint")} value={new URL(link, location.origin).href} onClose={onClose} />;
}

/** DisableForm switches an account off, with the reason on record. */
function DisableForm({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useAct(({ reason }: { reason: string }) => api.userAct(user.id, "disable", reason.trim()), TOUCH, onClose);
  return (
    <Modal open onCancel={onClose} footer={null} title={t("users.disable")} width={420}>
      <Form layout="vertical" onFinish={(fields: { reason: string }) => save.mutate(fields)}>
        <p>{t("users.disableAsk", { name: user.name })}</p>
        <Form.Item label={t("users.reason")} name="reason" rules={[{ required: true, whitespace: true, message: t("form.missing") }]}><Input maxLength={200} autoFocus /></Form.Item>
        <FaultNote error={save.error} />
        <Button type="primary" danger htmlType="submit" loading={save.isPending}>{t("users.disable")}</Button>
      </Form>
    </Modal>
  );
}

interface NewUser { login: string; name: string; unit: string; bank?: string }

/** AddUser makes an account without a password: the link lets the new user set their own, once. */
function AddUser({ unit, units, onClose }: { unit: string | undefined; units: Unit[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const banks = useQuery({ queryKey: ["banks"], queryFn: money.banks, enabled: can("bank.manage") }).data?.items ?? [];
  const save = useAct((fields: NewUser) => api.addUser({ ...fields, bank: fields.bank ?? "" }), TOUCH);
  const need = [{ required: true, whitespace: true, message: t("form.missing") }];
  if (save.data) return <LinkOnce user={save.data.user} link={save.data.link} onClose={onClose} />;
  return (
    <Modal open onCancel={onClose} footer={null} title={t("users.add")} width={420}>
      <Form layout="vertical" initialValues={{ unit }} onFinish={(fields: NewUser) => save.mutate(fields)}>
        <Form.Item label={t("users.name")} name="name" rules={need}><Input maxLength={40} autoFocus /></Form.Item>
        <Form.Item label={t("sign.login")} name="login" rules={need}><Input maxLength={64} /></Form.Item>
        <Form.Item label={t("users.unit")} name="unit" rules={need}><Select showSearch={{ optionFilterProp: "label" }} options={units.filter((each) => each.active).map((each) => ({ value: each.code, label: each.name }))} /></Form.Item>
        {banks.length > 0 ? <Form.Item label={t("users.bank")} name="bank" extra={t("users.bankHint")}><Select allowClear showSearch={{ optionFilterProp: "label" }} options={banks.map((each) => ({ value: each.code, label: each.name }))} data-testid="user-bank" /></Form.Item> : null}
        <p className="muted">{t("users.addHint")}</p>
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("users.add")}</Button>
      </Form>
    </Modal>
  );
}

function RolesForm({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useAct((fields: { roles: string[]; reason: string }) => api.setRoles(user.id, fields), TOUCH, onClose);
  return (
    <Modal open onCancel={onClose} footer={null} title={t("users.rolesOf", { name: user.name })} width={460}>
      <Form layout="vertical" initialValues={{ roles: user.roles ?? [] }} onFinish={(fields: { roles: string[]; reason: string }) => save.mutate(fields)}>
        <Form.Item label={t("users.roles")} name="roles" extra={t("users.separation")}><Select mode="multiple" options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} /></Form.Item>
        <Form.Item label={t("users.reason")} name="reason" rules={[{ required: true, whitespace: true, message: t("form.missing") }]}><Input maxLength={200} /></Form.Item>
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("act.save")}</Button>
      </Form>
    </Modal>
  );
}
