import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { money } from "../api/moneyapi";
import { FlowInput, FlowSelect } from "../ui/field";
import { usePaused } from "../ui/paused";

/** useBanks are the banks of the directory. */
export const useBanks = () => useQuery({ queryKey: ["banks"], queryFn: money.banks, staleTime: 300_000 }).data?.items ?? [];

/** BankChoice chooses a bank by name. */
export function BankChoice({ value, onChange, testid, wrong }: { value: string; onChange: (code: string) => void; testid: string; wrong?: boolean }) {
  const { t } = useTranslation();
  return <FlowSelect value={value} onChange={onChange} options={useBanks().map((bank) => ({ value: bank.code, text: bank.name }))} testid={testid} wrong={wrong} empty={t("intake.chooseBank")} />;
}

/** What a typed number was understood as. */
export interface Origin { claim_id?: string; warning_id?: string; text: string }

/** useOrigin finds the claim or the warning that a number names; nothing until it is one. */
export function useOrigin(typed: string, claim: string | undefined): { origin: Origin | undefined; asked: boolean } {
  const number = usePaused(typed.replace(/\s/g, "").toUpperCase(), 250);
  const query = useQuery({
    queryKey: ["origin", number, claim], enabled: claim !== undefined || number.length >= 6,
    queryFn: async (): Promise<Origin | null> => {
      if (claim && number === "") {
        const found = await money.claim(claim);
        return { claim_id: found.id, text: `${found.number} ${found.victim.name}` };
      }
      if (number.startsWith("ZF")) {
        const row = (await money.claims({ q: number })).items?.find((each) => each.number === number);
        return row ? { claim_id: row.id, text: `${row.number} ${row.victim.name}` } : null;
      }
      const row = (await api.search(number)).warnings?.find((each) => each.number.toUpperCase() === number);
      return row ? { warning_id: row.id, text: `${row.number} ${row.person.name}` } : null;
    },
  });
  return { origin: query.data ?? undefined, asked: query.isFetched };
}

/** Text is one plain line of a form. */
export function Text({ value, onChange, testid, max, wrong, mode, hint, focus }: { value: string; onChange: (text: string) => void; testid: string; max: number; wrong?: boolean; mode?: "text" | "numeric" | "tel"; hint?: string; focus?: boolean }) {
  return <FlowInput value={value} onChange={onChange} testid={testid} max={max} wrong={wrong} mode={mode} placeholder={hint} focus={focus} />;
}
