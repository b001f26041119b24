import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { OUTCOMES, vouch, type ImpostorAlarm, type Outcome } from "../api/vouch";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, FaultNote, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { VouchedFor } from "../ui/vouchcode";

const LISTS = { open: "open,taken", closed: "closed", all: undefined } as const;
type List = keyof typeof LISTS;
/** What any act on an alarm makes stale. */
const ALARMS = [["impostors"]];

/** Impostors (冒充警报) are wrong, ended and misused verification codes; ↑↓ choose, T takes, what was found is written in place. */
export function Impostors() {
  const { t } = useTranslation();
  const { can } = useSession();
  if (!can("hotline.lead")) return <Nothing title={t("shell.noRights")} hint={t("vouch.noRight")} />;
  return <Alarms />;
}

function Alarms() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/impostors" }) as { list?: string; id?: string };
  const list: List = search.list === "closed" || search.list === "all" ? search.list : "open";
  const query = useInfiniteQuery({ queryKey: ["impostors", list], queryFn: ({ pageParam }) => vouch.alarms(LISTS[list], pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next });
  const rows = (query.data?.pages ?? []).flatMap((page) => page.items ?? []);
  const choose = (id?: string) => void navigate({ to: "/impostors", search: { ...search, id }, replace: true });
  const take = useAct((row: ImpostorAlarm) => vouch.take(row), ALARMS, (row) => choose(row.id));
  const chosen = rows.find((row) => row.id === search.id);
  const move = (step: 1 | -1) => choose(neighbour(rows, search.id, step)?.id);
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), t: () => { if (chosen && chosen.state !== "closed" && !chosen.mine) take.mutate(chosen); }, Escape: () => choose(undefined) });
  return (
    <section className="impostors">
      <h1 className="screen-title">{t("menu.impostors")}</h1>
      <p className="muted">{t("vouch.alarmsHint")}</p>
      <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
        {(Object.keys(LISTS) as List[]).map((name) => (
          <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"} onClick={() => void navigate({ to: "/impostors", search: { list: name === "open" ? undefined : name } })} data-testid={`alarms-${name}`}>{t(`vouch.list.${name}`)}</button>
        ))}
      </div>
      <FaultNote error={take.error} onClose={take.reset} />
      <Await query={query} rows={8}>
        {() => rows.length === 0 ? <Nothing title={t("vouch.none")} hint={t("vouch.noneHint")} /> : (
          <ol className="rows" aria-label={t("menu.impostors")}>
            {rows.map((row) => <Row key={row.id} row={row} chosen={row.id === search.id} onChoose={choose} onTake={() => take.mutate(row)} />)}
          </ol>
        )}
      </Await>
      {query.hasNextPage ? <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button> : null}
    </section>
  );
}

function Row({ row, chosen, onChoose, onTake }: { row: ImpostorAlarm; chosen: boolean; onChoose: (id?: string) => void; onTake: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={chosen ? "row row-on alarm-row" : "row alarm-row"} data-testid="alarm" data-id={row.id} data-cause={row.cause} data-state={row.state}>
      <button type="button" className="alarm-head" aria-current={chosen || undefined} onClick={() => onChoose(chosen ? undefined : row.id)}>
        <b className={row.state === "open" ? "bad" : undefined}>{t(`vouch.cause.${row.cause}`)}</b>
        <span className="num">{formatTime(row.at, "short")}</span>
        <span className="num">{t("vouch.tails", { tails: (row.tails ?? []).join(" ") })}</span>
        {row.rang ? <span className="num">{t("vouch.rangAs", { number: row.rang })}</span> : <span className="muted">{t("vouch.rangNone")}</span>}
        <span>{t("vouch.times", { count: row.count })}</span>
        <span className="muted">{t(`vouch.channel.${row.channel}`)} · {row.unit.name} · <span className="num">{row.number}</span></span>
        <span>{t(`vouch.state.${row.state}`)}{row.owner.name ? ` ${row.owner.name}` : ""}{row.outcome ? ` · ${t(`vouch.outcome.${row.outcome}`)}` : ""}</span>
      </button>
      {chosen ? (
        <div>
          <p className="muted">{t(`vouch.means.${row.cause}`)} {t("vouch.network", { sign: row.network })} {row.ticket ? <Link to="/hotline" search={{ id: row.ticket }}>{t("vouch.of.ticket")}</Link> : null}</p>
          {row.officer ? <p data-testid="alarm-issued">{t("vouch.issuedBy", { name: row.officer })} <VouchedFor kind={row.kind} subject={row.subject} title={row.title} /></p> : null}
          {row.note ? <p className="wrap">{row.note}{row.passed ? ` · ${t("vouch.passed")}` : ""}</p> : null}
          {row.state === "closed" ? null : row.mine ? <Finding row={row} /> : <Button type="primary" onClick={onTake} data-testid="alarm-take">{t("vouch.take")}<kbd>T</kbd></Button>}
        </div>
      ) : null}
    </li>
  );
}

/** Finding is what the owner of an alarm found, and whether the number goes to detection. */
function Finding({ row }: { row: ImpostorAlarm }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | "">("");
  const [note, setNote] = useState("");
  const [pass, setPass] = useState(true);
  const may = row.passable && outcome === "impostor";
  const close = useAct(() => vouch.close(row, { outcome: outcome as Outcome, note: note.trim(), pass: may && pass }), ALARMS);
  const ready = outcome !== "" && note.trim() !== "" && !close.isPending;
  const save = () => { if (ready) close.mutate(undefined); };
  const pick = Object.fromEntries(OUTCOMES.map((name, i) => [`alt+${i + 1}`, () => setOutcome(name)]));
  useKeys({ "ctrl+Enter": save, ...pick });
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <div className="choice" role="radiogroup" aria-label={t("vouch.finding")}>
        {OUTCOMES.map((name, i) => (
          <button key={name} type="button" role="radio" aria-checked={outcome === name} className={outcome === name ? "chip chip-on" : "chip"} onClick={() => setOutcome(name)} data-testid={`outcome-${name}`}>{t(`vouch.outcome.${name}`)}<kbd>Alt {i + 1}</kbd></button>
        ))}
      </div>
      <textarea className="plain-input alarm-note" rows={2} maxLength={500} value={note} aria-label={t("vouch.note")} placeholder={t("vouch.note")} onChange={(event) => setNote(event.target.value)} data-testid="alarm-note" />
      {may ? <label className={pass ? "chip chip-on" : "chip"}><input type="checkbox" checked={pass} onChange={(event) => setPass(event.target.checked)} data-testid="alarm-pass" /> {t("vouch.pass", { number: row.rang })}</label> : null}
      <FaultNote error={close.error} onClose={close.reset} />
      <div className="form-foot"><Button type="primary" htmlType="submit" disabled={!ready} loading={close.isPending} data-testid="alarm-close">{t("vouch.close")}<kbd>Ctrl Enter</kbd></Button></div>
    </form>
  );
}
