import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { bulletinsApi, type IssueRow } from "../api/bulletins";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { At } from "../ui/clock";
import { DayInput } from "../ui/dayinput";
import { serverNow } from "../ui/now";
import { dayOf } from "../ui/periodpick";
import { PlainTable, type Column } from "../ui/plaintable";
import { useSession } from "../ui/session";
import { Await, FaultNote, Nothing } from "../ui/states";

/** The lists of issues, as the address names them. */
export const LISTS: Record<string, string | undefined> = { open: "draft,review,approved", review: "review", published: "published", all: undefined };

/** Bulletins lists the issues and drafts a new one by one click. */
export function Bulletins() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { can } = useSession();
  const { pick } = useLang();
  const search = useSearch({ from: "/gate/bulletins" }) as { list?: string; kind?: string };
  const list = search.list !== undefined && search.list in LISTS ? search.list : "open";
  const kinds = useQuery({ queryKey: ["bulletins", "kinds"], queryFn: bulletinsApi.kinds, staleTime: Number.POSITIVE_INFINITY });
  const columns = useColumns();
  const query = useInfiniteQuery({
    queryKey: ["bulletins", "list", list, search.kind ?? ""], queryFn: ({ pageParam }) => bulletinsApi.list({ state: LISTS[list], kind: search.kind }, pageParam),
    initialPageParam: undefined as string | undefined, getNextPageParam: (page) => page.next || undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  const go = (next: Record<string, string | undefined>) => void navigate({ to: "/bulletins", search: { ...search, ...next }, replace: true });
  const open = (row: IssueRow) => void navigate({ to: "/bulletins/$id", params: { id: row.id } });
  return (
    <div className="page bulletins">
      <header className="bar">
        <h1 className="screen-title">{t("menu.bulletins")}</h1>
        <div className="choice" role="radiogroup" aria-label={t("filter.state")}>
          {Object.keys(LISTS).map((name) => <button key={name} type="button" role="radio" aria-checked={name === list} className={name === list ? "chip chip-on" : "chip"} onClick={() => go({ list: name })} data-testid={`issues-${name}`}>{t(`issueList.${name}`)}</button>)}
        </div>
        <select className="plain-input" value={search.kind ?? ""} onChange={(event) => go({ kind: event.target.value || undefined })} aria-label={t("bulletins.kind")}>
          <option value="">{t("bulletins.anyKind")}</option>
          {(kinds.data?.items ?? []).map((kind) => <option key={kind.kind} value={kind.kind}>{pick(kind.zh, kind.en)}</option>)}
        </select>
      </header>
      {can("bulletin.work") ? <DraftBar kinds={kinds.data?.items ?? []} /> : null}
      <Await query={query} rows={8}>
        {() => (
          <>
            <PlainTable label={t("menu.bulletins")} columns={columns} rows={rows} keyOf={(row) => row.id} onOpen={open} keys testid="issue"
              empty={<Nothing title={t(list === "review" ? "bulletins.noneToApprove" : "bulletins.none")} hint={t(can("bulletin.work") ? "bulletins.noneHint" : "bulletins.noneReadHint")} />} />
            {query.hasNextPage ? <p className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
          </>
        )}
      </Await>
    </div>
  );
}

function useColumns(): Column<IssueRow>[] {
  const { t } = useTranslation();
  const { pick } = useLang();
  return [
    { key: "kind", title: t("bulletins.kind"), cell: (row) => pick(row.kind_zh, row.kind_en), by: (row) => row.kind },
    { key: "title", title: t("bulletins.title"), wide: true, cell: (row) => <b>{row.title}</b>, by: (row) => row.title },
    { key: "span", title: t("figures.period"), cell: (row) => <span className="num">{row.from === row.to ? row.from : `${row.from} – ${row.to}`}</span>, by: (row) => row.to },
    { key: "state", title: t("filter.state"), cell: (row) => <><span className={`state issue-${row.state}`}>{t(`issueState.${row.state}`)}</span>{row.no > 0 ? <span className="num muted"> {t("bulletins.no", { no: row.no })}</span> : null}</> },
    { key: "stops", title: t("bulletins.findings"), cell: (row) => (row.stops > 0 ? <b className="bad">{t("bulletins.stops", { count: row.stops })}</b> : row.corrections > 0 ? <span>{t("bulletins.errataCount", { count: row.corrections })}</span> : <span className="muted">{t("bulletins.clean")}</span>) },
    { key: "by", title: t("bulletins.by"), cell: (row) => row.drafted_by, by: (row) => row.drafted_by },
    { key: "at", title: t("bulletins.at"), cell: (row) => <At iso={row.published_at || row.approved_at || row.drafted_at} />, by: (row) => row.published_at || row.drafted_at },
  ];
}

/** DraftBar drafts by one click: the kind is the button, the day is the last complete one unless another is chosen. */
function DraftBar({ kinds }: { kinds: { kind: string; zh: string; en: string }[] }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const yesterday = dayOf(serverNow() - 86_400_000);
  const [day, setDay] = useState(yesterday);
  const draft = useAct((kind: string) => bulletinsApi.draft({ kind, at: day }), [["bulletins"]], (row) => { void message.success(t("bulletins.drafted")); void navigate({ to: "/bulletins/$id", params: { id: row.id } }); });
  return (
    <section className="draft-bar" aria-label={t("bulletins.draft")}>
      <b>{t("bulletins.draft")}</b>
      {kinds.map((kind) => <Button key={kind.kind} onClick={() => draft.mutate(kind.kind)} loading={draft.isPending && draft.variables === kind.kind} disabled={draft.isPending} data-testid={`draft-${kind.kind}`}>{pick(kind.zh, kind.en)}</Button>)}
      <label className="draft-day">{t("bulletins.until")}<DayInput value={day} max={yesterday} min="2000-01-01" onChange={(event) => { if (event.target.value) setDay(event.target.value); }} data-testid="draft-day" /></label>
      <FaultNote error={draft.error} onClose={draft.reset} />
    </section>
  );
}
