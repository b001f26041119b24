/**
 * The shapes of the console's HTTP interface, taken from its committed description (schema.d.ts, written by "npm run gen").
 * Times are RFC 3339 UTC strings ("" when unset), money is integer fen. Only two things are added here, because the
 * description cannot say them: which objects may be absent, and which plain strings come from a closed set.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];
/** With says of some fields of a shape what the description leaves open. */
type With<T, More> = Omit<T, keyof More> & More;

export type Level = Schemas["WarningRow"]["level"];
export type Family = Schemas["WarningRow"]["family"];
export type WarningState = Schemas["WarningRow"]["state"];
export type OrderState = Schemas["OrderRow"]["state"];
export type Channel = Schemas["Attempt"]["channel"];

export type UnitRef = Schemas["Unit"];
export type UserRef = Schemas["Actor"];
export type Person = Schemas["Person"];
export type DemoLogin = Schemas["DemoLogin"];
export type Site = Schemas["Site"];
export type Session = Schemas["Session"];

export type Evidence = Schemas["Evidence"];
export type Hit = With<Schemas["Hit"], { level: Level; family: Family; person: Person | null }>;
export type Why = With<Schemas["Why"], { level: Level }>;
export type HistoryLine = Schemas["Line"];

interface Held { claimed_by: UserRef | null; order: Schemas["OrderRef"] | null }
export type WarningRow = With<Schemas["WarningRow"], Held>;
export type WarningDetail = With<Schemas["WarningDetail"], Held & { hits: Hit[] | null; why: Why[] | null; orders: OrderRow[] | null }>;

interface Passed { from_unit: UnitRef | null; signed_by: UserRef | null }
export type OrderRow = With<Schemas["OrderRow"], Passed>;
export type OrderDetail = With<Schemas["OrderDetail"], Passed>;

export type AttemptEvidence = Schemas["Proof"];
export type Attempt = Schemas["Attempt"];
export type AttemptCommand = With<Schemas["AttemptInputBody"], { evidence: AttemptEvidence[]; note: string }>;
export type AttemptAnswer = Schemas["AttemptAnswer"];

export type QueueItem = With<Schemas["QueueItem"], { level: Level; family: Family }>;
export type Counts = Schemas["Counts"];
export type Share = Schemas["Share"];
export type Figures = Schemas["Figures"];
export type Tally = Schemas["TallyRow"];
export type Today = With<Schemas["Today"], { queue: QueueItem[] | null; figures: Figures | null }>;

export type Moment = With<Schemas["Moment"], { level: Level | "" }>;
export type PersonFile = With<Schemas["PersonFile"], { warnings: WarningRow[] | null; timeline: Moment[] | null }>;
export type RevealField = Schemas["RevealInputBody"]["field"];

export type ScenarioWindow = Schemas["ScenarioWindow"];
export type Scenario = With<Schemas["Scenario"], { level: Level; family: Family }>;

export type Unit = Schemas["UnitRow"];
export type User = Schemas["UserRow"];
export type UserWithLink = Schemas["UserWithLink"];
export type Source = Schemas["SourceRow"];
export type DetectionView = Schemas["DetectionView"];
export type DetectionSource = Schemas["DetectionSource"];
export type DetectionPartition = Schemas["DetectionPartition"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditReport = Schemas["AuditReport"];
export type SetupCommand = Schemas["SetupInputBody"];

export type Found = With<Schemas["Found"], { warnings: WarningRow[] | null; orders: OrderRow[] | null }>;
export type Page<T> = With<Schemas["ListTallyRow"], { items: T[] | null }>;
