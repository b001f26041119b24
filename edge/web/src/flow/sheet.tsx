import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { sheetsApi, type Sheet, type SheetAct } from "../api/sheets";
import { useAct } from "../ui/act";
import { useKeys } from "../ui/keys";
import { Await, FaultNote, Nothing } from "../ui/states";
import { AccountPanel } from "./accountpanel";
import { AccountTable } from "./accounttable";
import { BehindList } from "./behindlist";
import { conserves } from "./flowing";
import { Picture, VIEWS, type View } from "./picture";
import { drawn, PARTS, sheetBehind, unread, type SheetPart } from "./sheetdata";
import { SheetSide } from "./sheetside";
import { Sums } from "./sums";

interface SheetSearch { view?: string; node?: string; part?: string; min?: string }
/** How often a sheet is asked for while a file of it is being read. */
const READING_MS = 1000;
const SMALL = [0, 10_000, 100_000, 1_000_000];

/** How the screen changes a sheet: every act can be undone. */
export interface Acting { act: (act: SheetAct) => void; busy: boolean }

/** SheetScreen is one sheet of bank files: what was read, where the money went, and what the analyst made of it. */
export function SheetScreen() {
  const { t } = useTranslation();
  const { id } = useParams({ from: "/gate/sheets/$id" });
  const query = useQuery({ queryKey: ["sheet", id], queryFn: () => sheetsApi.one(id), refetchInterval: (now) => (unread(now.state.data) ? READING_MS : false) });
  return (
    <div className="flow">
      <Await query={query} rows={12}>{(sheet) => <SheetBody sheet={sheet} />}</Await>
      {query.isError && !query.data ? <Link to="/sheets">{t("act.back")}</Link> : null}
    </div>
  );
}

/** useSheetActs sends acts with the version that was seen and shows the new sheet at once. */
function useSheetActs(sheet: Sheet) {
  const client = useQueryClient();
  const show = (next: Sheet) => client.setQueryData(["sheet", sheet.id], next);
  const touch = [["sheet", sheet.id], ["sheets"]];
  const act = useAct((what: SheetAct) => sheetsApi.act(sheet.id, sheet.version, what), touch, show);
  const undo = useAct(() => sheetsApi.undo(sheet.id, sheet.version), touch, show);
  const redo = useAct(() => sheetsApi.redo(sheet.id, sheet.version), touch, show);
  return { act, undo, redo, busy: act.isPending || undo.isPending || redo.isPending, show };
}

function SheetBody({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/sheets/$id" }) as SheetSearch;
  const navigate = useNavigate();
  const change = useCallback((next: Partial<SheetSearch>) => void navigate({ to: "/sheets/$id", params: { id: sheet.id }, search: (now: SheetSearch) => ({ ...now, ...next }), replace: true }), [navigate, sheet.id]);
  const acts = useSheetActs(sheet);
  const view: View = VIEWS.find((each) => each === search.view) ?? "table";
  const min = Number(search.min ?? "0") || 0;
  const word = (code: string) => t(`disposition.${code}`, { defaultValue: code });
  const picture = drawn(sheet, min, word);
  const choose = useCallback((node: string | undefined) => change({ node, part: undefined }), [change]);
  const acting: Acting = { act: (what) => acts.act.mutate(what), busy: acts.busy };
  useKeys({
    "1": () => change({ view: "sankey" }), "2": () => change({ view: "tree" }), "3": () => change({ view: undefined }), Escape: () => choose(undefined),
    ...(sheet.undo && !acts.busy ? { "ctrl+z": () => acts.undo.mutate(undefined) } : {}), ...(sheet.redo && !acts.busy ? { "ctrl+y": () => acts.redo.mutate(undefined) } : {}),
  });
  const chosen = (sheet.accounts ?? []).find((account) => account.account === search.node);
  const part = chosen ? undefined : PARTS.find((each) => each === search.part);
  const empty = (sheet.edges ?? []).length === 0;
  return (
    <>
      <header className="flow-head">
        <h1 className="screen-title"><Link to="/sheets">‹ {t("menu.flow")}</Link> {sheet.name}</h1>
        <div className="choice" role="radiogroup" aria-label={t("flow.view")}>
          {VIEWS.map((name, i) => <button key={name} type="button" role="radio" aria-checked={view === name} className={view === name ? "chip chip-on" : "chip"} onClick={() => change({ view: name === "table" ? undefined : name })} data-testid={`view-${name}`}><kbd>{i + 1}</kbd>{t(`flow.views.${name}`)}</button>)}
        </div>
        <label className="pair-label">{t("flow.small")}
          <select className="plain-input" value={String(min)} onChange={(event) => change({ min: event.target.value === "0" ? undefined : event.target.value })}>
            {SMALL.map((fen) => <option key={fen} value={fen}>{fen === 0 ? t("flow.allSums") : t("flow.below", { amount: fen / 100 })}</option>)}
          </select>
        </label>
        <span className="grow" />
        <Button size="small" disabled={!sheet.undo || acts.busy} onClick={() => acts.undo.mutate(undefined)} data-testid="sheet-undo">{t("sheet.undo")} {sheet.undo ? t(`sheetAct.${sheet.undo}`, { defaultValue: sheet.undo }) : ""}<kbd>Ctrl Z</kbd></Button>
        <Button size="small" disabled={!sheet.redo || acts.busy} onClick={() => acts.redo.mutate(undefined)} data-testid="sheet-redo">{t("sheet.redo")}<kbd>Ctrl Y</kbd></Button>
        <a className="link-button" href={sheetsApi.layersFile(sheet.id)} download>{t("flow.xlsx")}</a>
      </header>
      {empty ? null : <Sums conservation={sheet.conservation} ok={conserves(sheet.conservation) && sheet.conservation.balanced} truncated={sheet.truncated} statements onPart={(name) => change({ part: name, node: undefined })} />}
      <FaultNote error={acts.act.error ?? acts.undo.error ?? acts.redo.error} onClose={() => { acts.act.reset(); acts.undo.reset(); acts.redo.reset(); }} />
      <div className={chosen || part ? "sheet-body sheet-body-open" : "sheet-body"}>
        <SheetSide sheet={sheet} acting={acting} onSheet={acts.show} />
        {empty ? <Empty sheet={sheet} /> : view === "table" ? (
          <AccountTable sheet={sheet} chosen={search.node} onChoose={choose} acting={acting} />
        ) : <Picture view={view} nodes={picture.nodes} links={picture.links} name={sheet.name} onNode={choose} />}
        {chosen ? <AccountPanel key={chosen.account} sheet={sheet} account={chosen} acting={acting} onClose={() => choose(undefined)} onNode={choose} /> : part ? <PartPanel sheet={sheet} part={part} word={word} onClose={() => choose(undefined)} onNode={choose} /> : null}
      </div>
    </>
  );
}

/** PartPanel is the list behind one sum of the sheet. */
function PartPanel({ sheet, part, word, onClose, onNode }: { sheet: Sheet; part: SheetPart; word: (code: string) => string; onClose: () => void; onNode: (account: string) => void }) {
  const { t } = useTranslation();
  const c = sheet.conservation;
  const fen = { in: c.in_fen, held: c.held_fen, exit: c.exit_fen, followed: c.followed_fen, unknown: c.unknown_fen }[part];
  const known = (account: string) => (sheet.accounts ?? []).some((each) => each.account === account);
  return (
    <aside className="flow-side">
      <BehindList list={sheetBehind(sheet, part, word)} title={part === "in" ? t("flow.in") : t(`sheetMoney.${part}`)} fen={fen} onClose={onClose} onNode={(account) => { if (known(account)) onNode(account); }} />
    </aside>
  );
}

/** Empty says what comes next: a file, patience, or the stolen transfer. */
function Empty({ sheet }: { sheet: Sheet }) {
  const { t } = useTranslation();
  if (unread(sheet)) return <Nothing title={t("sheet.reading")} hint={t("sheet.readingHint")} />;
  if (sheet.rows > 0) return <Nothing title={t("sheet.noRoot")} hint={t("sheet.noRootHint")} />;
  return <Nothing title={t("sheet.empty")} hint={t("sheet.emptyHint")} />;
}
