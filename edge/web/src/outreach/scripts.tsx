import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { outreach, type Script } from "../api/outreach";
import { FRAUDS } from "../ui/frauds";
import { PlainTable } from "../ui/plaintable";
import { Await, Nothing } from "../ui/states";
import { ten } from "./parts";
import type { Desk } from "./outreach";

/** Scripts (话术库) is what fraudsters say, how it is told from what is true, and what is answered; by type of fraud, with edition and level of reader. */
export function Scripts({ search, go }: Desk) {
  const { t, i18n } = useTranslation();
  const [word, setWord] = useState("");
  const english = i18n.language.startsWith("en");
  const query = useQuery({ queryKey: ["outreach", "scripts", search.kind], queryFn: () => outreach.scripts({ fraud: search.kind }) });
  const rows = (query.data?.items ?? []).filter((row) => `${row.zh}${row.en}${row.says}${row.tell}${row.answer}`.includes(word.trim()));
  return (
    <>
      <div className="bar out-bar">
        <label className="out-span">{t("outreach.fraud")} <select className="plain-input" value={search.kind ?? ""} onChange={(event) => go({ kind: event.target.value || undefined })} data-testid="scripts-fraud">
          <option value="">{t("outreach.all")}</option>
          {FRAUDS.map((each) => <option key={each} value={each}>{t(`fraud.${each}`)}</option>)}
        </select></label>
        <label className="out-span">{t("outreach.word")} <input className="plain-input" value={word} maxLength={60} onChange={(event) => setWord(event.target.value)} data-testid="scripts-word" /></label>
        <span className="grow" />
        <span className="muted num">{t("outreach.scriptsN", { count: rows.length, all: ten(query.data?.kinds ?? 0) })}</span>
      </div>
      <Await query={query} rows={8}>
        {() => (
          <PlainTable<Script> label={t("outreachTab.scripts")} testid="scripts" rows={rows} keyOf={(row) => row.code} keys empty={<Nothing title={t("outreach.none")} hint={t("outreach.noScriptsHint")} />} columns={[
            { key: "name", title: t("outreach.script"), cell: (row) => <><b>{english ? row.en : row.zh}</b><span className="second muted">{t(`fraud.${row.fraud}`)}</span></>, by: (row) => row.fraud },
            { key: "says", title: t("outreach.says"), wide: true, cell: (row) => <span className="wrap">“{row.says}”</span> }, { key: "tell", title: t("outreach.tell"), wide: true, cell: (row) => <span className="wrap">{row.tell}</span> },
            { key: "answer", title: t("outreach.answer"), wide: true, cell: (row) => <span className="wrap">{row.answer}</span> },
            { key: "level", title: t("outreach.level"), cell: (row) => t(`scriptLevel.${row.level}`), by: (row) => row.level }, { key: "edition", title: t("outreach.edition"), right: true, cell: (row) => <span title={row.from}>{row.edition}</span> },
          ]} />
        )}
      </Await>
      <p className="muted">{t("outreach.scriptsNote", { label: (english ? query.data?.label_en : query.data?.label_zh) ?? "" })}</p>
    </>
  );
}
