import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Slider } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../api/money";
import { money, type FlowFilter } from "../api/moneyapi";
import { useLang } from "../i18n";
import { useKeys } from "../ui/keys";
import { Await, FaultNote, Nothing } from "../ui/states";
import { formatTime } from "../ui/time";
import { behind } from "./behind";
import { BehindList } from "./behindlist";
import { conserves, timesOf, withoutCircles } from "./flowing";
import { NodeLines, NodeTable } from "./nodes";
import { Picture, VIEWS, type View } from "./picture";
import { Exits, Sums } from "./sums";

interface FlowSearch { view?: string; from?: string; to?: string; min?: string; merge?: string; node?: string; part?: string }
/** Below these sums a transfer is a fee or a test, in fen. */
const SMALL = [0, 10_000, 100_000, 1_000_000];

/** A phone is too narrow for bands: it begins with the table. */
const NARROW_PX = 600;
const firstView = (): View => (window.innerWidth < NARROW_PX ? "table" : "sankey");

/** filterOf turns the address into what is asked of the centre. */
export function filterOf(search: FlowSearch): FlowFilter {
  const min = Number(search.min ?? "0");
  return { from: search.from, to: search.to, min_fen: Number.isInteger(min) && min > 0 ? min : undefined, merge: search.merge === "holder" ? "holder" : undefined };
}

/** ClaimFlow (资金流向) shows where the money of one claim went: as bands, as a tree, or in a table. */
export function ClaimFlow() {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { claim } = useParams({ from: "/gate/flow/$claim" });
  const search = useSearch({ from: "/gate/flow/$claim" }) as FlowSearch;
  const navigate = useNavigate();
  const change = useCallback((next: Partial<FlowSearch>) => void navigate({ to: "/flow/$claim", params: { claim }, search: (now: FlowSearch) => ({ ...now, ...next }), replace: true }), [navigate, claim]);
  const filter = filterOf(search);
  const head = useQuery({ queryKey: ["claim", claim], queryFn: () => money.claim(claim) });
  const whole = useQuery({ queryKey: ["flow", claim, {}], queryFn: () => money.flow(claim, {}) });
  const query = useQuery({ queryKey: ["flow", claim, filter], queryFn: () => money.flow(claim, filter), placeholderData: keepPreviousData });
  const view: View = VIEWS.find((each) => each === search.view) ?? firstView();
  useKeys({
    "1": () => change({ view: "sankey" }), "2": () => change({ view: "tree" }), "3": () => change({ view: "table" }), h: () => change({ merge: search.merge ? undefined : "holder" }),
    Escape: () => (search.node || search.part ? change({ node: undefined, part: undefined }) : void navigate({ to: "/stoppay", search: { id: claim } })),
  });
  return (
    <div className="flow">
      <header className="flow-head">
        <h1 className="screen-title"><Link to="/stoppay" search={{ id: claim }}>‹ {head.data?.number ?? t("menu.flow")}</Link> {head.data?.victim.name}</h1>
        <div className="choice" role="radiogroup" aria-label={t("flow.view")}>
          {VIEWS.map((name, i) => <button key={name} type="button" role="radio" aria-checked={view === name} className={view === name ? "chip chip-on" : "chip"} onClick={() => change({ view: name })} data-testid={`view-${name}`}><kbd>{i + 1}</kbd>{t(`flow.views.${name}`)}</button>)}
        </div>
        <Window flow={whole.data} search={search} change={change} />
        <label className="pair-label">{t("flow.small")}
          <select className="plain-input" value={search.min ?? "0"} onChange={(event) => change({ min: event.target.value === "0" ? undefined : event.target.value })} data-testid="flow-min">
            {SMALL.map((fen) => <option key={fen} value={fen}>{fen === 0 ? t("flow.allSums") : t("flow.below", { amount: fen / 100 })}</option>)}
          </select>
        </label>
        <button type="button" className={search.merge ? "chip chip-on" : "chip"} aria-pressed={!!search.merge} onClick={() => change({ merge: search.merge ? undefined : "holder" })} data-testid="flow-merge"><kbd>H</kbd>{t("flow.merge")}</button>
        <a className="link-button" href={money.flowFile(claim, filter)} download>{t("flow.xlsx")}</a>
      </header>
      <Await query={query} rows={12}>
        {(flow) => (
          <>
            {query.isError ? <FaultNote error={query.error} /> : null}
            <Sums conservation={flow.conservation} ok={conserves(flow.conservation) && flow.conservation.balanced} truncated={flow.truncated} onPart={(part) => change({ part, node: undefined })} />
            <FlowBody flow={named(flow, pick)} view={view} name={head.data?.number ?? claim} node={search.node} part={search.part} onNode={(node) => change({ node, part: undefined })} onPart={(part) => change({ part, node: undefined })} />
          </>
        )}
      </Await>
    </div>
  );
}

/** named puts exits into the user's language: the centre names them in both, the picture has one label. */
export function named(flow: Flow, pick: (zh: string | undefined, en: string | undefined) => string | undefined): Flow {
  const words = new Map((flow.exits ?? []).map((exit) => [exit.code, pick(exit.zh, exit.en)]));
  return { ...flow, nodes: (flow.nodes ?? []).map((node) => (node.exit === "" ? node : { ...node, label: words.get(node.exit) ?? node.label })) };
}

/** figureOf is a figure of the flow by its name in the address: a part of the check, one kind of exit; a band has none of its own. */
const figureOf = (flow: Flow, part: string): number | undefined => {
  const c = flow.conservation;
  const sums: Record<string, number> = { in: c.in_fen, held: c.held_fen, exit: c.exit_fen, followed: c.followed_fen, unknown: c.unknown_fen };
  return sums[part] ?? flow.exits?.find((exit) => exit.code === part)?.fen;
};

function FlowBody({ flow, view, name, node, part, onNode, onPart }: { flow: Flow; view: View; name: string; node: string | undefined; part: string | undefined; onNode: (id: string | undefined) => void; onPart: (part: string | undefined) => void }) {
  const { pick } = useLang();
  const { t } = useTranslation();
  const nodes = flow.nodes ?? [];
  const links = flow.links ?? [];
  const title = (one: string): string => {
    const exit = flow.exits?.find((each) => each.code === one);
    if (one === "in") return t("flow.in");
    if (["held", "exit", "followed", "unknown"].includes(one)) return t(`money.${one}`);
    return exit ? (pick(exit.zh, exit.en) ?? one) : t("flow.band");
  };
  if (links.length === 0) return <Nothing title={t("flow.none")} hint={t("flow.noneHint")} />;
  return (
    <div className={node || part ? "flow-body flow-body-open" : "flow-body"}>
      {view === "table" ? <NodeTable nodes={nodes} links={links} chosen={node} onNode={onNode} /> : <Picture view={view} nodes={nodes} links={links} name={name} onNode={onNode} onBand={onPart} />}
      <aside className="flow-side">
        {node ? <NodeLines flow={flow} node={node} onClose={() => onNode(undefined)} onNode={onNode} /> : part ? <BehindList list={behind(flow, part)} title={title(part)} fen={figureOf(flow, part)} onClose={() => onPart(undefined)} onNode={onNode} /> : <Exits flow={flow} back={withoutCircles(links).back} onPart={onPart} />}
      </aside>
    </div>
  );
}

/** Window is the span of time that is shown: from the first movement to the last, by two handles. */
function Window({ flow, search, change }: { flow: Flow | undefined; search: FlowSearch; change: (next: Partial<FlowSearch>) => void }) {
  const { t } = useTranslation();
  const bounds = timesOf(flow?.links ?? []);
  const from = Math.floor((bounds?.from ?? 0) / 1000);
  const to = Math.ceil((bounds?.to ?? 0) / 1000);
  const wanted = (iso: string | undefined, otherwise: number) => (Number.isNaN(Date.parse(iso ?? "")) ? otherwise : Date.parse(iso ?? "") / 1000);
  const [value, setValue] = useState<[number, number]>([from, to]);
  useEffect(() => setValue([Math.floor(wanted(search.from, from)), Math.ceil(wanted(search.to, to))]), [search.from, search.to, from, to]);
  if (!bounds || from === to) return null;
  const say = (seconds: number) => formatTime(new Date(seconds * 1000).toISOString(), "short");
  return (
    <div className="flow-window">
      <span className="num muted">{say(value[0])}</span>
      <Slider
        range min={from} max={to} value={value} tooltip={{ formatter: (at) => formatTime(new Date((at ?? 0) * 1000).toISOString(), "full") }} ariaLabelForHandle={[t("flow.from"), t("flow.to")]} onChange={(next) => setValue([next[0], next[1]])}
        onChangeComplete={(next) => change({ from: next[0] <= from ? undefined : new Date(next[0] * 1000).toISOString(), to: next[1] >= to ? undefined : new Date(next[1] * 1000).toISOString() })}
      />
      <span className="num muted">{say(value[1])}</span>
    </div>
  );
}
