import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Form, Input, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { SetupCommand } from "../api/types";
import { FaultNote, Nothing } from "../ui/states";
import { SignFrame } from "./frame";
import { NewPassword } from "../ui/newpassword";

/** The three separated administrators, who must be three persons. */
const ADMINS = ["system_admin", "security_admin", "audit_admin"] as const;

/** Setup is the first page of a new centre: its name and its three administrators. */
export function Setup() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: "/setup" });
  const open = useQuery({ queryKey: ["setup", token], queryFn: () => api.setupOpen(token ?? ""), enabled: !!token, retry: false });
  if (!token) return <SignFrame title={t("setup.title")}><Nothing title={t("setup.noLink")} hint={t("setup.noLinkHint")} /></SignFrame>;
  return (
    <SignFrame title={t("setup.title")} wide>
      {open.isPending ? <Skeleton active /> : open.data?.ok ? <SetupForm token={token} /> : null}
      {open.isError ? <FaultNote error={open.error} /> : null}
      {open.data?.ok === false ? <Nothing title={t("setup.noLink")} hint={t("setup.noLinkHint")} /> : null}
    </SignFrame>
  );
}

type SetupFields = Omit<SetupCommand, "token" | "accounts"> & { accounts: { login: string; name: string; password: string }[] };

function SetupForm({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (form: SetupFields) =>
      api.setup({
        token, unit_code: form.unit_code, unit_name: form.unit_name,
        accounts: form.accounts.map((account, i) => ({ ...account, role: ADMINS[i] })),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["site"] });
      void navigate({ to: "/login", replace: true });
    },
  });
  const need = (message: string) => [{ required: true, whitespace: true, message }];
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(form: SetupFields) => save.mutate(form)}>
      <p className="muted">{t("setup.hint")}</p>
      <div className="columns">
        <Form.Item label={t("setup.unitName")} name="unit_name" rules={need(t("setup.unitNameMissing"))}>
          <Input maxLength={60} placeholder={t("setup.unitNameHint")} autoFocus />
        </Form.Item>
        <Form.Item label={t("setup.unitCode")} name="unit_code" extra={t("setup.unitCodeHint")} rules={[{ required: true, pattern: /^(\d{6}|\d{12})$/, message: t("setup.unitCodeBad") }]}>
          <Input maxLength={12} inputMode="numeric" />
        </Form.Item>
      </div>
      <div className="columns columns-3">
        {ADMINS.map((role, i) => (
          <fieldset key={role} className="card">
            <legend>{t(`role.${role}`)}</legend>
            <p className="muted">{t(`setup.may.${role}`)}</p>
            <Form.Item label={t("users.name")} name={["accounts", i, "name"]} rules={need(t("users.nameMissing"))}><Input maxLength={40} /></Form.Item>
            <Form.Item label={t("sign.login")} name={["accounts", i, "login"]} rules={need(t("sign.loginMissing"))}><Input maxLength={64} autoComplete="off" /></Form.Item>
            <NewPassword name={["accounts", i, "password"]} />
          </fieldset>
        ))}
      </div>
      <FaultNote error={save.error} />
      <Button type="primary" htmlType="submit" size="large" loading={save.isPending}>{t("setup.save")}</Button>
    </Form>
  );
}
