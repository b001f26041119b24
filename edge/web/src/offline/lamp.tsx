import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLang } from "../i18n";
import { WORK } from "../ui/act";
import { At } from "../ui/clock";
import { again, flush, giveUp, startQueue, useQueue, type Waiting } from "./queue";
import "./offline.css";

/** OfflineLamp says what waits in this phone and whether the centre can be reached; it is not there while nothing is amiss. A tap opens the list. */
export function OfflineLamp({ user }: { user: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { list, line } = useQueue();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    void startQueue(user, () => WORK.forEach((queryKey) => void client.invalidateQueries({ queryKey })));
  }, [user, client]);
  const stuck = list.filter((each) => each.state !== "waiting").length;
  if (line && list.length === 0) return null;
  const word = stuck > 0 ? t("offline.stuck", { count: stuck }) : line ? t("offline.waiting", { count: list.length }) : list.length > 0 ? t("offline.stored", { count: list.length }) : t("offline.none");
  return (
    <>
      <button type="button" className={`offline-lamp${stuck > 0 ? " offline-bad" : ""}`} data-testid="offline-lamp" data-line={line} data-count={list.length} aria-expanded={open} onClick={() => setOpen(!open)}>
        <i aria-hidden="true" />{word}
      </button>
      {open ? <Panel list={list} line={line} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Panel({ list, line, onClose }: { list: Waiting[]; line: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="offline-panel" aria-label={t("offline.title")} data-testid="offline-panel">
      <header className="detail-line">
        <b>{t("offline.title")}</b>
        <span className="grow" />
        {list.length > 0 ? <Button size="small" onClick={() => void flush()} data-testid="offline-send">{t("offline.sendNow")}</Button> : null}
        <Button size="small" type="text" onClick={onClose} aria-label={t("act.close")}>×</Button>
      </header>
      {line ? null : <p className="muted">{t("offline.readOnly")}</p>}
      <ol className="plain">{list.map((item) => <Entry key={item.id} item={item} />)}</ol>
    </section>
  );
}

/** Entry is one feedback; a conflict shows both versions and lets the officer choose. */
function Entry({ item }: { item: Waiting }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { theirs } = item;
  return (
    <li className="offline-entry" data-testid="offline-entry" data-state={item.state}>
      <p><b>{item.person}</b> <span className="muted num">{item.number}</span> <span className="muted">{t(`offline.state.${item.state}`)}</span></p>
      {item.why ? <p className="problem">{pick(item.why.zh, item.why.en) || item.why.code}</p> : null}
      <dl className="offline-both">
        <dt>{t("offline.ours")}</dt>
        <dd>{t(`result.${item.given.result}`, { defaultValue: item.given.result })} {item.given.note} <At iso={item.given.made} /> {item.pieces.length > 0 ? t("offline.pieces", { count: item.pieces.length }) : null}</dd>
        {theirs ? (
          <>
            <dt>{t("offline.theirs")}</dt>
            <dd data-testid="offline-theirs">
              {t(`orderState.${theirs.state}`, { defaultValue: theirs.state })} {theirs.result ? t(`result.${theirs.result}`, { defaultValue: theirs.result }) : null} {theirs.note} {theirs.unit} {theirs.by} {theirs.at ? <At iso={theirs.at} /> : null}
            </dd>
          </>
        ) : null}
      </dl>
      {item.state === "waiting" ? null : (
        <div className="form-foot">
          <Button size="small" onClick={() => void again(item)} data-testid="offline-again">{t("offline.again")}</Button>
          <Button size="small" danger onClick={() => void giveUp(item)} data-testid="offline-give-up">{t(theirs ? "offline.keepTheirs" : "offline.giveUp")}</Button>
        </div>
      )}
    </li>
  );
}
