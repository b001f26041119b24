/**
 * The money side of the console's HTTP interface: claims, stop orders, freezes, flow of funds, objections, the banks' own page.
 * Taken from the committed description (schema.d.ts, written by "npm run gen"). Times are RFC 3339 UTC strings ("" when unset),
 * money is integer fen, names and accounts arrive masked. Added is only what the description cannot say: closed sets of plain
 * strings, and what may be absent.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];
type With<T, More> = Omit<T, keyof More> & More;

export type OrderState = "sealed" | "sent" | "seen" | "answered" | "refused" | "failed" | "cancelled";
export type HoldState = "" | "holding" | "releasing" | "released" | "expired" | "renewed" | "frozen";
export type Result = "" | "seen" | "held" | "partially_held" | "not_held" | "refused" | "done" | "failed";

export interface Page<T> { items: T[] | null; next?: string }

export type Payee = Schemas["PartyInput"];
export type OpenClaim = Schemas["OpenInputBody"];
export type ClaimRow = Schemas["ClaimRow"];
export type ClaimState = ClaimRow["state"];
export type Standing = ClaimRow["standing"];
export type Payment = Schemas["PaymentView"];
export type Leg = Schemas["LegView"];
export type StopRow = With<Schemas["StopRow"], { state: OrderState; result: Result; hold_state: HoldState }>;
export type Conservation = Schemas["Conservation"];
export type HistoryLine = Schemas["Line"];
/** ClaimDetail is a claim with all that is known of it; its orders are the orders themselves, where a row has their number. */
export type ClaimDetail = With<Schemas["ClaimDetail"], { orders: StopRow[] | null }>;
export type Extend = Schemas["ExtendInputBody"];
export type DemoClaim = Schemas["DemoClaim"];

export type CheckProblem = Schemas["CheckProblem"];
export type Check = Schemas["PayeeCheck"];
export type Bank = Schemas["BankView"];
export type BankFull = Schemas["BankFull"];
export type BankInput = Schemas["BankInputBody"];
export type BankKey = Schemas["BankKeyRow"];
export type BankKeyInput = Schemas["BankKeyInputBody"];
export type NewBankKey = Schemas["NewBankKey"];

export type Payer = Schemas["PayerRow"];
export type StopCounts = Record<string, number>;
export type StopPage = With<Schemas["StopPage"], { items: StopRow[] | null; counts: StopCounts | null }>;
export type LeagueRow = Schemas["LeagueRow"];

export type FlowNode = Schemas["FlowNode"];
export type FlowLink = Schemas["FlowLink"];
export type Exit = Schemas["FlowExit"];
export type Flow = Schemas["Flow"];

export type Freeze = Schemas["FreezeRow"];
export type FreezeAct = Schemas["FreezeActBody"];
export type Authority = Schemas["AuthorityView"];
export type AuthorityOfficer = Schemas["AuthorityOfficer"];

export type ObjectionRow = Schemas["ObjectionRow"];
export type ObjectionState = ObjectionRow["state"];
export type ObjectionEvidence = Schemas["ObjectionProof"];
export type ObjectionDetail = With<Schemas["ObjectionDetail"], { order?: StopRow }>;
export type ObjectionFigures = Schemas["ObjectionFigures"];

export type Match = Schemas["BankMatch"];
export type BankOrder = Schemas["BankOrder"];
export type Disposition = Schemas["BankLine"];
export type BankAnswer = With<Schemas["BankAnswerBody"], { dispositions: Disposition[] }>;
export type CounterAlert = Schemas["CounterAlert"];
export type CounterAlertInput = Schemas["AlertInputBody"];
export type BankObjectionInput = Schemas["BankFileInputBody"];

export type Trail = Schemas["Trail"];
export type ObjectionTrail = Schemas["ObjectionTrail"];
