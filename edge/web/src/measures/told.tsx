import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { measuresApi, type ToldRow } from "../api/measures";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { serverNow } from "../ui/now";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";

/** What a bank has not done is red, what it has is plain, what it is asked waits. */
const tone = (told: string) => (told === "refused" || told === "undelivered" || told === "silent" ? "state freeze-rejected" : told === "done" ? "state freeze-active" : "state state-issued");

/** useRefusal names why a bank has not done something: its own word, or ours for what never reached it. */
function useRefusal(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => (code === "" ? "" : t(`told.why.${code.replace(".", "_")}`, { defaultValue: t(`refusal.${code}`, { defaultValue: code }) }));
}

/** ToldLamp says in one word what the bank has done of the latest that it was told; nothing where it was told nothing. */
export function ToldLamp({ told, refusal }: { told: string; refusal: string }) {
  const { t } = useTranslation();
  const why = useRefusal();
  if (told === "") return null;
  return <span className="told"><span className={tone(told)} data-testid="told" data-told={told}>{t(`told.state.${told}`)}</span>{refusal ? <span className="second bad">{why(refusal)}</span> : null}</span>;
}

/** late says whether a bank may be reminded: it has the instruction, and the first reminder's time has come. */
const late = (row: ToldRow): boolean => (row.state === "sent" || row.state === "queued") && (row.reminders > 0 || row.remind_at === "" || Date.parse(row.remind_at) <= serverNow());

/** Instructions is everything that the bank was told of one measure, how far each has come, and a reminder by hand. */
export function Instructions({ id }: { id: string }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const query = useQuery({ queryKey: ["measures", "told", id], queryFn: () => measuresApi.told(id) });
  const remind = useAct((message: string) => measuresApi.remindBank(id, message), [["measures"]]);
  const rows = query.data?.items ?? [];
  return (
    <section className="told-list" aria-label={t("told.title")} data-testid="told-list">
      <h4>{t("told.title")}</h4>
      {query.isSuccess && rows.length === 0 ? <p className="muted">{t("told.none")}</p> : (
        <ol className="plain">{rows.map((row) => <Row key={row.id} row={row} onRemind={can("claim.work") && late(row) ? () => remind.mutate(row.id) : undefined} busy={remind.isPending} />)}</ol>
      )}
      <FaultNote error={query.error ?? remind.error} onClose={remind.reset} />
    </section>
  );
}

function Row({ row, onRemind, busy }: { row: ToldRow; onRemind?: () => void; busy: boolean }) {
  const { t } = useTranslation();
  const why = useRefusal();
  const mark = row.state === "refused" || row.state === "undelivered" ? "bad" : "";
  return (
    <li className="detail-line" data-testid="told-row" data-state={row.state}>
      <b>{t(`told.kind.${row.kind}`)}</b><span className="muted">{row.bank_name}</span>
      <span className={mark}>{t(`told.row.${row.state}`)}</span>
      {row.refusal ? <span className="bad">{why(row.refusal)}</span> : null}
      {row.made_at ? <span className="second">{t("told.made")} <At iso={row.made_at} shape="full" /></span> : null}
      {row.done_at ? <span className="second">{t("told.done")} <At iso={row.done_at} shape="full" /></span> : null}
      {row.reminders > 0 ? <span className="second">{t("told.reminders", { count: row.reminders })}</span> : null}
      {row.tries > 0 && row.state === "due" ? <span className="second bad">{t("told.tries", { count: row.tries })}</span> : null}
      {onRemind ? <Button size="small" onClick={onRemind} loading={busy} data-testid="told-remind">{t("told.remind")}</Button> : null}
    </li>
  );
}
