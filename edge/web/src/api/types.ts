/** Shapes of the console's HTTP interface. Times are RFC 3339 UTC strings ("" when unset), money is integer fen. */

export type Level = "urgent" | "high" | "medium" | "low";
export type Family = "fund" | "contact";

export interface UnitRef { code: string; name: string }
export interface UserRef { id: string; name: string }

export interface DemoLogin { login: string; name: string; role: string; unit_name: string }
export interface Site {
  name_zh: string; name_en: string; demo: boolean; needs_setup: boolean; version: string;
  demo_logins: DemoLogin[] | null;
}

export interface Session {
  user: { id: string; login: string; name: string };
  unit: UnitRef;
  roles: string[];
  rights: string[];
  idle_timeout_s: number;
  server_time: string;
}

export interface Person { id: string; name: string; phone: string; place: string; place_name: string }

export type WarningState = "open" | "working" | "watching" | "review" | "closed";
export type OrderState = "issued" | "signed" | "reported" | "closed" | "withdrawn";

export interface WarningRow {
  id: string; number: string; level: Level; family: Family; fraud: string; state: WarningState;
  unit: UnitRef; person: Person;
  opened_at: string; last_hit_at: string; due_at: string; due_what: "claim" | "call" | "review" | ""; overdue: boolean;
  hits: number; scenarios: number; possible_loss_fen: number; reason_zh: string; reason_en: string;
  claimed_by: UserRef | null; order: { id: string; number: string; state: OrderState } | null;
  outcome: string; finding: string; watch_until: string; version: number;
}

export interface Evidence { name: string; value: string }

export interface Hit {
  id: string; scenario: string; scenario_name_zh: string; scenario_name_en: string; version: number;
  family: Family; level: Level; score: number; fraud: string; at: string; kind: string; source: string;
  reason_zh: string; reason_en: string; evidence: Evidence[] | null;
  peer: string; url: string; payee: string; amount_fen: number; warning_id: string; person: Person | null;
}

export type Channel = "call" | "sms" | "visit";
export interface AttemptEvidence { kind: "call_record" | "place" | "photo" | "pledge" | "note"; value: string }
export interface Attempt {
  id: string; at: string; channel: Channel; outcome: string; by: UserRef; unit: UnitRef;
  believes: boolean | null; already_paid_fen: number; evidence: AttemptEvidence[] | null; note: string; next_at: string;
}
export interface AttemptCommand {
  warning_id: string; order_id?: string; channel: Channel; outcome: string; believes?: boolean;
  already_paid_fen?: number; evidence: AttemptEvidence[]; note: string; next_at?: string;
}
export interface Caution { code: string; zh: string; en: string }

export interface OrderRow {
  id: string; number: string; warning_id: string; level: Level; family: Family; fraud: string; state: OrderState;
  unit: UnitRef; from_unit: UnitRef | null; person: Person;
  issued_at: string; sign_due: string; signed_at: string; signed_by: UserRef | null;
  call_due: string; called_at: string; visit_due: string; visited_at: string; report_due: string; reported_at: string;
  result: string; loss_fen: number; note: string; next_at: string; chases: number; read_only: boolean; rule: string; due_at: string; due_what: "sign" | "call" | "visit" | "report" | ""; overdue: boolean;
  reason_zh: string; reason_en: string; version: number;
}

export interface HistoryLine { at: string; actor: string; action: string; text_zh: string; text_en: string }
export interface Why {
  scenario: string; name_zh: string; name_en: string; level: Level; score: number; count: number; last_at: string;
  reason_zh: string; reason_en: string;
}
export interface WarningDetail extends Omit<WarningRow, "hits"> {
  hit_count: number; previous: string; hits: Hit[] | null; attempts: Attempt[] | null; orders: OrderRow[] | null; history: HistoryLine[] | null; why: Why[] | null;
}
export interface OrderDetail extends OrderRow { attempts: Attempt[] | null; history: HistoryLine[] | null }

export interface QueueItem {
  type: "order" | "warning"; id: string; number: string; level: Level; family: Family; fraud: string;
  state: WarningState | OrderState; person: Person; unit: UnitRef; due_at: string; due_what: string; overdue: boolean;
  reason_zh: string; reason_en: string;
}
export interface Counts {
  urgent_open: number; overdue: number; unclaimed: number; working: number; mine: number; my_orders: number; to_close: number;
  watching: number; review: number;
}
export interface Share { num: number; den: number }
export interface Figures {
  from: string; to: string;
  signals: number; hits: number; warnings: number; merged: number; orders: number;
  signed_in_time: Share; reached: Share; reached_before_transfer: Share;
  dissuaded: number; defrauded_after_warning: number; by_level: Partial<Record<Level, number>>;
}
export interface Today { queue: QueueItem[] | null; counts: Counts; figures: Figures | null }

export interface Moment {
  at: string; type: "hit" | "state" | "attempt" | "order" | "reveal"; level?: Level | "";
  title_zh: string; title_en: string; text_zh: string; text_en: string; by?: string; evidence?: Evidence[] | null; ref?: string;
}
export interface PersonFile {
  person: Person; phones: string[] | null; has_id_number: boolean; place_name: string; unit: UnitRef; open_warning_id: string;
  warnings: WarningRow[] | null; budget: { used: number; limit: number; window_h: number }; timeline: Moment[] | null;
}

export interface ScenarioWindow { name: string; over: string; by: string; of: string; where: string; measure: string }
export interface Scenario {
  code: string; version: number; hash: string; name_zh: string; name_en: string; fraud: string; family: Family;
  level: Level; score: number; on: string[] | null; where: string; windows: ScenarioWindow[] | null;
  reason_zh: string; reason_en: string; basis: string;
  examples: { positive: number; negative: number };
  hits_24h: number; hits_7d: number; last_hit_at: string;
}

export interface Unit {
  code: string; name: string; kind: string; parent: string; areas: string[]; phone: string; active: boolean; users: number; version: number;
}
export interface User {
  id: string; login: string; name: string; unit: UnitRef; roles: string[] | null; active: boolean; has_password: boolean;
  locked_until: string; last_seen: string;
}
export interface Source {
  name: string; title: string; quota_per_s: number; active: boolean; created_at: string; revoked_at: string;
}
export interface AuditEntry {
  seq: number; at: string; actor: string; actor_name: string; unit: UnitRef; action: string; object: string; object_id: string;
  reason: string; detail: Evidence[] | null;
}
export interface AuditReport { ok: boolean; entries: number; signed: number; broken_at: number; what: string; head: string }

export interface Found { persons: Person[] | null; warnings: WarningRow[] | null; orders: OrderRow[] | null }
export interface Page<T> { items: T[] | null; next: string }

export interface LiveEvent { id: string; kind: string; level?: Level; unit?: string }
