import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scripts } from "../api/scripts";
import { useLang } from "../i18n";
import { usePaused } from "./paused";
import { ScriptReader, type Spoken } from "./scriptreader";
import { Await } from "./states";

/** A search starts after this pause in typing. */
const PAUSE_MS = 200;

/** ScriptPanel is the words to read aloud beside a call: the kinds of the warning's type, or any that typing finds. */
export function ScriptPanel({ fraud, ...call }: { fraud?: string } & Spoken) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const [typed, setTyped] = useState("");
  const [code, setCode] = useState<string>();
  const q = usePaused(typed.trim(), PAUSE_MS);
  const ask = q === "" ? { fraud } : { q };
  const list = useQuery({ queryKey: ["scripts", "list", ask], queryFn: () => scripts.list(ask), placeholderData: (before) => before });
  const rows = list.data?.items ?? [];
  const chosen = rows.find((row) => row.code === code) ?? rows[0];
  return (
    <section className="script-panel" aria-label={t("menu.scripts")} data-testid="script-panel">
      <div className="script-find">
        <input className="plain-input" type="search" value={typed} maxLength={60} placeholder={t("scripts.find")} aria-label={t("scripts.find")} onChange={(event) => setTyped(event.target.value)} data-testid="script-find" />
        <Await query={list} rows={1}>
          {() => (
            <select className="plain-input grow" value={chosen?.code ?? ""} aria-label={t("scripts.kind")} onChange={(event) => { setCode(event.target.value); event.target.blur(); }} data-testid="script-kind">
              {rows.length === 0 ? <option value="">{t("scripts.none")}</option> : null}
              {rows.map((row) => <option key={row.code} value={row.code}>{pick(row.zh, row.en)}</option>)}
            </select>
          )}
        </Await>
      </div>
      {chosen ? <ScriptReader code={chosen.code} call={call} aside /> : null}
    </section>
  );
}
