/**
 * The money side of the console's HTTP interface: claims, stop orders, flow of funds, objections, the banks' own page.
 * Times are RFC 3339 UTC strings ("" when unset), money is integer fen, names and accounts arrive masked.
 */

export type ClaimState = "open" | "closed" | "withdrawn";
export type Standing = "provisional" | "confirmed" | "lapsed";
export type OrderState = "sealed" | "sent" | "seen" | "answered" | "refused" | "cancelled";
export type HoldState = "" | "holding" | "releasing" | "released" | "expired" | "frozen";
export type Result = "" | "seen" | "held" | "partially_held" | "not_held" | "refused" | "failed";

export interface Ref { code: string; name: string }
export interface Said { code: string; zh: string; en: string }
export interface Page<T> { items: T[] | null; next: string }

export interface Payee { bank: string; bank_name?: string; account: string; name: string; kind: string }
export interface VictimInput { name: string; id_number: string; phone: string }
export interface PaymentInput { bank?: string; account?: string; ref?: string; at: string; fen: number; channel: string; payee: Payee }
export interface OpenClaim {
  cause: string; source: string; fraud: string; brief: string; warning_id?: string; victim: VictimInput; payments: PaymentInput[];
}

export interface ClaimRow {
  id: string; number: string; receipt: string; unit: Ref; state: ClaimState; standing: Standing; confirm_by: string; strength: number;
  reasons: Said[] | null; source: string; fraud: string; brief: string; victim: VictimInput;
  loss_fen: number; held_fen: number; exit_fen: number; back_fen: number; followed_fen: number;
  opened_at: string; opened_by: string; first_paid_at: string; first_held_at: string; orders: number; answered: number; layers: number;
  review_by: string; reviewed_at: string; finding: string; expiring_at: string; version: number;
}

export interface Payment { id: string; bank: string; bank_name: string; account: string; at: string; fen: number; channel: string; payee: Payee }
export interface Leg {
  id: string; order_id: string; from: string; to: Payee; code: string; code_zh: string; code_en: string; exit: boolean;
  at: string; fen: number; ref: string; place: string; mode: string;
}
export interface StopRow {
  id: string; number: string; claim_id: string; claim_number: string; parent: string; layer: number; bank: string; bank_name: string;
  account: string; name: string; kind: string; mode: string; fen: number; floor_fen: number; evidence: number; count: number;
  state: OrderState; result: Result; refusal: string; refusal_zh: string; refusal_en: string; held_fen: number; executed_at: string;
  expires_at: string; hold_state: HoldState; sealed_at: string; sent_at: string; seen_at: string; answered_at: string; seen_by: string;
  answer_by: string; reminders: number; escalated_at: string; duplicate_of: string[] | null; basis_zh: string; basis_en: string; version: number;
}
export interface Conservation { in_fen: number; held_fen: number; exit_fen: number; followed_fen: number; unknown_fen: number; balanced: boolean }
export interface HistoryLine { at: string; actor: string; text_zh: string; text_en: string }
/** ClaimDetail is a claim with all that is known of it; its orders are the orders themselves, where a row has their number. */
export interface ClaimDetail extends Omit<ClaimRow, "orders"> {
  payments: Payment[] | null; orders: StopRow[] | null; legs: Leg[] | null; conservation: Conservation; history: HistoryLine[] | null;
  /** Known onward accounts that are not ordered yet. */
  candidates: Leg[] | null;
}

export interface CheckProblem { field: string; zh: string; en: string }
export interface Check {
  ok: boolean; bank: string; bank_name: string; luhn_ok: boolean; problems: CheckProblem[] | null;
  duplicates: { claim_number: string; state: string; held_fen: number }[] | null; stops_used: number;
}
export interface Bank { code: string; name: string; kind: string; prefixes: string[] | null; channel: string }

export interface Payer { id: string; person: { id: string; name: string; phone: string; place_name?: string }; account: string; fen: number; at: string; warned: boolean }
export interface StopPage extends Page<StopRow> { counts: Record<string, number> | null }
export interface LeagueRow {
  bank: string; bank_name: string; orders: number; seen_p50_s: number; seen_p90_s: number; answered_p50_s: number; answered_p90_s: number;
  held_fen: number; asked_fen: number; refused: number; silent: number;
}

export interface FlowNode {
  id: string; label: string; bank_name: string; layer: number; kind: string; exit: string; held_fen: number; tainted_fen: number; arrived: string;
}
export interface FlowLink { source: string; target: string; fen: number; tainted_fen: number; at: string; count: number }
export interface Exit extends Said { fen: number; count: number }
export interface Flow { nodes: FlowNode[] | null; links: FlowLink[] | null; exits: Exit[] | null; conservation: Conservation; truncated: boolean }

export type ObjectionState = "open" | "upheld" | "refused";
export interface ObjectionRow {
  id: string; number: string; order_id: string; order_number: string; claim_id: string; claim_number: string; bank_name: string; account: string;
  name: string; held_fen: number; reason: string; source: string; state: ObjectionState; filed_at: string; due_at: string; decided_at: string;
  decided_by: string; decision: string; released_at: string; version: number;
}
export interface ObjectionEvidence { kind: string; value: string; at: string; by: string }
export interface ObjectionDetail extends ObjectionRow {
  evidence: ObjectionEvidence[] | null; history: HistoryLine[] | null; order: StopRow | null;
  /** Who gave the order: the decision must be another one's. */
  ordered_by: string; may_decide: boolean;
}
export interface ObjectionFigures { open: number; overdue: number; upheld: number; refused: number; wrong_fen: number; release_p50_min: number }

export interface Match { time: string; fen: number; payer_bank: string; payer_account: string; channel: string }
export interface BankOrder {
  id: string; number: string; type: string; account: string; name: string; fen: number; hold_until?: string; matches: Match[] | null; count: number;
  urgent: boolean; reason: string; officers: { name: string; phone: string }[] | null; document: string; unit: string; issued_at: string;
  answer_by: string; state: string; overdue: boolean;
}
export interface Disposition {
  code: string; fen: number; time?: string; ref?: string; bank?: string; account?: string; name?: string; place?: string;
}
export interface BankAnswer {
  result: string; held_fen: number; executed_at: string; refusal?: string; dispositions: Disposition[]; final: boolean;
}
export interface CounterAlertInput { customer: string; phone: string; account: string; payee: string; fen: number; description: string }
export interface CounterAlert extends CounterAlertInput { id: string; at: string; state: string; answer_zh: string; answered_at: string }
export interface BankObjectionInput { order_id: string; holder: string; reason: string; evidence: string }

export interface Trail {
  number: string; opened_at: string; loss_fen: number; held_fen: number; held_places: number; exits: { zh: string; fen: number; at: string }[] | null;
  followed_fen: number; back_fen: number; next_zh: string; updated_at: string;
}
