import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import type { InputRef } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import type { ClaimRow } from "../api/money";
import { money, type ClaimFilter } from "../api/moneyapi";
import { useKeys } from "../ui/keys";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, Nothing } from "../ui/states";
import { AuthorityNote } from "./authority";
import { Claim } from "./claim";
import { CounterLink } from "./counteralerts";
import { ClaimLine } from "./row";

export interface StoppaySearch { list?: string; q?: string; id?: string; sent?: string }

/** The lists of the desk, as the address names them, and what each asks of the centre. */
const LISTS: Record<string, ClaimFilter> = {
  open: { state: "open" }, provisional: { state: "open", standing: "provisional" }, review: { review: "due" }, all: {},
};

/** StoppayDesk (止付作战台) has the open claims on the left and everything about one on the right. */
export function StoppayDesk() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = useSearch({ from: "/gate/stoppay" }) as StoppaySearch;
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<StoppaySearch>) => void navigate({ to: "/stoppay", search: (now: StoppaySearch) => ({ ...now, sent: undefined, ...next }), replace: true }),
    [navigate],
  );
  const filter = { ...(LISTS[search.list ?? "open"] ?? LISTS.open), q: search.q };
  const list = useInfiniteQuery({
    queryKey: ["claims", filter], queryFn: ({ pageParam }) => money.claims(filter, pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items ?? []) ?? [], [list.data]);
  const input = useRef<InputRef>(null);
  const open = useCallback((id: string | undefined) => change({ id }), [change]);
  const move = (step: 1 | -1) => open(neighbour(rows, search.id, step)?.id);
  useKeys({
    "[": () => move(-1), "]": () => move(1), "/": () => input.current?.focus(),
    ...(can("claim.work") ? { i: () => void navigate({ to: "/stoppay/new" }) } : {}),
    ...(search.id === undefined ? { ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Enter: () => move(1) } : {}),
  });
  useEffect(() => {
    if (search.id) document.querySelector(`.claim-list [data-id="${CSS.escape(search.id)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [search.id]);
  return (
    <div className={search.id ? "stoppay stoppay-open" : "stoppay"}>
      <section className="desk-list claim-list" aria-label={t("menu.stoppay")}>
        <h1 className="screen-title sr-only">{t("menu.stoppay")}</h1>
        <ListHead search={search} change={change} inputRef={input} work={can("claim.work")} />
        <Await query={list} rows={10}>
          {() => rows.length === 0 ? <NoClaims filtered={!!search.q} reset={() => change({ q: undefined, list: undefined })} /> : (
            <ol className="rows" aria-label={t("claim.list")}>
              {rows.map((row) => <ClaimLine key={row.id} row={row} chosen={row.id === search.id} onOpen={open} />)}
              {list.hasNextPage ? <li className="more"><Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{t("act.more")}</Button></li> : null}
            </ol>
          )}
        </Await>
        <p className="desk-foot muted">{t("claim.listKeys")}</p>
      </section>
      {search.id ? <Claim key={search.id} id={search.id} sent={search.sent} onClose={() => open(undefined)} /> : <Choose rows={rows} />}
    </div>
  );
}

function ListHead({ search, change, inputRef, work }: { search: StoppaySearch; change: (next: Partial<StoppaySearch>) => void; inputRef: Ref<InputRef>; work: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? "");
  useEffect(() => setText(search.q ?? ""), [search.q]);
  const now = search.list ?? "open";
  return (
    <div className="claim-list-head">
      {work ? <Link to="/stoppay/new" className="big-link" data-testid="claim-new">{t("intake.open")}<kbd>I</kbd></Link> : null}
      <AuthorityNote />
      <nav className="claim-links" aria-label={t("shell.menu")}>
        <CounterLink />
        <Link to="/measures" className="link-button" data-testid="freezes-link">{t("menu.measures")}</Link>
        <Link to="/stoppay/authority" className="link-button" data-testid="authority-link">{t("authority.title")}</Link>
      </nav>
      <Input
        ref={inputRef} allowClear value={text} maxLength={60} placeholder={t("claim.find")} aria-label={t("claim.find")}
        onChange={(event) => { setText(event.target.value); if (event.target.value === "") change({ q: undefined }); }}
        onPressEnter={(event) => { change({ q: text.trim() || undefined, list: text.trim() ? "all" : search.list }); event.currentTarget.blur(); }}
      />
      <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
        {Object.keys(LISTS).map((name) => (
          <button key={name} type="button" role="radio" aria-checked={now === name} className={now === name ? "chip chip-on" : "chip"} onClick={() => change({ list: name === "open" ? undefined : name })} data-testid={`claims-${name}`}>
            {t(`claimList.${name}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

function NoClaims({ filtered, reset }: { filtered: boolean; reset: () => void }) {
  const { t } = useTranslation();
  if (!filtered) return <Nothing title={t("claim.none")} hint={t("claim.noneHint")} />;
  return <Nothing title={t("claim.noMatch")} hint={t("claim.noMatchHint")} action={<Button onClick={reset}>{t("filter.reset")}</Button>} />;
}

/** Choose fills the right side while no claim is open. */
function Choose({ rows }: { rows: ClaimRow[] }) {
  const { t } = useTranslation();
  return <aside className="detail claim-choose desk-only">{rows.length > 0 ? <Nothing title={t("claim.choose")} hint={t("claim.chooseHint")} /> : null}</aside>;
}
