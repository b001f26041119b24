import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type Issue } from "../api/bulletins";
import { useLang } from "../i18n";
import { useKeys } from "../ui/keys";
import { Await } from "../ui/states";
import { Acts } from "./acts";
import { Exports } from "./exports";
import { Paper } from "./paper";
import { Side, TABS, type Tab } from "./side";
import { blocking } from "./text";

/** IssueScreen is one issue: the document in the middle, what the check and the colleagues say beside it, what may be done on top. */
export function IssueScreen() {
  const { id } = useParams({ from: "/gate/bulletins/$id" });
  const query = useQuery({ queryKey: ["bulletins", "one", id], queryFn: () => bulletinsApi.one(id) });
  return <Await query={query} rows={14}>{(issue) => <Open issue={issue} />}</Await>;
}

function Open({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const navigate = useNavigate();
  const search = useSearch({ from: "/gate/bulletins/$id" }) as { tab?: string };
  const findings = issue.findings ?? [];
  const tab: Tab = TABS.find((each) => each === search.tab) ?? (findings.length > 0 ? "check" : "remarks");
  const [chosen, setChosen] = useState<string>();
  const show = (next: Tab) => void navigate({ to: "/bulletins/$id", params: { id: issue.id }, search: { tab: next }, replace: true });
  const point = (paragraph: string) => {
    setChosen(paragraph);
    document.getElementById(`p-${paragraph}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  };
  const turn = (step: number) => { const stops = findings.filter((each) => each.paragraph !== ""); if (stops.length > 0) { const now = stops.findIndex((each) => each.paragraph === chosen); point(stops[(now + step + stops.length) % stops.length].paragraph); show("check"); } };
  useKeys({ n: () => turn(1), p: () => turn(-1), "1": () => show("check"), "2": () => show("remarks"), "3": () => show("compare"), "4": () => show("history"), Escape: () => void navigate({ to: "/bulletins" }) });
  const stops = blocking(findings);
  return (
    <div className="issue" data-testid="issue" data-state={issue.state}>
      <header className="issue-head">
        <Link to="/bulletins" className="link-button" aria-label={t("act.back")}>‹</Link>
        <div className="issue-what">
          <h1 className="screen-title">{pick(issue.kind_zh, issue.kind_en)} <span className="num">{issue.from === issue.to ? issue.from : `${issue.from} – ${issue.to}`}</span></h1>
          <span className={`state issue-${issue.state}`} data-testid="issue-state">{t(`issueState.${issue.state}`)}</span>
          {issue.no > 0 ? <span className="num muted">{t("bulletins.no", { no: issue.no })}</span> : null}
          {stops > 0 ? <b className="bad" data-testid="issue-stops">{t("bulletins.stops", { count: stops })}</b> : issue.state === "published" || issue.state === "withdrawn" ? null : <span className="good" data-testid="issue-clean">{t("bulletins.cleanLong")}</span>}
        </div>
        <Acts issue={issue} stops={stops} onStops={() => show("check")} />
        <Exports issue={issue} />
      </header>
      <div className="issue-body">
        <Paper issue={issue} chosen={chosen} onChoose={setChosen} />
        <Side issue={issue} tab={tab} onTab={show} chosen={chosen} onPoint={point} />
      </div>
    </div>
  );
}
