import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClaimDetail } from "../api/money";
import { money, type Onward } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { serverNow } from "../ui/now";
import { HistoryList } from "../ui/records";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, FaultNote } from "../ui/states";
import { ActPanel, MONEY, type Act } from "./acts";
import { ClaimHead } from "./head";
import { actsFor, linesOf, shown, type Line, type LineFilter } from "./lines";
import { SentNote } from "./sentnote";
import { OrderTable } from "./table";
import { Voucher } from "./voucher";

/** Claim is one victim's money: the clock, every account it went through, and what to do about each. */
export function Claim({ id, sent, onClose }: { id: string; sent?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["claim", id], queryFn: () => money.claim(id) });
  return (
    <aside className="detail claim" data-testid="claim-detail" aria-label={t("claim.title")}>
      <Await query={query} rows={14}>
        {(claim) => (
          <>
            {query.isError ? <FaultNote error={query.error} retry={() => void query.refetch()} /> : null}
            <ClaimBody claim={claim} sent={sent} onClose={onClose} />
          </>
        )}
      </Await>
      {query.isError && !query.data ? <Button onClick={onClose}>{t("act.back")}</Button> : null}
    </aside>
  );
}

/** useExtend orders the next layer and shows the answer at once. */
function useExtend(id: string) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  return useAct((onward: Onward) => money.extend(id, onward), MONEY, (claim) => {
    const before = client.getQueryData<ClaimDetail>(["claim", id])?.orders?.length ?? 0;
    client.setQueryData(["claim", id], claim);
    void message.success(t("claim.extended", { count: Math.max(1, (claim.orders?.length ?? 0) - before) }));
  });
}

function ClaimBody({ claim, sent, onClose }: { claim: ClaimDetail; sent?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [filter, setFilter] = useState<LineFilter>("all");
  const [chosen, setChosen] = useState<string>();
  const [act, setAct] = useState<Act>();
  const [history, setHistory] = useState(false);
  const extend = useExtend(claim.id);
  const remind = useAct((order: string) => money.remind(order), MONEY);
  const all = linesOf(claim);
  const lines = all.filter((line) => shown(line, filter));
  const line = lines.find((each) => each.id === chosen);
  const work = can("claim.work") && claim.state === "open";
  const next = (to: Line | undefined) => {
    if (!to || to.kind === "exit" || extend.isPending) return;
    if (to.kind === "candidate") return extend.mutate({ leg_id: to.leg.id });
    if (to.onward > 0) return extend.mutate({ order_id: to.order.id });
    setAct("manual");
  };
  useClaimKeys({ claim, lines, chosen, setChosen, line, work, act, setAct, onClose, next, remind: (order) => remind.mutate(order) });
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => { if (chosen) body.current?.querySelector(`[data-id="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: "nearest" }); }, [chosen]);
  return (
    <>
      <ClaimHead claim={claim} onClose={onClose} onAct={setAct} />
      <div className="claim-body" ref={body}>
        {sent ? <SentNote claim={claim} seconds={Number(sent)} /> : null}
        <LineFilterBar lines={all} filter={filter} setFilter={setFilter} history={history} setHistory={setHistory} />
        <FaultNote error={extend.error ?? remind.error} onClose={() => { extend.reset(); remind.reset(); }} />
        {history ? <HistoryList lines={(claim.history ?? []).map((each) => ({ ...each, action: "" }))} /> : (
          <OrderTable lines={lines} chosen={chosen} onChoose={(id) => { setChosen(id); }} onNext={work ? next : undefined} busy={extend.isPending} />
        )}
      </div>
      <ActPanel claim={claim} line={line} act={act} setAct={setAct} work={work} next={next} remind={(order) => remind.mutate(order)} />
      <Voucher claim={claim} />
      <p className="desk-foot muted">{t("claim.keys")}</p>
    </>
  );
}

function LineFilterBar({ lines, filter, setFilter, history, setHistory }: {
  lines: Line[]; filter: LineFilter; setFilter: (filter: LineFilter) => void; history: boolean; setHistory: (on: boolean) => void;
}) {
  const { t } = useTranslation();
  const names: LineFilter[] = ["all", "todo", "held"];
  return (
    <div className="line-filter" role="radiogroup" aria-label={t("claim.filter")}>
      {names.map((name) => (
        <button key={name} type="button" role="radio" aria-checked={filter === name && !history} className={filter === name && !history ? "chip chip-on" : "chip"} onClick={() => { setFilter(name); setHistory(false); }}>
          {t(`lineFilter.${name}`)} <span className="num">{lines.filter((line) => shown(line, name)).length}</span>
        </button>
      ))}
      <button type="button" role="radio" aria-checked={history} className={history ? "chip chip-on" : "chip"} onClick={() => setHistory(!history)}>{t("detail.history")}</button>
    </div>
  );
}

/** useClaimKeys: arrows choose an account, one key acts on it. */
function useClaimKeys({ claim, lines, chosen, setChosen, line, work, act, setAct, onClose, next, remind }: {
  claim: ClaimDetail; lines: Line[]; chosen: string | undefined; setChosen: (id: string | undefined) => void; line: Line | undefined; work: boolean;
  act: Act | undefined; setAct: (act: Act | undefined) => void; onClose: () => void; next: (line: Line | undefined) => void; remind: (order: string) => void;
}): void {
  const { can } = useSession();
  const navigate = useNavigate();
  const move = (step: 1 | -1) => setChosen(neighbour(lines, chosen, step)?.id);
  const order = line?.kind === "order" ? line.order : undefined;
  const may = order ? actsFor(order, serverNow()) : undefined;
  const open = (name: Act) => () => setAct(act === name ? undefined : name);
  useKeys({
    ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
    p: () => window.print(), g: () => void navigate({ to: "/flow/$claim", params: { claim: claim.id } }),
    ...(order ? { o: open("payers") } : {}),
    ...(work ? { n: () => next(line ?? lines.find((each) => each.kind === "candidate")), a: open("manual") } : {}),
    ...(work && may?.renew ? { r: open("renew") } : {}),
    ...(work && may?.release ? { l: open("release") } : {}),
    ...(work && may?.freeze ? { f: open("freeze") } : {}),
    ...(work && order ? { m: () => { if (actsFor(order, serverNow()).remind) remind(order.id); } } : {}),
    ...(work ? { e: open("claim") } : {}),
    ...(can("claim.review") && claim.review_by && !claim.reviewed_at ? { v: open("review") } : {}),
    Escape: () => (act ? setAct(undefined) : onClose()),
  });
}
