/** The centre's zone: all times on screen are in it, whatever the zone of the desk. */
export const ZONE = "Asia/Shanghai";
/** The zone has no summer time, so its distance from UTC is a constant. */
const ZONE_OFFSET_MS = 8 * 3600_000;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE, hourCycle: "h23",
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

export type TimeShape = "full" | "minute" | "short" | "time" | "date";

/** formatTime writes an RFC 3339 time in the centre's zone: full "2026-11-21 09:08:07", short "11-21 09:08". */
export function formatTime(iso: string | undefined, shape: TimeShape = "minute"): string {
  const at = iso ? Date.parse(iso) : NaN;
  if (Number.isNaN(at)) return "";
  const p = Object.fromEntries(parts.formatToParts(at).map((x) => [x.type, x.value]));
  const date = `${p.year}-${p.month}-${p.day}`;
  switch (shape) {
    case "full":
      return `${date} ${p.hour}:${p.minute}:${p.second}`;
    case "minute":
      return `${date} ${p.hour}:${p.minute}`;
    case "short":
      return `${p.month}-${p.day} ${p.hour}:${p.minute}`;
    case "time":
      return `${p.hour}:${p.minute}:${p.second}`;
    case "date":
      return date;
  }
}

export interface Clock {
  overdue: boolean;
  /** "04:12" below an hour, "3:05:09" below a day; for the overdue the same since the deadline. */
  text: string;
  /** Whole days, shown in words before the text. */
  days: number;
  /** calm: plenty of time; soon: less than a quarter of an hour; late: past the deadline. */
  tone: "calm" | "soon" | "late" | "none";
}

const two = (n: number) => String(n).padStart(2, "0");

/** clockOf says how long until the deadline, or since it. No deadline gives tone "none". */
export function clockOf(dueAt: string, nowMs: number): Clock {
  const due = Date.parse(dueAt);
  if (Number.isNaN(due)) return { overdue: false, text: "", days: 0, tone: "none" };
  const left = due - nowMs;
  const overdue = left < 0;
  const span = Math.floor(Math.abs(left) / SECOND) * SECOND;
  const days = Math.floor(span / DAY);
  const rest = span % DAY;
  const h = Math.floor(rest / HOUR);
  const m = Math.floor((rest % HOUR) / MINUTE);
  const s = Math.floor((rest % MINUTE) / SECOND);
  const text = days > 0 ? `${two(h)}:${two(m)}` : h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
  const tone = overdue ? "late" : left < 15 * MINUTE ? "soon" : "calm";
  return { overdue, text, days, tone };
}

/** overdueHours is the lateness in hours with one decimal, as a leader reads it. */
export function overdueHours(dueAt: string, nowMs: number): string {
  const due = Date.parse(dueAt);
  if (Number.isNaN(due) || due >= nowMs) return "";
  return ((nowMs - due) / HOUR).toFixed(1);
}

/** localToISO reads "2026-11-21T19:00" as wall-clock time of the centre's zone. "" when it is no time. */
export function localToISO(local: string): string {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) ? Date.parse(`${local}:00Z`) : NaN;
  return Number.isNaN(at) ? "" : new Date(at - ZONE_OFFSET_MS).toISOString();
}

/** isoToLocal is the inverse, for an input of type datetime-local. */
export function isoToLocal(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? "" : new Date(at + ZONE_OFFSET_MS).toISOString().slice(0, 16);
}

/** nextTimes are the usual times for another try: in one hour, this evening at 19:00, tomorrow at 09:00. */
export function nextTimes(nowMs: number): { key: "hour" | "evening" | "morning"; at: string }[] {
  const wall = new Date(nowMs + ZONE_OFFSET_MS);
  const midnight = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()) - ZONE_OFFSET_MS;
  const evening = midnight + 19 * HOUR;
  const out: { key: "hour" | "evening" | "morning"; at: string }[] = [
    { key: "hour", at: new Date(nowMs + HOUR).toISOString() },
  ];
  if (evening > nowMs + HOUR) out.push({ key: "evening", at: new Date(evening).toISOString() });
  out.push({ key: "morning", at: new Date(midnight + DAY + 9 * HOUR).toISOString() });
  return out;
}
