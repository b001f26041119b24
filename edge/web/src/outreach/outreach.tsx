import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useKeys } from "../ui/keys";
import { Events } from "./events";
import { FraudFreeUnits } from "./fraudfree";
import { Materials } from "./materials";
import { Rates } from "./rates";
import { Scripts } from "./scripts";
import { Shelf } from "./shelf";
import "./outreach.css";

export type Search = Partial<Record<"tab" | "new" | "id" | "venue" | "form" | "kind" | "unit" | "region" | "campaign" | "task" | "large" | "from" | "to" | "state", string>>;
const TABS = ["events", "materials", "shelf", "rates", "fraudFree", "scripts"] as const;
type Tab = (typeof TABS)[number];

export interface Desk { search: Search; go: (next: Search) => void }

/** Outreach (宣传) is the page of the publicity officer: events, materials, works, registrations, fraud-free units. */
export function Outreach() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/outreach" }) as Search;
  const navigate = useNavigate();
  const go = (next: Search) => void navigate({ to: "/outreach", search: ((now: Search) => ({ ...now, ...next })) as never, replace: true });
  const tab: Tab = TABS.find((each) => each === search.tab) ?? "events";
  const open = (next: Tab) => void navigate({ to: "/outreach", search: { tab: next === "events" ? undefined : next } as never });
  const step = (by: number) => open(TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]);
  useKeys({ ArrowRight: () => step(1), ArrowLeft: () => step(-1), n: () => go({ new: "1" }), Escape: () => go({ new: undefined, id: undefined }), ...Object.fromEntries(TABS.map((each, i) => [String(i + 1), () => open(each)])) });
  const Part = { events: Events, materials: Materials, shelf: Shelf, rates: Rates, fraudFree: FraudFreeUnits, scripts: Scripts }[tab];
  return (
    <div className="page outreach">
      <header className="bar">
        <h1 className="screen-title">{t("menu.outreach")}</h1>
        <div className="tabs" role="tablist" aria-label={t("menu.outreach")}>
          {TABS.map((each, i) => <button key={each} type="button" role="tab" aria-selected={each === tab} className={each === tab ? "tab tab-on" : "tab"} onClick={() => open(each)} data-testid={`outreach-${each}`}>{t(`outreachTab.${each}`)}<kbd className="desk-only">{i + 1}</kbd></button>)}
        </div>
      </header>
      <Part search={search} go={go} />
    </div>
  );
}
