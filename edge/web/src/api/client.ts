import type * as t from "./types";

/** A refusal or failure that the centre explained, in both languages, with what to do about it. */
export class Fault extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: { zh: string; en: string },
    readonly remedy: { zh: string; en: string },
  ) {
    super(code);
  }
}

/** The centre could not be reached at all: nothing is known of whether the command took effect. */
export class Unreached extends Error {}

export type Query = Record<string, string | number | boolean | undefined>;

/** queryString leaves out what is unset, so that an address says only what was chosen. */
export function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "" && value !== false) {
      params.set(name, value === true ? "true" : String(value));
    }
  }
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

/** signedOut says whether a refusal means that there is no session (any more). */
export function signedOut(error: unknown): boolean {
  if (!(error instanceof Fault)) return false;
  return error.status === 401 || error.code === "access.no_session" || error.code === "access.session_expired";
}

let onSignedOut: (() => void) | undefined;

/** whenSignedOut names what happens when the centre no longer knows this session. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** stillSignedIn asks the centre whether the session lives; when it does not, the user is led to the sign-in. */
export async function stillSignedIn(): Promise<void> {
  await api.session().catch((error: unknown) => {
    if (signedOut(error)) onSignedOut?.();
  });
}

async function faultOf(answer: Response): Promise<Fault> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, string | undefined>;
  return new Fault(
    answer.status,
    body.code ?? `http.${answer.status}`,
    { zh: body.message_zh ?? "", en: body.message_en ?? "" },
    { zh: body.do_zh ?? "", en: body.do_en ?? "" },
  );
}

let onLine: (line: boolean) => void = () => undefined;

/** whenLine names who is told, with each answer, whether the centre could be reached. */
export function whenLine(tell: (line: boolean) => void): void {
  onLine = tell;
}

/** A Keeper holds copies of what was read, for the time without a line. */
export interface Keeper { keep: (path: string, value: unknown) => void; kept: (path: string) => Promise<unknown> }
let keeper: Keeper | undefined;

/** keepWith names who keeps copies of reads. */
export function keepWith(k: Keeper): void {
  keeper = k;
}

/** ask sends one request and gives the answer only when it is a good one; a line that is down is not the same as a refusal. */
async function ask(address: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, init);
  } catch (cause) {
    if (init.signal?.aborted !== true) onLine(false);
    throw new Unreached("unreached", { cause });
  }
  onLine(true);
  if (!answer.ok) throw await faultOf(answer);
  return answer;
}

/** call is one request of a signed-in user. A body that is a file goes as it is, anything else as JSON. */
export async function call<T>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...extra };
  const raw = body instanceof Blob;
  if (method !== "GET") headers["X-Fanzha"] = "1";
  if (body !== undefined) headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
  const sent = body === undefined || raw ? body : JSON.stringify(body);
  const answer = await ask(`/api/v1${path}`, { method, headers, credentials: "same-origin", body: sent }).catch((error: unknown) => {
    if (signedOut(error) && !path.startsWith("/session")) onSignedOut?.();
    throw error;
  });
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** readPublic asks a page that needs no login: no cookie goes along. */
export async function readPublic<T>(path: string): Promise<T> {
  const answer = await ask(`/public/v1${path}`, { headers: { Accept: "application/json" }, credentials: "omit", referrerPolicy: "no-referrer" });
  return (await answer.json()) as T;
}

/** get reads; without a line it gives the copy of the last answer, where one may be shown. */
export async function get<T>(path: string, query: Query = {}): Promise<T> {
  const address = path + queryString(query);
  try {
    const value = await call<T>("GET", address);
    keeper?.keep(address, value);
    return value;
  } catch (error) {
    const copy = error instanceof Unreached ? await keeper?.kept(address) : undefined;
    if (copy === undefined) throw error;
    return copy as T;
  }
}
export const post = <T>(path: string, body?: unknown) => call<T>("POST", path, body);
export const seg = encodeURIComponent;

export interface WarningFilter {
  state?: string; level?: string; family?: string; mine?: boolean; overdue?: boolean; unit?: string; fraud?: string; q?: string;
  outcome?: string; reached?: boolean; in_time?: boolean; failed?: boolean; from?: string; to?: string;
}
export interface OrderFilter {
  state?: string; level?: string; unit?: string; mine?: boolean; overdue?: boolean;
  figure?: string; part?: string; from?: string; to?: string;
}

/** How many rows a list asks for at once: one screen and some, so that the first paint is quick. */
export const PAGE_ROWS = 100;

/** Every call the console makes. Nothing else in the console speaks HTTP. */
export const api = {
  site: () => get<t.Site>("/site"),
  session: () => get<t.Session>("/session"),
  signIn: (login: string, password: string) => post<t.Session>("/session", { login, password }),
  signInDemo: (login: string) => post<t.Session>("/session/demo", { login }),
  signOut: () => call<void>("DELETE", "/session"),
  setupOpen: (token: string) => get<{ ok: boolean }>("/setup", { token }),
  setup: (body: t.SetupCommand) => post<void>("/setup", body),
  passwordOwner: (token: string) => get<{ ok: boolean; login?: string; name?: string }>("/password", { token }),
  setPassword: (body: { token: string; new: string }) => post<void>("/password", body),
  changePassword: (body: { old: string; new: string }) => call<void>("PUT", "/password", body),

  today: () => get<t.Today>("/today"),
  search: (q: string) => get<t.Found>("/search", { q }),

  warnings: (filter: WarningFilter, cursor?: string) =>
    get<t.Page<t.WarningRow>>("/warnings", { ...filter, cursor, limit: PAGE_ROWS }),
  warning: (id: string) => get<t.WarningDetail>(`/warnings/${seg(id)}`),
  claim: (id: string, version: number) => post<t.WarningRow>(`/warnings/${seg(id)}/claim`, { version }),
  release: (id: string, version: number) => post<t.WarningRow>(`/warnings/${seg(id)}/release`, { version }),
  grade: (id: string, body: { version: number; level: t.Level; reason: string }) =>
    post<t.WarningRow>(`/warnings/${seg(id)}/grade`, body),
  close: (id: string, body: { version: number; outcome: string; note: string }) =>
    post<t.WarningRow>(`/warnings/${seg(id)}/close`, body),
  review: (id: string, body: { version: number; finding: string; note: string }) =>
    post<t.WarningRow>(`/warnings/${seg(id)}/review`, body),
  /** The key lets the same attempt be sent twice, after a break of the line, and be recorded once. */
  attempt: (body: t.AttemptCommand, key: string) =>
    call<t.AttemptAnswer>("POST", "/attempts", body, { "Idempotency-Key": key }),

  orders: (filter: OrderFilter, cursor?: string) =>
    get<t.Page<t.OrderRow>>("/orders", { ...filter, cursor, limit: PAGE_ROWS }),
  order: (id: string) => get<t.OrderDetail>(`/orders/${seg(id)}`),
  sign: (id: string, version: number) => post<t.OrderRow>(`/orders/${seg(id)}/sign`, { version }),
  report: (id: string, body: { version: number; result: string; note: string; loss_fen?: number }) =>
    post<t.OrderRow>(`/orders/${seg(id)}/report`, body),
  transfer: (id: string, body: { version: number; to_unit: string; reason: string }) =>
    post<t.OrderRow>(`/orders/${seg(id)}/transfer`, body),
  chase: (id: string, note: string) => post<t.OrderRow>(`/orders/${seg(id)}/chase`, { note }),
  closeOrder: (id: string, version: number) => post<t.OrderRow>(`/orders/${seg(id)}/close`, { version }),

  person: (id: string) => get<t.PersonFile>(`/persons/${seg(id)}`),
  reveal: (id: string, body: { field: t.RevealField; reason: string; warning_id: string }) =>
    post<{ value: string }>(`/persons/${seg(id)}/reveal`, body),

  scenarios: () => get<t.Page<t.Scenario>>("/scenarios"),
  hits: (query: { scenario?: string; unattributed?: boolean; merged?: boolean; from?: string; to?: string }, cursor?: string) =>
    get<t.Page<t.Hit>>("/hits", { ...query, cursor, limit: PAGE_ROWS }),
  signals: (from?: string, to?: string) => get<t.Page<t.Tally>>("/signals", { from, to }),
  figures: (from: string, to: string) => get<t.Figures>("/figures", { from, to }),

  units: () => get<t.Page<t.Unit>>("/units"),
  addUnit: (body: UnitCommand & { code: string }) => post<t.Unit>("/units", body),
  changeUnit: (code: string, body: UnitCommand & { active: boolean; version: number }) => call<t.Unit>("PUT", `/units/${seg(code)}`, body),
  users: () => get<t.Page<t.User>>("/users"),
  addUser: (body: { login: string; name: string; unit: string; bank?: string }) => post<t.UserWithLink>("/users", body),
  setRoles: (id: string, body: { roles: string[]; reason: string }) => post<t.User>(`/users/${seg(id)}/roles`, body),
  newLink: (id: string) => post<t.UserWithLink>(`/users/${seg(id)}/link`),
  userAct: (id: string, act: "disable" | "enable" | "unlock", reason?: string) =>
    post<t.User>(`/users/${seg(id)}/${act}`, reason ? { reason } : {}),
  sources: () => get<t.Page<t.Source>>("/sources"),
  detection: () => get<t.DetectionView>("/detection"),
  addSource: (body: { name: string; title: string; quota_per_s: number }) => post<{ key: string }>("/sources", body),
  revokeSource: (name: string) => post<void>(`/sources/${seg(name)}/revoke`),
  audit: (query: { actor?: string; object_id?: string }, cursor?: string) => get<t.Page<t.AuditEntry>>("/audit", { ...query, cursor }),
  auditVerify: () => get<t.AuditReport>("/audit/verify"),
};

export interface UnitCommand { name: string; areas: string[]; phone: string }
