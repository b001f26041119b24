import { call, get, PAGE_ROWS, post, queryString, readPublic, seg } from "./client";
import type * as m from "./money";

export interface ClaimFilter { state?: string; standing?: string; q?: string; review?: string }
export interface StopFilter { bank?: string; state?: string; hold?: string; expiring?: string; claim?: string; q?: string; account?: string; silent?: boolean; from?: string }
export interface FreezeFilter { state?: string; claim?: string; order?: string }
export type FreezeVerb = "approve" | "decline" | "withdraw" | "ask-renewal" | "renew" | "lift";
export interface FlowFilter { from?: string; to?: string; min_fen?: number; merge?: string }
/** Which account the money went on from: one leg, everything behind an order, or an account that the officer names. */
export type Onward = { leg_id: string } | { order_id: string } | { party: m.Payee; at: string; fen: number };

/** Every call about claims, orders, objections and the banks' page. Personal data in answers is masked. */
export const money = {
  claims: (filter: ClaimFilter, cursor?: string) => get<m.Page<m.ClaimRow>>("/claims", { ...filter, cursor, limit: PAGE_ROWS }),
  claim: (id: string) => get<m.ClaimDetail>(`/claims/${seg(id)}`),
  /** The cause makes opening idempotent: sent twice after a break of the line, it opens once. */
  open: (body: m.OpenClaim) => call<m.ClaimDetail>("POST", "/claims", body, { "Idempotency-Key": body.cause ?? "" }),
  check: (body: { account: string; name: string; fen: number; at: string }) => post<m.Check>("/claims/check", body),
  extend: (id: string, onward: Onward) => post<m.ClaimDetail>(`/claims/${seg(id)}/extend`, onward),
  claimAct: (id: string, act: "confirm" | "withdraw" | "close" | "review", body: { version: number; finding?: "upheld" | "reversed"; note?: string }) =>
    post<m.ClaimDetail>(`/claims/${seg(id)}/${act}`, body),
  payers: (id: string, order: string) => get<{ items: m.Payer[] | null }>(`/claims/${seg(id)}/payers`, { order_id: order }),
  warnPayer: (id: string, payer: string) => post<void>(`/claims/${seg(id)}/payers/${seg(payer)}/warn`),

  stops: (filter: StopFilter, cursor?: string) => get<m.StopPage>("/stops", { ...filter, cursor, limit: PAGE_ROWS }),
  stopsFile: (filter: StopFilter) => `/api/v1/stops.xlsx${queryString({ ...filter })}`,
  /** Only what stands on the desk, without the ledger's rows. */
  counts: async () => (await get<m.StopPage>("/stops", { limit: 1 })).counts ?? {},
  release: (id: string, body: { fen?: number; reason: string }) => post<m.StopRow>(`/stops/${seg(id)}/release`, body),
  renew: (id: string) => post<m.StopRow>(`/stops/${seg(id)}/renew`),
  remind: (id: string) => post<m.StopRow>(`/stops/${seg(id)}/remind`),
  freeze: (id: string, body: { version: number; fen: number; basis: string; document: string; sha256: string; major: boolean }) => post<m.Freeze>(`/stops/${seg(id)}/freeze`, body),
  league: (from?: string, to?: string) => get<{ items: m.LeagueRow[] | null }>("/stops/league", { from, to }),

  flow: (claim: string, filter: FlowFilter) => get<m.Flow>(`/claims/${seg(claim)}/flow`, { ...filter }),
  flowFile: (claim: string, filter: FlowFilter) => `/api/v1/claims/${seg(claim)}/flow.xlsx${queryString({ ...filter })}`,
  banks: () => get<{ items: m.Bank[] | null }>("/banks"),
  bank: (code: string) => get<m.BankFull>(`/banks/${seg(code)}`),
  saveBank: (code: string, body: m.BankInput) => call<m.BankFull>("PUT", `/banks/${seg(code)}`, body),
  bankKeys: (code: string) => get<m.Page<m.BankKey>>(`/banks/${seg(code)}/keys`),
  addBankKey: (code: string, body: m.BankKeyInput) => post<m.NewBankKey>(`/banks/${seg(code)}/keys`, body),
  revokeBankKey: (code: string, key: string) => post<void>(`/banks/${seg(code)}/keys/${seg(key)}/revoke`),

  freezes: (filter: FreezeFilter, cursor?: string) => get<m.Page<m.Freeze>>("/freezes", { ...filter, cursor }),
  freezeAct: (id: string, act: FreezeVerb, body: m.FreezeAct) => post<m.Freeze>(`/freezes/${seg(id)}/${act}`, body),
  authority: () => get<m.Authority>("/authority"),
  setAuthority: (body: m.Authority) => call<m.Authority>("PUT", "/authority", body),
  counterAlerts: (state?: string) => get<m.Page<m.CounterAlert>>("/counter-alerts", { state }),
  answerAlert: (id: string, body: { version: number; answer: string }) => post<m.CounterAlert>(`/counter-alerts/${seg(id)}/answer`, body),
  /** Of demonstrations only: a report to be typed in. */
  demoClaim: () => get<m.DemoClaim>("/demo/claim"),

  objections: (filter: { state?: string; object?: string }, cursor?: string) => get<m.Page<m.ObjectionRow>>("/objections", { ...filter, cursor }),
  objection: (id: string) => get<m.ObjectionDetail>(`/objections/${seg(id)}`),
  decide: (id: string, body: { version: number; upheld: boolean; reason: string }) => post<m.ObjectionDetail>(`/objections/${seg(id)}/decide`, body),
  objectionFigures: () => get<m.ObjectionFigures>("/objections/figures"),

  bankOrders: (state?: string, cursor?: string) => get<m.Page<m.BankOrder>>("/bank/orders", { state, cursor }),
  bankSeen: (id: string) => post<void>(`/bank/orders/${seg(id)}/seen`),
  bankAnswer: (id: string, body: m.BankAnswer) => post<void>(`/bank/orders/${seg(id)}/answer`, body),
  bankAlerts: () => get<m.Page<m.CounterAlert>>("/bank/alerts"),
  /** The key lets the same alert be sent twice after a break of the line and be recorded once. */
  raiseAlert: (body: m.CounterAlertInput, key: string) => call<m.CounterAlert>("POST", "/bank/alerts", body, { "Idempotency-Key": key }),
  bankObjections: () => get<m.Page<m.ObjectionRow>>("/bank/objections"),
  fileObjection: (body: m.BankObjectionInput, key: string) => call<m.ObjectionRow>("POST", "/bank/objections", body, { "Idempotency-Key": key }),

  trail: (receipt: string) => readPublic<m.Trail>(`/trail/${seg(receipt)}`),
  objectionTrail: (receipt: string) => readPublic<m.ObjectionTrail>(`/objection/${seg(receipt)}`),
};
