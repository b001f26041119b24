import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { bare, gate, root, text, type Raw } from "./routes/base";
import { caseRoutes } from "./routes/cases";
import { dutyRoutes } from "./routes/duty";
import { bareFigures, figures } from "./routes/figures";
import { governRoutes } from "./routes/govern";
import { hotlineRoutes } from "./routes/hotline";
import { lineRoutes } from "./routes/lines";
import { outreachRoutes } from "./routes/outreach";
import { sampleRoutes } from "./routes/samples";
import { scenarioRoutes } from "./routes/scenarios";
import { scriptRoutes } from "./routes/scripts";
import { upstreamRoutes } from "./routes/upstream";
import { textRoutes } from "./routes/texts";
import { vouchRoutes } from "./routes/vouch";
import { Home } from "./shell/home";

const login = createRoute({
  getParentRoute: () => root, path: "/login", validateSearch: (s: Raw) => text(s, "next", "why"),
  component: lazyRouteComponent(() => import("./signin/signin"), "SignIn"),
});
const setup = createRoute({
  getParentRoute: () => root, path: "/setup", validateSearch: (s: Raw) => text(s, "token"),
  component: lazyRouteComponent(() => import("./signin/setup"), "Setup"),
});
const password = createRoute({
  getParentRoute: () => root, path: "/password", validateSearch: (s: Raw) => text(s, "token"),
  component: lazyRouteComponent(() => import("./signin/password"), "Password"),
});
const home = createRoute({ getParentRoute: () => gate, path: "/", component: Home });
const today = createRoute({
  getParentRoute: () => gate, path: "/today", validateSearch: (s: Raw) => text(s, "list", "from", "to"),
  component: lazyRouteComponent(() => import("./today/today"), "TodayScreen"),
});
const alerts = createRoute({
  getParentRoute: () => gate, path: "/alerts",
  validateSearch: (s: Raw) => text(s, "state", "level", "family", "mine", "overdue", "unit", "fraud", "q", "figure", "part", "from", "to", "id"),
  component: lazyRouteComponent(() => import("./alerts/desk"), "AlertDesk"),
});
const tasks = createRoute({
  getParentRoute: () => gate, path: "/tasks",
  validateSearch: (s: Raw) => text(s, "state", "level", "unit", "mine", "overdue", "figure", "part", "from", "to", "id"),
  component: lazyRouteComponent(() => import("./tasks/tasks"), "Tasks"),
});
const persons = createRoute({
  getParentRoute: () => gate, path: "/persons", validateSearch: (s: Raw) => text(s, "q"),
  component: lazyRouteComponent(() => import("./person/find"), "FindPerson"),
});
const person = createRoute({
  getParentRoute: () => gate, path: "/persons/$id",
  component: lazyRouteComponent(() => import("./person/person"), "PersonScreen"),
});
const units = createRoute({
  getParentRoute: () => gate, path: "/units", validateSearch: (s: Raw) => text(s, "tab", "unit"),
  component: lazyRouteComponent(() => import("./admin/units"), "UnitsAndUsers"),
});
const sources = createRoute({
  getParentRoute: () => gate, path: "/sources", component: lazyRouteComponent(() => import("./admin/sources"), "Sources"),
});
const audit = createRoute({
  getParentRoute: () => gate, path: "/audit", validateSearch: (s: Raw) => text(s, "actor", "object_id"),
  component: lazyRouteComponent(() => import("./admin/audit"), "Audit"),
});
const stoppay = createRoute({
  getParentRoute: () => gate, path: "/stoppay", validateSearch: (s: Raw) => text(s, "list", "q", "id", "sent"),
  component: lazyRouteComponent(() => import("./stoppay/desk"), "StoppayDesk"),
});
const intake = createRoute({
  getParentRoute: () => gate, path: "/stoppay/new", validateSearch: (s: Raw) => text(s, "warning"),
  component: lazyRouteComponent(() => import("./stoppay/intake"), "Intake"),
});
const authority = createRoute({
  getParentRoute: () => gate, path: "/stoppay/authority", component: lazyRouteComponent(() => import("./stoppay/authority"), "AuthorityScreen"),
});
const counterAlerts = createRoute({
  getParentRoute: () => gate, path: "/stoppay/alerts", component: lazyRouteComponent(() => import("./stoppay/counteralerts"), "CounterAlerts"),
});
const measures = createRoute({
  getParentRoute: () => gate, path: "/measures", validateSearch: (s: Raw) => text(s, "kind", "state", "claim", "sort", "id", "new"),
  component: lazyRouteComponent(() => import("./measures/measures"), "Measures"),
});
/** The address of freezes before the other measures stood beside them: letters and bookmarks name it. */
const freezes = createRoute({
  getParentRoute: () => gate, path: "/freezes", validateSearch: (s: Raw) => text(s, "state", "claim", "id"),
  beforeLoad: ({ search }) => { throw redirect({ to: "/measures", search, replace: true }); },
});
const banks = createRoute({
  getParentRoute: () => gate, path: "/banks", component: lazyRouteComponent(() => import("./admin/banks"), "Banks"),
});
const stops = createRoute({
  getParentRoute: () => gate, path: "/stops", validateSearch: (s: Raw) => text(s, "bank", "state", "hold", "expiring", "silent", "claim", "q", "from", "reconcile"),
  component: lazyRouteComponent(() => import("./stops/ledger"), "Ledger"),
});
const league = createRoute({
  getParentRoute: () => gate, path: "/stops/league", validateSearch: (s: Raw) => text(s, "days"),
  component: lazyRouteComponent(() => import("./stops/league"), "League"),
});
const flow = createRoute({
  getParentRoute: () => gate, path: "/flow/$claim", validateSearch: (s: Raw) => text(s, "view", "from", "to", "min", "merge", "node", "part"),
  component: lazyRouteComponent(() => import("./flow/claimflow"), "ClaimFlow"),
});
const sheets = createRoute({
  getParentRoute: () => gate, path: "/sheets", component: lazyRouteComponent(() => import("./flow/sheets"), "Sheets"),
});
const sheet = createRoute({
  getParentRoute: () => gate, path: "/sheets/$id", validateSearch: (s: Raw) => text(s, "view", "node", "part", "min"),
  component: lazyRouteComponent(() => import("./flow/sheet"), "SheetScreen"),
});
const objections = createRoute({
  getParentRoute: () => gate, path: "/objections", validateSearch: (s: Raw) => text(s, "state", "id"),
  component: lazyRouteComponent(() => import("./objections/objections"), "Objections"),
});
const bankOrders = createRoute({
  getParentRoute: () => gate, path: "/bank/orders", validateSearch: (s: Raw) => text(s, "state", "id"),
  component: lazyRouteComponent(() => import("./bank/orders"), "BankOrders"),
});
const bankAlerts = createRoute({
  getParentRoute: () => gate, path: "/bank/alerts", component: lazyRouteComponent(() => import("./bank/alerts"), "BankAlerts"),
});
const bankObjections = createRoute({
  getParentRoute: () => gate, path: "/bank/objections", validateSearch: (s: Raw) => text(s, "order"),
  component: lazyRouteComponent(() => import("./bank/objections"), "BankObjections"),
});
/** The victim's own page needs no login and asks for none. */
const trail = createRoute({
  getParentRoute: () => root, path: "/trail/$receipt", component: lazyRouteComponent(() => import("./trail/trail"), "TrailScreen"),
});

const gated = gate.addChildren([
  home, today, alerts, tasks, persons, person, units, sources, audit,
  stoppay, intake, authority, counterAlerts, measures, freezes, banks, stops, league, flow, sheets, sheet, objections, bankOrders, bankAlerts, bankObjections,
  ...scenarioRoutes, ...scriptRoutes, ...sampleRoutes, ...caseRoutes, ...figures, ...governRoutes, ...outreachRoutes, ...hotlineRoutes, ...lineRoutes, ...upstreamRoutes, ...textRoutes, ...dutyRoutes, ...vouchRoutes,
]);

/** Addresses carry plain words (?level=urgent), so that they can be read, sent and written by hand. */
export const router = createRouter({
  routeTree: root.addChildren([login, setup, password, trail, gated, bare.addChildren([...bareFigures])]),
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== "") params.set(name, String(value));
    const out = params.toString();
    return out === "" ? "" : `?${out}`;
  },
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
