import typed from "../messages/typed.json";
import { isoToLocal, localToISO } from "./time";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A clock that runs a little ahead is no mistake of the officer. */
const AHEAD_MS = 2 * MINUTE;

const or = (words: string[]) => words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
const AGO = `(?:${or(typed.ago)})?`;
const MINUTES = new RegExp(`^(\\d{1,3})(?:${or(typed.minute)})?${AGO}$`, "i");
const HOURS = new RegExp(`^(?:(\\d{1,2}(?:\\.\\d)?)(?:${or(typed.hour)})|(${typed.half})(?:${or(typed.hour)}))(?:(\\d{1,2})(?:${or(typed.minute)})?|(${typed.half}))?${AGO}$`, "i");
const NOW = new RegExp(`^(?:${or(typed.now)})$`, "i");
const CLOCK = "(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?(?:\\.\\d+)?";
const TODAY = new RegExp(`^(?:(${or(typed.yesterday)})|(?:${or(typed.today)})|)${CLOCK}$`);
const DATED = new RegExp(`^(?:(\\d{4})-)?(\\d{1,2})-(\\d{1,2})[T]?${CLOCK}(Z|[+-]\\d{2}:?\\d{2})?$`);

const two = (n: number | string) => String(n).padStart(2, "0");

/** plain writes the words of a date as signs: 11月20日14点32分 becomes 11-20 14:32. */
function plain(text: string): string {
  let out = text.normalize("NFKC").trim();
  const isClock = new RegExp(`\\d(?:${or(typed.clock)})`).test(out) && !new RegExp(`(?:${or(typed.hour)})`).test(out);
  if (isClock) {
    out = out.replace(new RegExp(`(\\d{1,2})(?:${or(typed.clock)})$`), "$1:00").replace(new RegExp(`(\\d{1,2})(?:${or(typed.clock)})${typed.half}`), "$1:30");
    out = out.replace(new RegExp(`(\\d{1,2})(?:${or(typed.clock)})(\\d{1,2})(?:${or(typed.minute)})?`), (_, h: string, m: string) => `${h}:${two(m)}`);
  }
  out = out.replace(new RegExp(`(\\d)(?:${or(typed.month)})`, "g"), "$1-").replace(new RegExp(`(\\d)(?:${or(typed.day)})`, "g"), "$1T");
  return out.replace(/(\d)\/(?=\d)/g, "$1-").replace(/(\d)\s+(?=\d)/g, "$1T").replace(/\s+/g, "");
}

/** atClock is a time of day of the centre's zone on the day of a moment; with seconds when they were said. */
function atClock(day: string, h: string, m: string, s: string | undefined): number {
  const base = Date.parse(localToISO(`${day}T${two(h)}:${m}`));
  return base + Number(s ?? 0) * 1000;
}

function when(text: string, now: number): number {
  if (NOW.test(text)) return now;
  const minutes = MINUTES.exec(text);
  if (minutes) return now - Number(minutes[1]) * MINUTE;
  const hours = HOURS.exec(text);
  if (hours) return now - (hours[2] ? 30 : Math.round(Number(hours[1]) * 60) + (hours[4] ? 30 : Number(hours[3] ?? 0))) * MINUTE;
  const bare = /^(\d{2})(\d{2})$/.exec(text);
  const clock = TODAY.exec(bare ? `${bare[1]}:${bare[2]}` : text);
  if (clock) {
    const [, yesterday, h, m, s] = clock;
    const at = atClock(isoToLocal(new Date(now).toISOString()).slice(0, 10), h, m, s);
    return yesterday || at > now + AHEAD_MS ? at - DAY : at;
  }
  const dated = DATED.exec(text);
  if (!dated) return NaN;
  const [, year, month, day, h, m, s, zone] = dated;
  if (zone) return Date.parse(`${year}-${two(month)}-${two(day)}T${two(h)}:${m}:${s ?? "00"}${zone}`);
  return atClock(`${year ?? isoToLocal(new Date(now).toISOString()).slice(0, 4)}-${two(month)}-${two(day)}`, h, m, s);
}

/**
 * parseMoment reads when something happened as people say it: "4" and "4分钟前" are minutes ago; "半小时前", "1小时20分", "14:32",
 * "昨天22:10", "11-20 14:32", "2026/11/20 14:32:05". Times of day are those of the centre's zone. What lies ahead is not read.
 */
export function parseMoment(text: string, nowMs: number): string | undefined {
  const at = when(plain(text), nowMs);
  return Number.isNaN(at) || at > nowMs + AHEAD_MS ? undefined : new Date(Math.min(at, nowMs)).toISOString();
}
