import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { PASSWORD_CLASSES, PASSWORD_MIN, passwordProblem } from "./passwordrules";

/** NewPassword is the field for a new password, with its rules in words. */
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
