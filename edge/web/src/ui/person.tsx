import { useMutation } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Person, RevealField } from "../api/types";
import { useSession } from "./session";
import { FaultNote } from "./states";

/** How long an unmasked value stays on screen. */
export const REVEAL_SECONDS = 60;
/** A reason shorter than this says nothing. */
export const REASON_MIN = 4;

/** saidTwice: the place has no name but that of the unit, which the same line names. It is shown where the unit's column is hidden. */
export function saidTwice(person: Person, unit?: { name: string }): boolean {
  return unit !== undefined && (person.place_name || person.place) === unit.name;
}

/** PersonLine is a person as every list shows them: masked name and number, place. */
export function PersonLine({ person, unit }: { person: Person; unit?: { name: string } }) {
  const { t } = useTranslation();
  return (
    <span className="person-line">
      <b>{person.name || t("person.noName")}</b>
      <span className="num">{person.phone}</span>
      <span className={saidTwice(person, unit) ? "muted place-twice" : "muted"}>{person.place_name || person.place}</span>
    </span>
  );
}

/** phonesOf finds the numbers in a revealed value, for the dialler. Mainland mobiles are said and dialled without the country code. */
export function phonesOf(value: string): string[] {
  return value.match(/\+?\d[\d -]{5,}\d/g)?.map((n) => n.replace(/[ -]/g, "").replace(/^\+86(?=1\d{10}$)/, "")) ?? [];
}

/** Reveal shows a masked value and, on request with a reason, the full one for a minute. Every request is logged. */
export function Reveal({ target, warning, field, masked, big = false }: {
  target: string; warning: string; field: RevealField; masked: string; big?: boolean;
}) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<{ value: string; left: number }>();
  useEffect(() => setShown(undefined), [target, field]);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(shown.left > 1 ? { ...shown, left: shown.left - 1 } : undefined), 1000);
    return () => clearTimeout(timer);
  }, [shown]);
  if (shown) return <Revealed value={shown.value} left={shown.left} field={field} big={big} hide={() => setShown(undefined)} />;
  return (
    <span className="reveal">
      <span className="num">{masked || t("person.unknown")}</span>
      {can("person.reveal") && warning !== "" ? (
        <Button size={big ? "large" : "small"} type={big ? "default" : "link"} onClick={() => setAsking(true)} data-testid={`reveal-${field}`}>
          {big && field === "phone" ? t("reveal.call") : t("reveal.show")}
        </Button>
      ) : null}
      <RevealDialog
        open={asking}
        onClose={() => setAsking(false)}
        onShown={(value) => setShown({ value, left: REVEAL_SECONDS })}
        target={target}
        warning={warning}
        field={field}
      />
    </span>
  );
}

function Revealed(props: { value: string; left: number; field: RevealField; big: boolean; hide: () => void }) {
  const { t } = useTranslation();
  const phones = props.field === "phone" ? phonesOf(props.value) : [];
  return (
    <span className="reveal reveal-open">
      {phones.length === 0 ? <b className="num">{props.value}</b> : phones.map((phone) => (
        <a key={phone} className={props.big ? "call-button" : "num"} href={`tel:${phone}`} data-testid="reveal-value">
          {props.big ? t("reveal.dial", { phone }) : phone}
        </a>
      ))}
      <button type="button" className="link muted num" onClick={props.hide}>
        {t("reveal.hideIn", { count: props.left })}
      </button>
    </span>
  );
}

function RevealDialog(props: {
  open: boolean; onClose: () => void; onShown: (value: string) => void; target: string; warning: string; field: RevealField;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const ask = useMutation({
    mutationFn: () => api.reveal(props.target, { field: props.field, reason: reason.trim(), warning_id: props.warning }),
    onSuccess: (answer) => {
      setReason("");
      props.onShown(answer.value);
      props.onClose();
    },
  });
  const ready = reason.trim().length >= REASON_MIN && !ask.isPending;
  const usual = ["call", "visit", "verify"] as const;
  return (
    <Modal
      open={props.open}
      onCancel={props.onClose}
      onOk={() => ready && ask.mutate()}
      okText={t("reveal.show")}
      cancelText={t("act.cancel")}
      okButtonProps={{ disabled: !ready, loading: ask.isPending }}
      title={t(`reveal.title.${props.field}`)}
      width={420}
      destroyOnHidden
    >
      <p className="muted">{t("reveal.logged", { count: REVEAL_SECONDS })}</p>
      <div className="chips" role="group" aria-label={t("reveal.usual")}>
        {usual.map((key) => (
          <Button key={key} onClick={() => setReason(t(`reveal.reason.${key}`))}>{t(`reveal.reason.${key}`)}</Button>
        ))}
      </div>
      <Input.TextArea
        autoFocus
        rows={2}
        maxLength={200}
        value={reason}
        aria-label={t("reveal.reasonLabel")}
        placeholder={t("reveal.reasonHint", { count: REASON_MIN })}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={(event) => {
          event.preventDefault();
          if (ready) ask.mutate();
        }}
      />
      <FaultNote error={ask.error} />
    </Modal>
  );
}
