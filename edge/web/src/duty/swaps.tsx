import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { duty, DUTY, type DutySwap, type SwapVerb } from "../api/duty";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";

/** Swaps are those that wait for a word: of mine, and of me. */
export function Swaps() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const rows = useQuery({ queryKey: ["duty", "swaps"], queryFn: duty.swaps }).data?.items ?? [];
  const act = useAct(({ swap, verb }: { swap: DutySwap; verb: SwapVerb }) => duty.answer(swap.id, verb, swap.version), DUTY);
  if (rows.length === 0) return null;
  const side = (of: DutySwap["mine"]) => `${of.person.name} ${formatTime(of.from, "short")} ${pick(of.name_zh, of.name_en)}${t(`duty.${of.post}`)}`;
  return (
    <section className="card" aria-label={t("duty.swaps")}>
      <h2 className="section-title">{t("duty.swaps")}</h2>
      <ul className="duty-swaps">
        {rows.map((swap) => (
          <li key={swap.id} data-testid="swap">
            <span>{side(swap.mine)} ⇄ {side(swap.theirs)}</span>{swap.note ? <span className="muted">{swap.note}</span> : null}
            {(swap.to_me ? (["agree", "decline"] as const) : (["withdraw"] as const)).map((verb) => <Button key={verb} size="small" type={verb === "agree" ? "primary" : "default"} loading={act.isPending} onClick={() => act.mutate({ swap, verb })} data-testid={`swap-${verb}`}>{t(`duty.swap.${verb}`)}</Button>)}
          </li>
        ))}
      </ul>
      <FaultNote error={act.error} onClose={() => act.reset()} />
    </section>
  );
}
