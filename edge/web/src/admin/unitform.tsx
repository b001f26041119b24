import { Button, Checkbox, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Unit } from "../api/types";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";

interface Fields { code: string; name: string; areas?: string; phone?: string; active?: boolean }

/** areasOf reads place codes separated by commas, spaces or line breaks. */
export function areasOf(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((code) => code !== "");
}

/** UnitForm adds a unit or changes one. The code of a unit never changes: records point to it. */
export function UnitForm({ unit, onClose }: { unit?: Unit; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useAct(
    ({ code, name, areas = "", phone = "", active = true }: Fields) =>
      unit
        ? api.changeUnit(unit.code, { name, areas: areasOf(areas), phone, active, version: unit.version })
        : api.addUnit({ code, name, areas: areasOf(areas), phone }),
    [["units"]], onClose,
  );
  const need = [{ required: true, whitespace: true, message: t("form.missing") }];
  return (
    <Modal open onCancel={onClose} footer={null} title={unit ? t("units.change") : t("units.add")} width={480}>
      <Form<Fields> layout="vertical" initialValues={unit ? { ...unit, areas: (unit.areas ?? []).join(", ") } : {}} onFinish={(fields) => save.mutate(fields)}>
        <Form.Item label={t("units.code")} name="code" extra={unit ? undefined : t("units.codeHint")} rules={[{ required: !unit, pattern: /^\d{12}$/, message: t("units.codeBad") }]}><Input disabled={!!unit} maxLength={12} inputMode="numeric" /></Form.Item>
        <Form.Item label={t("units.name")} name="name" rules={need}><Input maxLength={60} /></Form.Item>
        <div className="columns">
          <Form.Item label={t("units.area")} name="areas" extra={t("units.areaHint")}><Input maxLength={2000} /></Form.Item>
          <Form.Item label={t("units.phone")} name="phone"><Input maxLength={30} /></Form.Item>
        </div>
        {unit ? <Form.Item name="active" valuePropName="checked"><Checkbox>{t("units.active")}</Checkbox></Form.Item> : null}
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("act.save")}</Button>
      </Form>
    </Modal>
  );
}
