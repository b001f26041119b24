import { useMutation } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { NewPassword } from "../ui/newpassword";
import { FaultNote } from "../ui/states";

/** ChangePassword lets a user replace their own password. */
export function ChangePassword({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: (form: { old: string; password: string }) => api.changePassword({ old: form.old, new: form.password }),
    onSuccess: () => {
      void message.success(t("password.changed"));
      onClose();
    },
  });
  return (
    <Modal open onCancel={onClose} footer={null} title={t("password.change")} width={400} destroyOnHidden>
      <Form layout="vertical" requiredMark={false} onFinish={(form: { old: string; password: string }) => save.mutate(form)}>
        <Form.Item label={t("password.old")} name="old" rules={[{ required: true, message: t("sign.passwordMissing") }]}>
          <Input.Password autoComplete="current-password" maxLength={200} autoFocus />
        </Form.Item>
        <NewPassword />
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("password.change")}</Button>
      </Form>
    </Modal>
  );
}
