import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { NewPassword } from "../ui/newpassword";
import { FaultNote, Nothing } from "../ui/states";
import { SignFrame } from "./frame";

/** Password is where a one-time link leads: the new user sets their own password, nobody else ever knows it. */
export function Password() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: "/password" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const owner = useQuery({ queryKey: ["password-link", token], queryFn: () => api.passwordOwner(token ?? ""), enabled: !!token, retry: false });
  const save = useMutation({
    mutationFn: (form: { password: string }) => api.setPassword({ token: token ?? "", new: form.password }),
    onSuccess: () => {
      client.removeQueries({ queryKey: ["session"] });
      void navigate({ to: "/login", search: { why: "passwordSet" }, replace: true });
    },
  });
  if (!token) return <SignFrame title={t("password.title")}><Nothing title={t("password.noLink")} hint={t("password.noLinkHint")} /></SignFrame>;
  if (owner.isError) return <SignFrame title={t("password.title")}><FaultNote error={owner.error} /></SignFrame>;
  return (
    <SignFrame title={t("password.title")}>
      {owner.data?.name ? <p><b>{owner.data.name}</b> <span className="num muted">{owner.data.login}</span></p> : null}
      <p className="muted">{t("password.hint")}</p>
      <Form layout="vertical" requiredMark={false} onFinish={(form: { password: string }) => save.mutate(form)}>
        <NewPassword />
        <Form.Item
          label={t("password.again")} name="again" dependencies={["password"]}
          rules={[({ getFieldValue }) => ({
            validator: (_, value) => (value === getFieldValue("password") ? Promise.resolve() : Promise.reject(new Error(t("password.differs")))),
          })]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" block size="large" loading={save.isPending}>{t("password.save")}</Button>
      </Form>
    </SignFrame>
  );
}
