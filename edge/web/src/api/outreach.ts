/** Publicity (宣传): what the console asks of it. People present and views are two numbers and are never added. -1 is a number that is not shown. */
import { get, post, seg } from "./client";

export interface Unit { code: string; name: string }
export interface Head { id: string; number: string; unit: Unit; state: string; at: string; made_at: string; made_by: string; mine: boolean; note: string; version: number }
export interface Word { code: string; zh: string; en: string; live: boolean; auto: boolean; channel: string; venues: string[] | null; source: string }
export interface Setting { code: string; value: number; unit: string; zh: string; en: string; label: string; source: string }
export interface Rules {
  kinds: Word[]; forms: Word[]; venues: Word[]; sets: Word[]; themes: string[] | null; genres: Word[]; platforms: Word[]; rights: Word[]; materials: Word[]; units: Word[]; criteria: Word[];
  settings: Setting[]; numbers: string[] | null;
}
export interface Photo { sha256: string; bytes: number }
export interface PublicityEvent extends Head {
  kind: string; form: string; venue: string; title: string; theme: string; campaign: string; task: string; region: string; region_name: string; place: string; audience: number; views: number;
  large: boolean; staff: number; quiz_count: number; quiz_before: number; quiz_after: number; photos: Photo[] | null;
}
export interface Tally { key: string; name: string; events: number; large: number; audience: number; views: number; last: string }
export interface Gap { region: string; name: string; unit: Unit; people: number; events: number; audience: number; last: string }
export interface Campaign extends Head { title: string; theme: string; from: string; to: string; plan_events: number; plan_audience: number; result: string }
export interface Work extends Head { title: string; genre: string; platform: string; views: number; views_day: string; rights: string; rights_note: string }
export interface Honour extends Head { kind: string; title: string; rank: number; document: string; until: string }
export interface Pledge extends Head { venue: string; place: string; letters: number; handbooks: number; pledges: number }
export interface Material extends Head { kind: string; title: string; edition: string; text: string; printed: number; handed: number; spoiled: number; balance: number; approved_by: string }
export interface Move extends Head { material: string; act: string; n: number; event: string }
export interface Level extends Head { region: string; region_name: string; member: string; day: string; people: number; delta: number; source: string }
export interface Rate { region: string; name: string; member: string; unit: Unit; registered: number; day: string; base: number; base_day: string; base_source: string; bp: number; old: boolean; over: boolean }
export interface Line { key: string; name: string; n: number; fen: number; part: number }
export interface GroupTable { rows: Line[] | null; columns: Line[] | null; cells: (number[] | null)[] | null; n: number; fen: number; k: number; hides: number; from: string; to: string }
export interface Task extends Head {
  from: Unit; sides: Record<string, string> | null; region: string; region_name: string; cases_from: string; cases_to: string; cases: number; text: string; due_at: string; overdue: boolean;
  accepted_at: string; accepted_by: string; done_at: string; done_by: string; reached: number; result: string;
}
export interface EffectSpan { from: string; to: string; n: number; elsewhere: number }
export interface Effect { before: EffectSpan; after: EffectSpan; complete: boolean; small: boolean; k: number; base: number }
export interface Criterion { code: string; met: boolean; n: number; note: string }
export interface FraudFree extends Head {
  kind: string; title: string; region: string; region_name: string; watch_from: string; watch_to: string; criteria: Criterion[] | null; awarded_at: string; awarded_by: string; withdrawn_at: string; case: string;
}
export interface Member { code: string; name: string; people: number }
export interface Circle extends Head { title: string; members: Member[] | null; people: number }
export interface Message extends Head {
  circle: string; title: string; what: string; why: string; todo: string; text: string; valid_until: string; department: string; contact: string; verified_by: string; verified_at: string;
  approved_by: string; approved_at: string; pushed_at: string; failure: string; members: number; people: number; members_read: number; read: number; forwarded: number; withdrawn_at: string;
  taken_back: boolean; may_approve: boolean;
}
export interface Receipt extends Head { message: string; member: string; read: number; forwarded: number }
export interface Finding { code: string; from: number; to: number; text: string }
export interface Script { code: string; fraud: string; level: string; edition: number; from: string; zh: string; en: string; says: string; tell: string; answer: string }
export interface Library extends Page<Script> { kinds: number; label_zh: string; label_en: string; source: string }
export interface Page<T> { items: T[] | null; next?: string }
type Ask = Record<string, string | number | undefined>;
type Body = Record<string, unknown>;

const list = <T>(what: string) => (ask: Ask = {}, cursor?: string) => get<Page<T>>(`/outreach/${what}`, { ...ask, cursor });
const add = <T>(what: string) => (body: Body) => post<T>(`/outreach/${what}`, body);
/** act is one act on one record, with the version that was seen. */
const act = <T>(what: string) => (row: { id: string; version: number }, verb: string, body: Body = {}) => post<T>(`/outreach/${what}/${seg(row.id)}/${verb}`, { version: row.version, ...body });

export const outreach = {
  rules: () => get<Rules>("/outreach/rules"),
  check: (text: string) => post<{ items: Finding[] | null }>("/outreach/check", { text }),
  events: list<PublicityEvent>("events"), addEvent: add<PublicityEvent>("events"), eventAct: act<PublicityEvent>("events"),
  event: (id: string) => get<PublicityEvent>(`/outreach/events/${seg(id)}`),
  tally: list<Tally>("tally"), coverage: list<Gap>("coverage"),
  campaigns: list<Campaign>("campaigns"), addCampaign: add<Campaign>("campaigns"), campaignAct: act<Campaign>("campaigns"),
  works: list<Work>("works"), addWork: add<Work>("works"), workAct: act<Work>("works"),
  honours: list<Honour>("honours"), addHonour: add<Honour>("honours"), honourAct: act<Honour>("honours"),
  pledges: list<Pledge>("pledges"), addPledge: add<Pledge>("pledges"), pledgeAct: act<Pledge>("pledges"),
  materials: list<Material>("materials"), addMaterial: add<Material>("materials"), materialAct: act<Material>("materials"), moves: list<Move>("moves"),
  rates: list<Rate>("rates"), bases: list<Level>("bases"), addBase: add<Level>("bases"), registrations: list<Level>("registrations"), register: add<Level>("registrations"),
  groups: (ask: Ask) => get<GroupTable>("/outreach/target-groups", ask),
  tasks: list<Task>("tasks"), give: (body: Body) => post<Page<Task>>("/outreach/tasks", body), taskAct: act<Task>("tasks"),
  effect: (id: string) => get<Effect>(`/outreach/tasks/${seg(id)}/effect`),
  fraudFree: list<FraudFree>("fraud-free"), apply: add<FraudFree>("fraud-free"), fraudFreeAct: act<FraudFree>("fraud-free"),
  circles: list<Circle>("circles"), addCircle: add<Circle>("circles"),
  messages: list<Message>("messages"), message: (id: string) => get<Message>(`/outreach/messages/${seg(id)}`), draft: add<Message>("messages"), messageAct: act<Message>("messages"),
  scripts: (ask: Ask) => get<Library>("/outreach/scripts", ask),
  receipts: (id: string) => get<{ items: Receipt[] | null }>(`/outreach/messages/${seg(id)}/receipts`), receive: (id: string, body: Body) => post<Message>(`/outreach/messages/${seg(id)}/receipts`, body),
};
