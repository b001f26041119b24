import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { linesApi, type LineRequest } from "../api/lines";
import { useAct } from "../ui/act";
import { At, Due } from "../ui/clock";
import { useKeys } from "../ui/keys";
import { LevelLamp } from "../ui/lamp";
import { PersonLine } from "../ui/person";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";
import { TrackActs } from "./track";
import "./lines.css";

/** Requests lists help and transfers of both sides: what we asked for stays here until it has ended, and so does what others ask of us. */
export function Requests() {
  const { t } = useTranslation();
  const { can } = useSession();
  const search = useSearch({ from: "/gate/lines" }) as { side?: string; all?: string };
  const navigate = useNavigate();
  const side = search.side === "given" ? "given" : "received";
  const live = search.all !== "true";
  const go = (next: { side?: string; all?: string }) => void navigate({ to: "/lines", search: ((now: object) => ({ ...now, ...next })) as never, replace: true });
  const list = useInfiniteQuery({
    queryKey: ["lines", "list", side, live], queryFn: ({ pageParam }) => linesApi.list(side, live, pageParam), initialPageParam: undefined as string | undefined, getNextPageParam: (last) => last.next,
  });
  useKeys({ "1": () => go({ side: "received" }), "2": () => go({ side: "given" }), "3": () => go({ all: live ? "true" : undefined }) });
  const rows = (list.data?.pages ?? []).flatMap((page) => page.items ?? []);
  const tab = (name: string, on: boolean, run: () => void, key: string) => <button type="button" role="tab" aria-selected={on} className={on ? "tab tab-on" : "tab"} onClick={run} data-testid={`requests-${name}`}>{t(`lines.${name}`)}<kbd>{key}</kbd></button>;
  return (
    <div className="page">
      <h1 className="screen-title">{t("menu.lines")}</h1>
      <div className="tabs" role="tablist">
        {tab("received", side === "received", () => go({ side: "received" }), "1")}
        {can("warning.work") ? tab("given", side === "given", () => go({ side: "given" }), "2") : null}
        <button type="button" className={live ? "tab" : "tab tab-on"} aria-pressed={!live} onClick={() => go({ all: live ? "true" : undefined })}>{t("lines.ended")}<kbd>3</kbd></button>
      </div>
      <Await query={list} rows={6}>
        {() => rows.length === 0 ? <Nothing title={t(`lines.none.${side}`)} hint={t("lines.noneHint")} /> : <ul className="plain">{rows.map((row) => <Row key={row.id} row={row} />)}</ul>}
      </Await>
      {list.hasNextPage ? <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>{t("lines.more")}</Button> : null}
    </div>
  );
}

function Row({ row }: { row: LineRequest }) {
  const { t } = useTranslation();
  return (
    <li className="lines-request" data-testid="request" data-kind={row.kind} data-state={row.state}>
      <p className="detail-line">
        <LevelLamp level={row.level} /><b>{t(`lineKind.${row.kind}`)}</b> <b>{t(`lineState.${row.state}`)}</b> {row.due_at ? <Due at={row.due_at} /> : null}
        <PersonLine person={row.person} /> <span className="muted">{t(`fraud.${row.fraud}`, { defaultValue: row.fraud })}</span>
        <span className="grow" /> <span className="muted">{row.unit.name} → {row.to} · {row.asked_by.name} <At iso={row.asked_at} /></span>
        {row.warning_id ? <Link to="/lines/$id" params={{ id: row.warning_id }}>{t("lines.open")}</Link> : null}
      </p>
      <p className="wrap">{row.task}</p>
      {row.answer.note ? <p className="wrap">{row.answer.name}：{row.answer.note}</p> : null}
      {row.reveals ? <Shown id={row.id} /> : null}
      <TrackActs id={row.id} may={row.may ?? []} outcomes={[]} />
    </li>
  );
}

/** Shown is the person's number for who has taken the request, for a reason that is logged. */
function Shown({ id }: { id: string }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const show = useAct(() => linesApi.reveal(id, reason.trim()), []);
  if (show.data) return <p><b className="num" data-testid="request-number">{show.data.value}</b></p>;
  return (
    <form className="choice" onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== "") show.mutate(undefined); }}>
      <input className="plain-input" value={reason} maxLength={300} placeholder={t("lines.revealWhy")} aria-label={t("lines.revealWhy")} onChange={(event) => setReason(event.target.value)} data-testid="request-why" />
      <Button size="small" htmlType="submit" disabled={reason.trim() === ""} loading={show.isPending} data-testid="request-reveal">{t("lines.reveal")}</Button>
      <FaultNote error={show.error} onClose={show.reset} />
    </form>
  );
}
