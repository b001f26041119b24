import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Bank, Check } from "../../api/money";
import { useLang } from "../../i18n";
import { formatFen } from "../money";
import { serverNow } from "../now";
import { formatTime } from "../time";
import { Field, FlowInput, FlowSelect } from "../field";
import { CHANNELS, missingOf, readPayee, SPEEDS, type PayeeDraft, type Speed } from "./intaking";

/** PayeeFields are the fields of one transfer: what the bank compares, and how it went. */
export function PayeeFields({ at, payee, banks, tried, check, speed, setSpeed, set, remove }: {
  at: number; payee: PayeeDraft; banks: Bank[]; tried: boolean; check: Check | undefined; speed: Speed; setSpeed: (speed: Speed) => void;
  set: (change: Partial<PayeeDraft>) => void; remove?: () => void;
}) {
  const { t } = useTranslation();
  const now = serverNow();
  const read = readPayee(payee, banks, now);
  const missing = missingOf(payee, banks, now);
  const wrong = (name: (typeof missing)[number], typed: string) => (missing.includes(name) && (tried || (typed !== "" && name !== "account" && name !== "bank")) ? t(`intake.wrong.${name}`) : undefined);
  const input = (name: "amount" | "account" | "name", field: (typeof missing)[number], mode: "decimal" | "numeric" | "text", max: number) => (
    <FlowInput value={payee[name]} onChange={(text) => set({ [name]: text })} testid={`payee-${name}-${at}`} wrong={wrong(field, payee[name]) !== undefined} mode={mode} max={max} placeholder={t(`intake.hint.${name}`)} />
  );
  return (
    <fieldset className="card intake-card" data-testid="payee">
      <legend>{t("intake.payee", { count: at + 1 })}{remove ? <Button size="small" type="text" onClick={remove} aria-label={t("act.remove")}>×</Button> : null}</legend>
      <div className="fields">
        <Field label={t("intake.amount")} wrong={wrong("amount", payee.amount)} note={read.fen === undefined ? null : <b className="num">{formatFen(read.fen)}</b>}>{input("amount", "amount", "decimal", 24)}</Field>
        <Field label={t("intake.when")} wrong={wrong("when", payee.when)} note={read.at ? <b className="num">{formatTime(read.at, "full")}</b> : null}>
          <FlowInput value={payee.when} onChange={(when) => set({ when, typedAt: now })} testid={`payee-when-${at}`} wrong={wrong("when", payee.when) !== undefined} max={30} placeholder={t("intake.hint.when")} />
        </Field>
        <Field label={t("intake.account")} wrong={wrong("account", payee.account)} note={read.doubt ? <span className="doubt">⚠ {t("intake.luhn")}</span> : read.account.length >= 13 && missing.every((each) => each !== "account") ? <span className="good">✓ {t("intake.accountOk", { count: read.account.length })}</span> : null}>
          {input("account", "account", "numeric", 40)}
        </Field>
        <Field label={t("intake.payeeName")} wrong={wrong("payeeName", payee.name)}>{input("name", "payeeName", "text", 60)}</Field>
        <Field label={t("intake.bank")} wrong={wrong("bank", payee.bank)} note={read.guessed && payee.bank === "" ? t("intake.guessed", { prefix: read.account.slice(0, 6) }) : null}>
          <FlowSelect
            value={read.bank} onChange={(bank) => set({ bank })} options={banks.map((bank) => ({ value: bank.code, text: bank.name }))} testid={`payee-bank-${at}`}
            flow={read.bank === ""} wrong={tried && missing.includes("bank")} empty={t("intake.chooseBank")}
          />
        </Field>
        <Field label={t("intake.channel")}>
          <FlowSelect value={payee.channel} onChange={(channel) => set({ channel })} options={CHANNELS.map((value) => ({ value, text: t(`payChannel.${value}`) }))} testid={`payee-channel-${at}`} />
        </Field>
      </div>
      {at === 0 ? <SpeedFork speed={speed} setSpeed={setSpeed} /> : null}
      {check ? <CheckNote check={check} /> : null}
    </fieldset>
  );
}

/** SpeedFork asks how the transfer was set: what has not been carried out yet is cancelled by the victim's own bank, and faster than by us. */
function SpeedFork({ speed, setSpeed }: { speed: Speed; setSpeed: (speed: Speed) => void }) {
  const { t } = useTranslation();
  return (
    <div className="speed">
      <div className="choice" role="radiogroup" aria-label={t("intake.speed")}>
        <span className="field-label">{t("intake.speed")}</span>
        {SPEEDS.map((value) => (
          <label key={value} className={value === speed ? "chip chip-on" : "chip"}>
            <input type="radio" name="speed" className="sr-only" checked={value === speed} onChange={() => setSpeed(value)} data-testid={`speed-${value}`} />{t(`speed.${value}`)}
          </label>
        ))}
      </div>
      {speed === "instant" ? null : (
        <div className="delayed-card" role="alert" data-testid="delayed-card">
          <b>{t("delayed.title")}</b>
          <p>{t("delayed.say", { hours: speed === "hours2" ? 2 : 24 })}</p>
          <p className="muted">{t("delayed.then")}</p>
        </div>
      )}
    </div>
  );
}

/** CheckNote is what the centre knows of the four fields before anything is sent. */
function CheckNote({ check }: { check: Check }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const problems = check.problems ?? [];
  const duplicates = check.duplicates ?? [];
  return (
    <div className="check-note" data-testid="check-note">
      {check.ok ? <span className="good">✓ {t("check.ok")}</span> : null}
      {problems.map((each, i) => <span key={i} className="bad">✗ {t(`check.field.${each.field}`, { defaultValue: each.field })}{t("shell.colon")}{pick(each.zh, each.en)}</span>)}
      {duplicates.map((each) => <span key={each.claim_number} className="doubt">⚠ {t("check.duplicate", { number: each.claim_number })}{each.held_fen > 0 ? ` ${t("check.held", { amount: formatFen(each.held_fen) })}` : ""}</span>)}
      {check.stops_used > 0 ? <span className="doubt">⚠ {t("check.used", { count: check.stops_used })}</span> : null}
    </div>
  );
}
