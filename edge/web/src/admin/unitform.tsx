import { Button, Checkbox, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Unit } from "../api/types";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";

const KINDS = ["ministry", "province", "city", "county", "station"];
type Fields = Pick<Unit, "code" | "name" | "kind" | "parent" | "area" | "phone" | "active">;

/** UnitForm adds a unit or changes one. The code of a unit never changes: records point to it. */
export function UnitForm({ unit, parent, units, onClose }: { unit?: Unit; parent?: string; units: Unit[]; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useAct(
    ({ code, name, kind, parent: under, area = "", phone = "", active }: Fields) =>
      unit
        ? api.changeUnit(unit.code, { name, kind, parent: under, area, phone, active })
        : api.addUnit({ code, name, kind, parent: under, area, phone }),
    [["units"]], onClose,
  );
  const need = [{ required: true, whitespace: true, message: t("form.missing") }];
  return (
    <Modal open onCancel={onClose} footer={null} title={unit ? t("units.change") : t("units.add")} width={480}>
      <Form<Fields> layout="vertical" initialValues={unit ?? { kind: "station", parent, active: true }} onFinish={(fields) => save.mutate(fields)}>
        <Form.Item label={t("units.code")} name="code" rules={[{ required: !unit, pattern: /^\d{12}$/, message: t("units.codeBad") }]}><Input disabled={!!unit} maxLength={12} inputMode="numeric" /></Form.Item>
        <Form.Item label={t("units.name")} name="name" rules={need}><Input maxLength={60} /></Form.Item>
        <div className="columns">
          <Form.Item label={t("units.kind")} name="kind" rules={need}><Select options={KINDS.map((value) => ({ value, label: t(`unitKind.${value}`) }))} /></Form.Item>
          <Form.Item label={t("units.parent")} name="parent" rules={need}><Select showSearch={{ optionFilterProp: "label" }} options={units.filter((each) => each.code !== unit?.code).map((each) => ({ value: each.code, label: each.name }))} /></Form.Item>
        </div>
        <div className="columns">
          <Form.Item label={t("units.area")} name="area" extra={t("units.areaHint")}><Input maxLength={200} /></Form.Item>
          <Form.Item label={t("units.phone")} name="phone"><Input maxLength={30} /></Form.Item>
        </div>
        {unit ? <Form.Item name="active" valuePropName="checked"><Checkbox>{t("units.active")}</Checkbox></Form.Item> : null}
        <FaultNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("act.save")}</Button>
      </Form>
    </Modal>
  );
}
