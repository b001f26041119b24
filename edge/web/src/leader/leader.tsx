import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { money } from "../api/moneyapi";
import { statsApi, type Situation } from "../api/stats";
import { useLang } from "../i18n";
import { FigureBox } from "../ui/figure";
import { serverNow, useNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { useSession } from "../ui/session";
import { Await } from "../ui/states";
import { formatTime } from "../ui/time";
import { Last } from "./last";
import { Sign } from "./sign";
import { LOOKS, lookOf, verdictOf } from "./verdict";

const DAY_MS = 86_400_000;

/** Leader is one page for three minutes: is it worse, what is late, who is last, what must I sign. Every number opens its list; it prints on A4. */
export function Leader() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { session } = useSession();
  const now = useNow();
  const search = useSearch({ from: "/gate/leader" }) as { look?: string };
  const look = lookOf(search.look);
  const at = look === "day" ? dayOf(serverNow() - DAY_MS) : undefined;
  const query = useQuery({ queryKey: ["stats", "situation", look, at ?? ""], queryFn: () => statsApi.situation(look, at), placeholderData: (before) => before });
  return (
    <div className="page leader" data-testid="leader">
      <header className="bar">
        <h1 className="screen-title">{t("menu.leader")}<span className="muted num leader-at">{session?.unit.name} {formatTime(new Date(now).toISOString(), "minute")}</span></h1>
        <span className="grow" />
        <Link to="/situation" className="link-button no-print">{t("menu.situation")}</Link>
        <Button size="small" className="no-print desk-only" onClick={() => window.print()}>{t("leader.print")}</Button>
      </header>
      <section className="panel leader-worse" aria-label={t("leader.worse")}>
        <div className="leader-head">
          <h2 className="section-title">{t("leader.worse")}</h2>
          <div className="choice no-print" role="radiogroup" aria-label={t("figures.period")}>
            {LOOKS.map((each) => <button key={each} type="button" role="radio" aria-checked={each === look} className={each === look ? "chip chip-on" : "chip"} onClick={() => void navigate({ to: "/leader", search: each === "day" ? {} : { look: each }, replace: true })} data-testid={`look-${each}`}>{t(`leader.look_${each}`)}</button>)}
          </div>
        </div>
        <Await query={query} rows={4}>{(data) => <Worse data={data} />}</Await>
      </section>
      <div className="leader-two">
        <Late />
        <Sign />
        <Await query={query} rows={4}>{(data) => <Last data={data} />}</Await>
      </div>
    </div>
  );
}

/** Worse says it in one sentence, then shows the six figures with what they are compared with. */
function Worse({ data }: { data: Situation }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const six = (data.six ?? []).slice(0, 6);
  const verdict = verdictOf(six);
  const names = verdict.worse.map((reading) => pick(reading.zh, reading.en)).join(t("shell.comma"));
  return (
    <>
      <p className={verdict.worse.length > 0 ? "leader-verdict bad" : "leader-verdict good"} data-testid="verdict">
        <b>{verdict.worse.length > 0 ? t("leader.isWorse", { count: verdict.worse.length, names }) : verdict.better.length > 0 ? t("leader.notWorse") : t("leader.cannotSay")}</b>
        <span className="muted">{pick(data.period.zh, data.period.en)} · {t("leader.tally", { worse: verdict.worse.length, better: verdict.better.length, rest: verdict.same.length + verdict.unknown.length })}</span>
      </p>
      <div className="six">{six.map((reading) => <FigureBox key={reading.code} reading={reading} />)}</div>
    </>
  );
}

type To = "/alerts" | "/tasks" | "/stoppay" | "/stops";
/** What is late, each with its list; the order is that of the harm which waiting does. */
const LATE: [string, "today" | "money", To, Record<string, string>][] = [
  ["urgent_open", "today", "/alerts", { level: "urgent", state: "open,working" }], ["overdue_warnings", "today", "/alerts", { overdue: "true" }], ["overdue_orders", "today", "/tasks", { overdue: "true" }],
  ["silent", "money", "/stops", { silent: "true" }], ["expiring", "money", "/stops", { expiring: "12h" }], ["review_due", "money", "/stoppay", { list: "review" }], ["review", "today", "/alerts", { state: "review" }],
];

function Late() {
  const { t } = useTranslation();
  const today = useQuery({ queryKey: ["today"], queryFn: api.today });
  const funds = useQuery({ queryKey: ["stops", "counts"], queryFn: money.counts });
  return (
    <section className="panel" aria-label={t("leader.late")}>
      <h2 className="section-title">{t("leader.late")}</h2>
      <Await query={today} rows={4}>
        {({ counts }) => (
          <ul className="plain leader-late">
            {LATE.map(([name, source, to, search]) => {
              const n = (source === "today" ? (counts as Record<string, number>)[name] : funds.data?.[name]) ?? 0;
              return (
                <li key={name} className={n > 0 ? "late-some" : undefined}>
                  <Link to={to} search={search} data-testid={`late-${name}`}><span>{t(source === "today" ? `counts.${name}` : `moneyCount.${name}`)}</span><b className="num">{n}</b></Link>
                </li>
              );
            })}
          </ul>
        )}
      </Await>
    </section>
  );
}
