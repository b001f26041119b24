import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeasureRules } from "../api/measures";
import type { Freeze } from "../api/money";
import { money, type FreezeVerb } from "../api/moneyapi";
import { useAct } from "../ui/act";
import { parseAmount } from "../ui/amount";
import { At } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { formatFen } from "../ui/money";
import { useSession } from "../ui/session";
import { neighbour } from "../ui/sort";
import { Await, FaultNote, Nothing } from "../ui/states";
import { Expiry } from "../ui/stoplamp";
import { useMeasures } from "./list";
import { Basis, Facts } from "./parts";
import { LISTS, needsDocument, needsNote, verbsFor } from "./verbs";
import { Instructions, ToldLamp } from "./told";

/** Hours before the end of a freeze at which its colour changes: a week, a day. */
const STEPS = [168, 24];

/** What the term and the approver of a freeze rest on. */
const TERM = ["freeze.months", "freeze.approver", "freeze.unrelated_days"];
const MAJOR = ["freeze.major_months", "freeze.major_approver", "freeze.unrelated_days"];

/** Freezes (冻结) are what waits for the approver and what runs, with the end of each. */
export function Freezes({ rules }: { rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const { search, change } = useMeasures();
  const list = search.state !== undefined && search.state in LISTS ? search.state : search.claim || search.id ? "all" : "todo";
  const query = useInfiniteQuery({
    queryKey: ["freezes", list, search.claim], queryFn: ({ pageParam }) => money.freezes({ state: LISTS[list], claim: search.claim }, pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const move = (step: 1 | -1) => change({ state: list, id: neighbour(rows, search.id, step)?.id });
  useKeys({ ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1), Escape: () => change({ id: undefined }) });
  return (
    <>
      <div className="bar measure-bar">
        <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
          {Object.keys(LISTS).map((name) => <button key={name} type="button" role="radio" aria-checked={list === name} className={list === name ? "chip chip-on" : "chip"} onClick={() => change({ state: name, id: undefined })} data-testid={`freezes-${name}`}>{t(`freezeList.${name}`)}</button>)}
        </div>
        {search.claim ? <button type="button" className="chip chip-on" onClick={() => change({ claim: undefined })}>{t("freezes.ofClaim")} ×</button> : null}
      </div>
      <Await query={query} rows={8}>
        {() => rows.length === 0 ? <Nothing title={t("freezes.none")} hint={t("freezes.noneHint")} /> : (
          <ol className="rows freeze-list">
            {rows.map((row) => <Line key={row.id} freeze={row} rules={rules} chosen={row.id === search.id} onOpen={() => change({ state: list, id: row.id === search.id ? undefined : row.id })} />)}
            {query.hasNextPage ? <li className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></li> : null}
          </ol>
        )}
      </Await>
    </>
  );
}

function Line({ freeze, rules, chosen, onOpen }: { freeze: Freeze; rules: MeasureRules | undefined; chosen: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <li className={chosen ? "row row-on freeze-row" : "row freeze-row"} data-testid="freeze-row" data-state={freeze.state} data-id={freeze.id}>
      <div className="freeze-line" onClick={onOpen}>
        <span><span className={`state freeze-${freeze.state}`}>{t(`freezeState.${freeze.state}`)}</span>{freeze.major ? <span className="second">{t("freeze.major")}</span> : null}</span>
        <button type="button" className="row-open"><b className="num">{freeze.number}</b> <span className="muted">{freeze.unit.name}</span><span className="second">{freeze.bank_name} <span className="num">{freeze.account}</span> {freeze.holder}</span></button>
        <span><span className="second">{t("freezes.case")}</span>{freeze.case}<span className="second num">{freeze.document}</span></span>
        <span className="right"><b className="num">{formatFen(freeze.fen)}</b><span className="second num">{freeze.frozen_fen > 0 ? t("freezes.frozen", { amount: formatFen(freeze.frozen_fen) }) : t("freezes.months", { count: freeze.months })}</span></span>
        <span>{freeze.state === "active" ? <Expiry until={freeze.expires_at} steps={STEPS} /> : <At iso={freeze.approved_at || freeze.proposed_at} />}</span>
      </div>
      {chosen ? <Acts freeze={freeze} rules={rules} /> : null}
    </li>
  );
}

/** Acts are the commands of one freeze. The approver sees the document beside what he approves, and says yes in two clicks. */
function Acts({ freeze, rules }: { freeze: Freeze; rules: MeasureRules | undefined }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { message } = App.useApp();
  const verbs = verbsFor(freeze, can);
  const [verb, setVerb] = useState<FreezeVerb | undefined>();
  const [form, setForm] = useState({ note: "", document: "", amount: "" });
  const fen = form.amount.trim() === "" ? undefined : parseAmount(form.amount);
  const body = { version: freeze.version, ...(form.note.trim() ? { note: form.note.trim() } : {}), ...(form.document.trim() ? { document: form.document.trim() } : {}), ...(fen ? { fen } : {}) };
  const save = useAct((what: FreezeVerb) => money.freezeAct(freeze.id, what, body), [["freezes"], ["stops"], ["claim"], ["claims"]], (out) => { setVerb(undefined); void message.success(t(`freezeState.${out.state}`)); });
  const ready = verb !== undefined && (!needsNote(verb) || form.note.trim() !== "") && (!needsDocument(verb) || form.document.trim() !== "") && (form.amount.trim() === "" || fen !== undefined);
  return (
    <form className="act-form" onSubmit={(event) => { event.preventDefault(); if (verb && ready) save.mutate(verb); }}>
      <p className="second">
        {t("freezes.proposed")} <At iso={freeze.proposed_at} shape="full" /> · <Link to="/stoppay" search={{ id: freeze.claim_id, list: "all" }}>{t("claim.title")}</Link>
        {freeze.executed_at ? <> · {t("freezes.executed")} <At iso={freeze.executed_at} shape="full" /></> : null}{freeze.renewals > 0 ? ` · ${t("freezes.renewals", { count: freeze.renewals })}` : ""}
        {freeze.earlier ? ` · ${t("freezes.earlier", { organ: freeze.earlier })}` : ""}{freeze.end_reason ? ` · ${freeze.end_reason}` : ""}
      </p>
      <Facts lines={[[t("measures.basis"), <Basis key="b" rules={rules} codes={freeze.major ? MAJOR : TERM} />]]} />
      {freeze.renew_refusal ? <p className="bad" data-testid="renew-refused">{t("freezes.renewRefused", { reason: t(`refusal.${freeze.renew_refusal}`, { defaultValue: freeze.renew_refusal }) })}</p> : freeze.renew_from ? <p className="second">{t("freezes.renewOpen")} <At iso={freeze.renew_from} shape="full" /></p> : null}
      <ToldLamp told={freeze.told} refusal={freeze.refusal} />
      <Instructions id={freeze.id} />
      {verbs.length === 0 ? <p className="muted">{t("freezes.nothingToDo")}</p> : (
        <div className="choice" role="radiogroup" aria-label={t("detail.actions")}>
          {verbs.map((each) => <button key={each} type="button" role="radio" aria-checked={verb === each} className={verb === each ? "chip chip-on" : "chip"} onClick={() => setVerb(each)} data-testid={`freeze-${each}`}>{t(`freezeAct.${each}`)}</button>)}
        </div>
      )}
      {verb ? (
        <div className="act-fields">
          {needsDocument(verb) ? <Input autoFocus value={form.document} maxLength={64} placeholder={t("freeze.document")} aria-label={t("freeze.document")} onChange={(event) => setForm({ ...form, document: event.target.value })} data-testid="freeze-act-document" /> : null}
          {verb === "lift" ? <Input className="act-amount" value={form.amount} prefix="¥" placeholder={t("release.whole", { amount: formatFen(freeze.frozen_fen || freeze.fen) })} aria-label={t("freeze.amount")} onChange={(event) => setForm({ ...form, amount: event.target.value })} /> : null}
          <Input value={form.note} maxLength={500} placeholder={t(needsNote(verb) ? "freezes.noteNeeded" : "freezes.note")} aria-label={t("freezes.note")} onChange={(event) => setForm({ ...form, note: event.target.value })} data-testid="freeze-note" />
          <Button type="primary" danger={verb === "decline" || verb === "lift"} htmlType="submit" disabled={!ready} loading={save.isPending} data-testid="freeze-act-save">{t(`freezeAct.${verb}`)}</Button>
        </div>
      ) : null}
      <FaultNote error={save.error} onClose={save.reset} />
    </form>
  );
}
