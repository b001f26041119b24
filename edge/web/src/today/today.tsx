import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { money } from "../api/moneyapi";
import { scenariosApi } from "../api/scenarios";
import type { Counts, Figures, QueueItem } from "../api/types";
import { useLang } from "../i18n";
import { Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { FamilyWord, LevelLamp, StateWord } from "../ui/lamp";
import { useNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { PersonLine } from "../ui/person";
import { useSession } from "../ui/session";
import { byDue, neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { formatTime, overdueHours } from "../ui/time";
import { Callbacks } from "./callbacks";
import { figuresOf } from "./figures";
import { OnDuty } from "./onduty";
import { ImpostorStrip } from "./impostors";
import { Signals } from "./signals";

/** TodayScreen is my queue in due order, with the counts above it and the day's figures below. */
export function TodayScreen() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/today" });
  const navigate = useNavigate();
  const query = useQuery({ queryKey: ["today"], queryFn: api.today });
  return (
    <div className="today">
      <h1 className="screen-title">{t("menu.today")}</h1>
      <Await query={query} rows={10}>
        {(today) => (
          <>
            <OnDuty />
            <CountStrip counts={today.counts} />
            <MoneyStrip />
            <ImpostorStrip />
            <Callbacks />
            <QualityNotes />
            <Queue items={[...(today.queue ?? [])].sort(byDue)} />
            {today.figures ? <FigureStrip figures={today.figures} /> : null}
          </>
        )}
      </Await>
      {search.list === "signals" ? <Signals from={search.from} to={search.to} onClose={() => void navigate({ to: "/today", replace: true })} /> : null}
    </div>
  );
}

function CountStrip({ counts }: { counts: Counts }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const worksOrders = can("order.work") || can("order.chase");
  const links: [keyof Counts, "/alerts" | "/tasks", Record<string, string>, string?][] = [
    ["urgent_open", "/alerts", { level: "urgent", state: "open,working" }, "hot"],
    ["overdue_warnings", "/alerts", { overdue: "true" }, "hot"],
    ["overdue_orders", "/tasks", { overdue: "true" }, "hot"],
    ["unclaimed", "/alerts", { state: "open" }],
    ["mine", "/alerts", { state: "working", mine: "true" }],
    ["my_orders", "/tasks", {}],
    ["to_close", "/tasks", { state: "reported" }],
    ["watching", "/alerts", { state: "watching" }],
    ["review", "/alerts", { state: "review" }, "hot"],
  ];
  return (
    <nav className="counts" aria-label={t("today.counts")}>
      {links
        .filter(([name, to]) => (to === "/alerts" || worksOrders) && (name !== "to_close" || can("order.chase")))
        .map(([name, to, search, tone]) => (
          <Link key={name} to={to} search={search} className={tone && counts[name] > 0 ? `count count-${tone}` : "count"} data-testid={`count-${name}`}>
            <b className="num">{counts[name]}</b>
            <span>{t(`counts.${name}`)}</span>
          </Link>
        ))}
    </nav>
  );
}

/** The counts of the money side, each with the list that it counts. */
const MONEY_COUNTS: [string, "/stoppay" | "/stops", Record<string, string>, boolean][] = [
  ["open", "/stoppay", {}, false], ["provisional", "/stoppay", { list: "provisional" }, true], ["review_due", "/stoppay", { list: "review" }, true],
  ["waiting", "/stops", { state: "sealed,sent,seen" }, false], ["silent", "/stops", { silent: "true" }, true], ["expiring", "/stops", { expiring: "12h" }, true], ["holding", "/stops", { hold: "holding" }, false],
];

/** MoneyStrip shows what the stop-payment desk waits for: holds that end, reviews that are owed, banks that are silent. */
function MoneyStrip() {
  const { t } = useTranslation();
  const { can } = useSession();
  const read = can("claim.read");
  const counts = useQuery({ queryKey: ["stops", "counts"], queryFn: money.counts, enabled: read }).data;
  if (!read || !counts) return null;
  return (
    <nav className="counts counts-money" aria-label={t("today.money")}>
      {MONEY_COUNTS.map(([name, to, search, hot]) => (
        <Link key={name} to={to} search={search} className={hot && (counts[name] ?? 0) > 0 ? "count count-hot" : "count"} data-testid={`money-count-${name}`}>
          <b className="num">{counts[name] ?? 0}</b><span>{t(`moneyCount.${name}`)}</span>
        </Link>
      ))}
    </nav>
  );
}

/** So many weekly reports are looked back on for one that nobody has dealt with. */
const WEEKS_BACK = 8;

/** QualityNotes are the weekly reports in which a source, a rule or the signals are red, until somebody has said what follows. They are for whoever writes scenarios. */
function QualityNotes() {
  const { t } = useTranslation();
  const { can } = useSession();
  const write = can("scenario.write");
  const weeks = useQuery({ queryKey: ["scenario", "weeks", WEEKS_BACK], queryFn: () => scenariosApi.weeks(WEEKS_BACK), enabled: write }).data?.items ?? [];
  const red = weeks.filter((each) => !each.seen_at && each.red.sources + each.red.scenarios + each.red.drift > 0);
  if (red.length === 0) return null;
  return (
    <ul className="plain today-notes" aria-label={t("scenarioWeeks.title")}>
      {red.map((each) => (
        <li key={each.id}>
          <Link to="/scenarios/quality" search={{ id: each.id }} data-testid="quality-note">
            <b className="bad">✗ {t("scenarioWeeks.note")}</b> <span className="num">{dayOf(Date.parse(each.from))} – {dayOf(Date.parse(each.to) - 1)}</span>{" "}
            {(["sources", "scenarios", "drift"] as const).filter((name) => each.red[name] > 0).map((name) => t(`scenarioWeeks.noteOf.${name}`, { n: each.red[name] })).join(t("shell.comma"))}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function FigureStrip({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  return (
    <nav className="figures" aria-label={t("today.figures")}>
      <span className="figures-title">{t("today.figures")}</span>
      {figuresOf(figures).map((figure) => (
        <div key={figure.name} className="figure" title={t(`figureHint.${figure.name}`)}>
          <Link to={figure.to} search={figure.search} className="figure-main" data-testid={`figure-${figure.name}`}>
            <b className="num">{figure.text}</b>
            <span>{t(`figure.${figure.name}`)}</span>
            {figure.share ? <i className="num">{figure.share.num}</i> : null}
          </Link>
          {figure.share ? <Link to={figure.share.denWay.to} search={figure.share.denWay.search} className="figure-den num" data-testid={`figure-${figure.name}-den`}>/{figure.share.den}</Link> : null}
        </div>
      ))}
    </nav>
  );
}

/** Queue lists what waits for me; ↑↓ choose and Enter opens. */
function Queue({ items }: { items: QueueItem[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string>();
  const list = useRef<HTMLOListElement>(null);
  const move = (step: 1 | -1) => {
    const next = neighbour(items, chosen, step);
    setChosen(next?.id);
    list.current?.querySelector(`[data-id="${next?.id}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const item = items.find((each) => each.id === chosen);
    if (item) void navigate({ to: item.type === "order" ? "/tasks" : "/alerts", search: { id: item.id } });
  };
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Enter: open });
  if (items.length === 0) {
    return (
      <div className="queue">
        <Nothing title={t("today.empty")} hint={t("today.emptyHint")} action={<Link to="/alerts" search={{ state: "open" }}>{t("today.toDesk")}</Link>} />
      </div>
    );
  }
  return (
    <ol className="queue" ref={list} aria-label={t("today.queue")}>
      {items.map((item) => <QueueLine key={`${item.type}${item.id}`} item={item} chosen={item.id === chosen} />)}
    </ol>
  );
}

function QueueLine({ item, chosen }: { item: QueueItem; chosen: boolean }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const late = overdueHours(item.due_at, useNow());
  return (
    <li className={chosen ? "row row-on" : "row"} data-id={item.id}>
      <Link to={item.type === "order" ? "/tasks" : "/alerts"} search={{ id: item.id }} className="queue-line" data-testid={`queue-${item.type}`}>
        <LevelLamp level={item.level} />
        <span className="queue-due">
          {late ? (
            <span className="due due-late" title={formatTime(item.due_at, "full")}>
              <span className="due-what">{t(`due.${item.due_what}`, { defaultValue: "" })}{t("clock.over")}</span>
              <span className="due-time">{t("today.lateHours", { hours: late })}</span>
            </span>
          ) : <Due at={item.due_at} what={item.due_what} />}
        </span>
        <span className="queue-person">
          <PersonLine person={item.person} unit={item.unit} />
          <span className="second">
            <FamilyWord family={item.family} /> <b>{t(`fraud.${item.fraud}`, { defaultValue: item.fraud })}</b> {pick(item.reason_zh, item.reason_en)}
          </span>
        </span>
        <span className="queue-unit">
          <span>{item.unit.name}</span>
          <span className="second num">{t(`today.${item.type}`)} {item.number}</span>
        </span>
        <StateWord kind={item.type} state={item.state} />
      </Link>
    </li>
  );
}
