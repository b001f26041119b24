import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { govern } from "../api/govern";
import { PlainTable } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, Nothing } from "../ui/states";
import type { Search } from "./duties";
import { Programmes } from "./programmes";
import { Acts, Facts, lastDay, Light, State, useNames, useWho, type Verb } from "./parts";

/** What the list shows by its chips. "owed" is past its day and not accepted yet, whoever it waits for; "overdue" waits for the unit. */
const ASKED: Record<string, { state?: string; overdue?: boolean }> = {
  "": {}, overdue: { state: "open", overdue: true }, owed: { state: "open,submitted", overdue: true }, submitted: { state: "submitted" }, open: { state: "open" }, confirmed: { state: "confirmed" }, waived: { state: "waived" },
};

/** TermsPart lists the occurrences of duties: what stands behind every count of the matrix. */
export function TermsPart({ search, go }: { search: Search; go: (next: Search) => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const who = useWho();
  const kinds = useQuery({ queryKey: ["govern", "members"], queryFn: () => govern.members(), staleTime: 60_000 }).data?.items ?? [];
  const state = search.state !== undefined && Object.hasOwn(ASKED, search.state) ? search.state : "";
  const query = useQuery({ queryKey: ["govern", "terms", state, search.member], queryFn: () => govern.terms({ ...ASKED[state], member: search.member }) });
  const ofKind = (member: string) => !search.kind || kinds.find((each) => each.member === member)?.kind === search.kind;
  return (
    <>
      {state || search.member || search.kind || search.id ? null : <Programmes />}
      <div className="bar gov-bar">
        {Object.keys(ASKED).map((each) => <button key={each} type="button" className={state === each ? "chip chip-on" : "chip"} onClick={() => go({ state: each || undefined })} data-testid={`terms-${each || "all"}`}>{each ? t(`governState.${each}`) : t("govern.all")}</button>)}
        {search.member ? <button type="button" className="chip chip-on" onClick={() => go({ member: undefined })}>{names(search.member)} ×</button> : null}
        {search.kind ? <button type="button" className="chip chip-on" onClick={() => go({ kind: undefined })}>{t(`governKind.${search.kind}`)} ×</button> : null}
      </div>
      {search.id ? <TermPart id={search.id} close={() => go({ id: undefined })} /> : null}
      <Await query={query} rows={10}>
        {(page) => {
          const rows = (page.items ?? []).filter((each) => ofKind(each.member));
          return (
            <>
              <p className="muted" data-testid="terms-count">{t(page.next ? "govern.listedFirst" : "govern.listed", { n: rows.length })}</p>
              <PlainTable label={t("governTab.terms")} testid="terms" keys rows={rows} keyOf={(row) => row.id} chosen={search.id} onOpen={(row) => go({ id: row.id === search.id ? undefined : row.id })} empty={<Nothing title={t("govern.none")} hint={t("govern.noneHint")} />}
                columns={[
                  { key: "member", title: t("govern.member"), cell: (row) => names(row.member), by: (row) => names(row.member) },
                  { key: "title", title: t("govern.title"), wide: true, cell: (row) => row.title, by: (row) => row.title },
                  { key: "period", title: t("govern.period"), cell: (row) => row.period, by: (row) => row.period },
                  { key: "due", title: t("govern.due"), cell: (row) => lastDay(row.due), by: (row) => row.due },
                  { key: "state", title: t("govern.state"), cell: (row) => <State of={row.state} overdue={row.overdue} />, by: (row) => row.state },
                  { key: "light", title: t("govern.light"), cell: (row) => <Light light={row.light} />, by: (row) => row.light },
                  { key: "submitted", title: t("govern.submitted"), cell: (row) => who(row.submitted), by: (row) => row.submitted.at },
                ]} />
            </>
          );
        }}
      </Await>
    </>
  );
}

/** TermPart is one occurrence of a duty, with what can be done with it. */
export function TermPart({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const names = useNames();
  const who = useWho();
  const query = useQuery({ queryKey: ["govern", "term", id], queryFn: () => govern.term(id) });
  return (
    <Await query={query} rows={3}>
      {(term) => {
        const verbs: Verb[] = [];
        if (term.state === "open" && (can("member.work") || can("govern.manage"))) verbs.push({ verb: "submit", label: t("governAct.submitTerm"), proof: true });
        if (term.state === "submitted" && can("govern.manage")) verbs.push({ verb: "confirm", label: t("governAct.confirm") }, { verb: "return", label: t("governAct.return"), note: true });
        if (term.state === "open" && can("govern.manage")) verbs.push({ verb: "waive", label: t("governAct.waive"), note: true });
        return (
          <section className="card gov-one" data-testid="term">
            <h2>{names(term.member)} · {term.title} <Light light={term.light} /></h2>
            <Facts of={[[t("govern.number"), term.number], [t("govern.period"), term.period], [t("govern.due"), lastDay(term.due)], [t("govern.state"), <State key="s" of={term.state} overdue={term.overdue} />], [t("govern.submitted"), who(term.submitted)], [t("govern.decided"), who(term.decided)], [t("govern.reason"), term.reason], [t("govern.note"), term.note], [t("govern.proof"), (term.files ?? []).map((each) => each.name).join(t("shell.comma"))], [t("govern.reminded"), term.reminded || ""]]} />
            <Acts verbs={verbs} version={term.version} send={(verb, body) => govern.termAct(term.id, verb, body)}><button type="button" className="link" onClick={close}>{t("govern.close")}</button></Acts>
          </section>
        );
      }}
    </Await>
  );
}
