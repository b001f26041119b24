import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { FaultNote, Nothing } from "../ui/states";
import { SignFrame } from "./frame";
import { PASSWORD_CLASSES, PASSWORD_MIN, passwordProblem } from "./rules";

/** NewPassword is the pair of fields for a new password, with its rules in words. */
export function NewPassword({ name = "password" }: { name?: string | (string | number)[] }) {
  const { t } = useTranslation();
  const check = (_: unknown, value: string | undefined) => {
    const problem = passwordProblem(value ?? "");
    return problem ? Promise.reject(new Error(t(`password.${problem}`, { count: PASSWORD_MIN, classes: PASSWORD_CLASSES }))) : Promise.resolve();
  };
  return (
    <Form.Item
      label={t("password.new")} name={name} rules={[{ validator: check }]} validateTrigger="onBlur"
      extra={t("password.rules", { count: PASSWORD_MIN, classes: PASSWORD_CLASSES })}
    >
      <Input.Password autoComplete="new-password" maxLength={200} />
    </Form.Item>
  );
}

/** Password is where a one-time link leads: the new user sets their own password, nobody else ever knows it. */
export function Password() {
  const { t } = useTranslation();
  const { token } = useSearch({ from: "/password" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (form: { password: string }) => api.password({ token, new: form.password }),
    onSuccess: () => {
      client.removeQueries({ queryKey: ["session"] });
      void navigate({ to: "/login", search: { why: "passwordSet" }, replace: true });
    },
  });
  if (!token) return <SignFrame title={t("password.title")}><Nothing title={t("password.noLink")} hint={t("password.noLinkHint")} /></SignFrame>;
  return (
    <SignFrame title={t("password.title")}>
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
