import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { upstream, type CentreOrder } from "../api/upstream";
import { Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { LevelLamp } from "../ui/lamp";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { OrderDetail } from "./detail";
import { GiveForm } from "./give";
import { Links } from "./links";
import { LISTS, listOf, queueOrder, type ListName } from "./rules";
import "./upstream.css";

/** CentreOrders (上下级指令) has the orders from above and those given downwards on the left, and one of them on the right. */
export function CentreOrders() {
  const { t } = useTranslation();
  const { can } = useSession();
  if (!can("upstream.read")) return <Nothing title={t("shell.noRights")} hint={t("upstream.noRight")} />;
  return <Screen works={can("upstream.work")} />;
}

function Screen({ works }: { works: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/upstream" }) as { id?: string; list?: string; centre?: string };
  const list = listOf(search.list);
  const [giving, setGiving] = useState(false);
  const query = useQuery({
    queryKey: ["centreOrders", list, search.centre ?? ""], queryFn: () => upstream.list({ ...LISTS[list].filter, ...(search.centre ? { centre: search.centre } : {}) }),
  });
  const rows = useMemo(() => {
    const items = query.data?.items ?? [];
    return list === "all" ? items : [...items].sort(queueOrder);
  }, [query.data, list]);
  const open = useCallback((id: string | undefined) => void navigate({ to: "/upstream", search: { ...search, id }, replace: true }), [navigate, search]);
  const move = (step: 1 | -1) => open(neighbour(rows, search.id, step)?.id);
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
    n: () => { if (works) setGiving(true); }, Escape: () => { if (giving) setGiving(false); else open(undefined); },
  });
  return (
    <div className={search.id || giving ? "upstream desk-open" : "upstream"}>
      <section className="desk-list claim-list" aria-label={t("menu.upstream")}>
        <h1 className="screen-title sr-only">{t("menu.upstream")}</h1>
        <Lists list={list} onList={(name) => void navigate({ to: "/upstream", search: { ...search, list: name === "received" ? undefined : name } })} />
        {works ? <button type="button" className="chip upstream-new" onClick={() => setGiving(true)} data-testid="give-order">{t("upstream.give.open")}<kbd>N</kbd></button> : null}
        <Await query={query} rows={8}>
          {() => rows.length === 0 ? <Nothing title={t("upstream.none")} hint={t("upstream.noneHint")} /> : (
            <ol className="rows" aria-label={t("menu.upstream")}>
              {rows.map((row) => <Line key={row.id} order={row} chosen={row.id === search.id} onOpen={(id) => { setGiving(false); open(id); }} />)}
            </ol>
          )}
        </Await>
        <Links chosen={search.centre} onChoose={(code) => void navigate({ to: "/upstream", search: { ...search, list: "all", centre: code } })} />
      </section>
      {giving ? <GiveForm onClose={() => setGiving(false)} onGiven={(order) => { setGiving(false); void navigate({ to: "/upstream", search: { list: "given", id: order.id } }); }} />
        : search.id ? <OrderDetail key={search.id} id={search.id} works={works} onClose={() => open(undefined)} onOpen={open} />
        : <aside className="detail claim-choose"><Nothing title={t("upstream.choose")} hint={t("upstream.chooseHint")} /></aside>}
    </div>
  );
}

/** Lists are the tabs with what stands in each. */
function Lists({ list, onList }: { list: ListName; onList: (name: ListName) => void }) {
  const { t } = useTranslation();
  const counts = useQuery({ queryKey: ["centreCounts"], queryFn: upstream.counts }).data;
  return (
    <div className="choice call-lists" role="radiogroup" aria-label={t("filter.state")}>
      {(Object.keys(LISTS) as ListName[]).map((name) => {
        const own = LISTS[name];
        const late = counts ? own.late(counts) : 0;
        return (
          <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"} onClick={() => onList(name)} data-testid={`centre-orders-${name}`}>
            {t(`upstream.list.${name}`)}{counts && own.count ? <b className="num"> {own.count(counts)}</b> : null}
            {late > 0 ? <span className="bad"> {t("upstream.lateCount", { count: late })}</span> : null}
          </button>
        );
      })}
    </div>
  );
}

/** Line is one order in the list: how urgent, between whom, where it stands, what clock runs. */
function Line({ order, chosen, onOpen }: { order: CentreOrder; chosen: boolean; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <li className={chosen ? "row row-on" : "row"} data-id={order.id}>
      <button type="button" className="call-line" onClick={() => onOpen(order.id)} aria-current={chosen || undefined} data-testid="centre-order" data-state={order.state}>
        <span className="call-line-head">
          <LevelLamp level={order.level} />
          <b>{order.name || t("person.noName")}</b>
          <span className={order.late ? "call-state bad" : "call-state"}>{t(`upstream.state.${order.state}`)}</span>
        </span>
        <span className="second upstream-text">{order.text}</span>
        <span className="second upstream-line">
          <span>{t(`upstream.side.${order.side}`, { centre: order.centre.name || order.centre.code })}</span>
          {order.due_now ? <Due at={order.due_now} /> : <span className="num">{formatTime(order.ended_at, "short")}</span>}
        </span>
      </button>
    </li>
  );
}
