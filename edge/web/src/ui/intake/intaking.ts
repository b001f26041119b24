import type { Bank, DemoClaim, OpenClaim } from "../../api/money";
import { accountProblem, guessBank, idOK, phoneOK, plainAccount } from "../account";
import { parseAmount } from "../amount";
import { parseMoment } from "../moment";
import { formatFen } from "../money";
import { formatTime } from "../time";

/** What an officer types about one transfer. `typedAt` is when "4 minutes ago" was typed: the minutes count from there. */
export interface PayeeDraft { amount: string; when: string; typedAt: number; account: string; name: string; bank: string; channel: string }
export type Speed = "instant" | "hours2" | "hours24";
export interface IntakeDraft {
  cause: string; startedAt: number; speed: Speed; payees: PayeeDraft[]; ownAccount: string; ownBank: string; name: string; idNumber: string; phone: string; fraud: string; brief: string;
  proofs: Proof[];
}
/** What makes a report strong: ticked by the officer, believed by nobody but the centre. */
export const PROOFS = ["phone_verified", "in_person", "signed", "voucher"] as const;
export type Proof = (typeof PROOFS)[number];

/** Channels of law (the form of 2016), with the commonest first. */
export const CHANNELS = ["mobile", "online", "third_party", "counter", "atm", "phone", "pos", "ecny", "cash", "other"];
export const SPEEDS: Speed[] = ["instant", "hours2", "hours24"];
/** The most payees that one claim can carry. */
export const PAYEES_MAX = 20;
export const BRIEF_MAX = 2000;

export const emptyPayee: PayeeDraft = { amount: "", when: "", typedAt: 0, account: "", name: "", bank: "", channel: CHANNELS[0] };
export const emptyIntake: IntakeDraft = {
  cause: "", startedAt: 0, speed: "instant", payees: [emptyPayee], ownAccount: "", ownBank: "", name: "", idNumber: "", phone: "", fraud: "", brief: "", proofs: [],
};

export interface ReadPayee { fen?: number; at?: string; account: string; bank: string; guessed?: Bank; doubt: boolean }

/** readPayee understands what was typed about one transfer. */
export function readPayee(payee: PayeeDraft, banks: Bank[], nowMs: number): ReadPayee {
  const account = plainAccount(payee.account);
  const guessed = guessBank(account, banks);
  return {
    fen: parseAmount(payee.amount), at: parseMoment(payee.when, payee.typedAt || nowMs), account, guessed, bank: payee.bank || guessed?.code || "",
    doubt: accountProblem(account) === "luhn",
  };
}

export type FieldName = "amount" | "when" | "account" | "payeeName" | "bank" | "name" | "id" | "phone" | "ownAccount";

/** missingOf lists what a payee still lacks of the four fields that the bank compares, and its bank. */
export function missingOf(payee: PayeeDraft, banks: Bank[], nowMs: number): FieldName[] {
  const read = readPayee(payee, banks, nowMs);
  const out: FieldName[] = [];
  if (read.fen === undefined) out.push("amount");
  if (read.at === undefined) out.push("when");
  const problem = accountProblem(read.account);
  if (problem === "short" || problem === "signs") out.push("account");
  if (payee.name.trim() === "") out.push("payeeName");
  if (read.bank === "" && !out.includes("account")) out.push("bank");
  return out;
}

/** missingPerson lists what is missing of the victim: a name, and an identity number or a phone that is right. The caller's number is one. */
export function missingPerson(form: IntakeDraft, caller = ""): FieldName[] {
  const out: FieldName[] = [];
  if (form.name.trim() === "") out.push("name");
  const id = form.idNumber.trim();
  const phone = form.phone.trim();
  if (id !== "" && !idOK(id)) out.push("id");
  if (phone !== "" && !phoneOK(phone)) out.push("phone");
  if (id === "" && phone === "" && caller === "") out.push("id");
  return out;
}

/** What a claim grows out of: a warning, or a call whose number the centre knows. */
export interface Origin { warning?: string; ticket?: string }

/** openBody is what is sent. It must only be called when nothing is missing. */
export function openBody(form: IntakeDraft, banks: Bank[], nowMs: number, { warning, ticket }: Origin = {}): OpenClaim {
  const own = plainAccount(form.ownAccount);
  const ownBank = form.ownBank || guessBank(own, banks)?.code || "";
  const proofs = form.proofs ?? [];
  return {
    cause: form.cause, source: ticket ? "hotline" : warning ? "warning" : "desk", fraud: form.fraud || "other", brief: form.brief.trim(), phone_verified: proofs.includes("phone_verified"), in_person: proofs.includes("in_person"), signed: proofs.includes("signed"), ...(warning ? { warning_id: warning } : {}), ...(ticket ? { ticket_id: ticket } : {}),
    victim: { name: form.name.trim(), id_number: plainAccount(form.idNumber), phone: form.phone.replace(/[\s-]/g, "") },
    payments: form.payees.map((payee) => {
      const read = readPayee(payee, banks, nowMs);
      return {
        ...(ownBank ? { bank: ownBank } : {}), ...(own ? { account: own } : {}), at: read.at ?? "", fen: read.fen ?? 0, channel: payee.channel, ...(proofs.includes("voucher") ? { voucher: true } : {}),
        payee: { bank: read.bank, account: read.account, name: payee.name.trim(), kind: "person" },
      };
    }),
  };
}

/** demoDraft types an invented report in, as an officer would have typed it. */
export function demoDraft(demo: DemoClaim): Partial<IntakeDraft> {
  const payments = demo.payments ?? [];
  const proofs = PROOFS.filter((proof) => (proof === "voucher" ? payments.some((each) => each.voucher) : proof !== "in_person" && demo[proof]));
  return {
    payees: payments.map((each) => ({
      ...emptyPayee, amount: formatFen(each.fen), when: formatTime(each.at, "full"), account: each.payee.account, name: each.payee.name, bank: each.payee.bank, channel: each.channel,
    })),
    ownAccount: payments[0]?.account ?? "", ownBank: payments[0]?.bank ?? "", name: demo.victim.name, idNumber: demo.victim.id_number, phone: demo.victim.phone, fraud: demo.fraud, brief: demo.brief, proofs,
  };
}

/** firstPaid is the earliest transfer typed so far: the big clock runs from it. */
export function firstPaid(form: IntakeDraft, nowMs: number): number | undefined {
  const all = form.payees.map((payee) => Date.parse(parseMoment(payee.when, payee.typedAt || nowMs) ?? "")).filter((at) => !Number.isNaN(at));
  return all.length === 0 ? undefined : Math.min(...all);
}

/** totalFen is the sum of what was typed so far. */
export const totalFen = (form: IntakeDraft): number => form.payees.reduce((sum, payee) => sum + (parseAmount(payee.amount) ?? 0), 0);
