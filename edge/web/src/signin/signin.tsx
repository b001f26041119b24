import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { DemoLogin, Session } from "../api/types";
import { setServerTime } from "../ui/now";
import { useSite } from "../ui/session";
import { FaultNote } from "../ui/states";
import { SignFrame } from "./frame";

/** safeNext keeps the way back inside the console: an address from elsewhere leads home. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

/** useEnter takes a fresh session into use and goes where the user was going. */
export function useEnter(): (session: Session) => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { next?: string };
  return (session) => {
    setServerTime(session.server_time);
    client.setQueryData(["session"], session);
    void navigate({ href: safeNext(search.next), replace: true });
  };
}

export function SignIn() {
  const { t } = useTranslation();
  const site = useSite();
  const enter = useEnter();
  const { why } = useSearch({ from: "/login" });
  const signIn = useMutation({
    mutationFn: (form: { login: string; password: string }) => api.signIn(form.login.trim(), form.password),
    onSuccess: enter,
  });
  const demo = useMutation({ mutationFn: (login: string) => api.signInDemo(login), onSuccess: enter });
  return (
    <SignFrame title={t("sign.title")}>
      {why === "idle" || why === "expired" || why === "passwordSet" ? <Alert className="fault-note" type="info" showIcon title={t(`sign.${why}`)} /> : null}
      <Form layout="vertical" requiredMark={false} onFinish={(form: { login: string; password: string }) => signIn.mutate(form)}>
        <Form.Item label={t("sign.login")} name="login" rules={[{ required: true, message: t("sign.loginMissing") }]}>
          <Input autoFocus autoComplete="username" maxLength={64} data-testid="login-name" size="large" />
        </Form.Item>
        <Form.Item label={t("sign.password")} name="password" rules={[{ required: true, message: t("sign.passwordMissing") }]}>
          <Input.Password autoComplete="current-password" maxLength={200} data-testid="login-password" size="large" />
        </Form.Item>
        <FaultNote error={signIn.error ?? demo.error} />
        <Button type="primary" htmlType="submit" block size="large" loading={signIn.isPending} data-testid="login-submit">
          {t("sign.enter")}
        </Button>
      </Form>
      {site?.demo ? <DemoLogins logins={site.demo_logins ?? []} busy={demo.isPending} choose={demo.mutate} /> : null}
    </SignFrame>
  );
}

function DemoLogins({ logins, busy, choose }: { logins: DemoLogin[]; busy: boolean; choose: (login: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className="demo-logins">
      <h2 className="section-title">{t("sign.demo")}</h2>
      <p className="muted">{t("sign.demoHint")}</p>
      {logins.map((each) => (
        <button key={each.login} type="button" className="demo-login" disabled={busy} onClick={() => choose(each.login)} data-testid={`demo-login-${each.login}`}>
          <b>{t(`role.${each.role}`, { defaultValue: each.role })}</b>
          <span className="muted">{each.unit_name}</span>
          <span>{each.name}</span>
        </button>
      ))}
    </section>
  );
}
