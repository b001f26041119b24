import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { hotline, type Ticket } from "../api/hotline";
import { randomKey } from "../api/key";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Call } from "./call";
import { CALLS, queueOrder } from "./calls";
import "./hotline.css";
import { CallLine } from "./line";

/** The lists of the desk and what each asks of the centre. */
const LISTS = {
  open: { state: "queued,answered,taken_over,wrapped,promised", sort: "waiting" }, promised: { state: "promised", sort: "promise" }, all: { sort: "latest" },
} as const;
type List = keyof typeof LISTS;

/** CallDesk (接线台) has the calls on the left and everything about one on the right. */
export function CallDesk() {
  const { t } = useTranslation();
  const { can } = useSession();
  if (!can("hotline.work")) return <Nothing title={t("shell.noRights")} hint={t("hotline.noRight")} />;
  return <Desk />;
}

function Desk() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/hotline" }) as { id?: string; list?: string };
  const list: List = search.list === "promised" || search.list === "all" ? search.list : "open";
  const query = useQuery({ queryKey: ["tickets", list], queryFn: () => hotline.tickets(LISTS[list]) });
  const rules = useQuery({ queryKey: ["hotlineRules"], queryFn: hotline.rules, staleTime: 600_000 }).data;
  const rows = useMemo(() => {
    const items = query.data?.items ?? [];
    return list === "open" ? [...items].sort(queueOrder) : items;
  }, [query.data, list]);
  const open = useCallback((id: string | undefined) => void navigate({ to: "/hotline", search: { ...search, id }, replace: true }), [navigate, search]);
  const number = useRef<HTMLInputElement>(null);
  const answer = useAct((ticket: Ticket) => hotline.act(ticket.id, "answer", { version: ticket.version }), CALLS, (ticket) => open(ticket.id));
  const waiting = rows.find((row) => row.state === "queued");
  const move = (step: 1 | -1) => open(neighbour(rows, search.id, step)?.id);
  useKeys({
    i: () => number.current?.focus(), a: () => { if (waiting) answer.mutate(waiting); }, "[": () => move(-1), "]": () => move(1),
    ...(search.id === undefined ? { ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1) } : {}),
  });
  return (
    <div className="hotline">
      <section className="desk-list claim-list" aria-label={t("menu.hotline")}>
        <h1 className="screen-title sr-only">{t("menu.hotline")}</h1>
        <NewCall inputRef={number} onMade={(ticket) => open(ticket.id)} />
        <FaultNote error={answer.error} onClose={answer.reset} />
        <div className="choice call-lists" role="radiogroup" aria-label={t("filter.state")}>
          {(Object.keys(LISTS) as List[]).map((name) => (
            <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"}
              onClick={() => void navigate({ to: "/hotline", search: { ...search, list: name === "open" ? undefined : name } })} data-testid={`calls-${name}`}>
              {t(`hotline.list.${name}`)}
            </button>
          ))}
        </div>
        <Await query={query} rows={8}>
          {() => rows.length === 0 ? <Nothing title={t("hotline.none")} hint={t("hotline.noneHint")} /> : (
            <ol className="rows" aria-label={t("hotline.calls")}>
              {rows.map((row) => <CallLine key={row.id} ticket={row} chosen={row.id === search.id} onOpen={open} />)}
            </ol>
          )}
        </Await>
        <p className="desk-foot muted">{t("hotline.listKeys")}</p>
      </section>
      {search.id && rules ? <Call key={search.id} id={search.id} rules={rules} onClose={() => { open(undefined); setTimeout(() => number.current?.focus()); }} /> : (
        <aside className="detail claim-choose"><Nothing title={t("hotline.choose")} hint={t("hotline.chooseHint")} /></aside>
      )}
    </div>
  );
}

/** NewCall makes a ticket of the call that rings beside the console: the number once, then Enter. Empty is a withheld number. */
function NewCall({ inputRef, onMade }: { inputRef: React.RefObject<HTMLInputElement | null>; onMade: (ticket: Ticket) => void }) {
  const { t } = useTranslation();
  const [phone, setPhone] = useState("");
  const [key, setKey] = useState(randomKey);
  const client = useQueryClient();
  const make = useAct((direction: "in" | "out") => hotline.receive({ ...(phone.trim() === "" ? {} : { phone: phone.trim() }), direction }, key), CALLS, (ticket) => {
    // what is known of the number is asked for at once, not after the ticket was read again
    client.setQueryData(["ticket", ticket.id], { ticket, steps: [] });
    setPhone("");
    setKey(randomKey());
    onMade(ticket);
  });
  return (
    <form className="claim-list-head" onSubmit={(event) => { event.preventDefault(); if (!make.isPending) make.mutate("in"); }}>
      <label className="field-label" htmlFor="call-number">{t("hotline.newCall")}<kbd>I</kbd></label>
      <input
        id="call-number" ref={inputRef} className="plain-input call-number" autoFocus inputMode="tel" maxLength={24} autoComplete="off" value={phone} placeholder={t("hotline.numberHint")} data-testid="call-number"
        onChange={(event) => { setPhone(event.target.value.replace(/[^\d+()\-\s]/g, "")); setKey(randomKey()); }} // I has no effect where the cursor stands already
        onKeyDown={(event) => { if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); make.mutate("out"); } }}
      />
      <FaultNote error={make.error} onClose={make.reset} />
    </form>
  );
}
