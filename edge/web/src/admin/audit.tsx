import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Input, Table } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { AuditEntry } from "../api/types";
import { At } from "../ui/clock";
import { EvidenceList } from "../ui/hits";
import { Await, FaultNote, Nothing } from "../ui/states";

/** Audit (审计) reads the log of every command and every look at a name, and proves that nobody changed it. */
export function Audit() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/gate/audit" });
  const navigate = useNavigate();
  const change = (next: { actor?: string; object_id?: string }) => void navigate({ to: "/audit", search: { ...search, ...next }, replace: true });
  const query = useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: ({ pageParam }) => api.audit(search, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next || undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items ?? []) ?? [];
  return (
    <div className="page">
      <header className="bar">
        <h1 className="screen-title">{t("menu.audit")}</h1>
        <Verify />
      </header>
      <div className="filter" role="search">
        <Input.Search allowClear defaultValue={search.actor} placeholder={t("audit.actorFind")} aria-label={t("audit.actorFind")} className="filter-text" onSearch={(actor) => change({ actor: actor.trim() || undefined })} />
        <Input.Search allowClear defaultValue={search.object_id} placeholder={t("audit.objectFind")} aria-label={t("audit.objectFind")} className="filter-text" onSearch={(id) => change({ object_id: id.trim() || undefined })} />
      </div>
      <Await query={query} rows={12}>
        {() => rows.length === 0 ? <Nothing title={t("audit.none")} hint={t("audit.noneHint")} /> : (
          <>
            <Table<AuditEntry>
              size="small" rowKey="seq" dataSource={rows} pagination={false} scroll={{ x: "max-content" }}
              expandable={{ rowExpandable: (e) => (e.detail ?? []).length > 0, expandedRowRender: (e) => <EvidenceList items={e.detail} words="auditDetail" /> }}
              columns={[
                { title: t("audit.seq"), align: "right", render: (_, e) => <span className="num">{e.seq}</span> },
                { title: t("audit.at"), render: (_, e) => <At iso={e.at} shape="full" /> },
                { title: t("audit.actor"), render: (_, e) => <><b>{e.actor === "system" ? t("shell.system") : e.actor_name || e.actor}</b><span className="second">{e.unit.name}</span></> },
                { title: t("audit.action"), render: (_, e) => t(`auditAction.${e.action.replaceAll(".", "_")}`, { defaultValue: e.action }) },
                { title: t("audit.object"), render: (_, e) => <>{t(`auditObject.${e.object}`, { defaultValue: e.object })}<span className="second num">{e.object_id}</span></> },
                { title: t("audit.reason"), render: (_, e) => <span className="wrap audit-reason">{t([`auditReason.${e.reason}`, `closeOutcome.${e.reason}`, `result.${e.reason}`, `finding.${e.reason}`], { defaultValue: e.reason })}</span> },
              ]}
            />
            {query.hasNextPage ? <p className="more"><Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>{t("act.more")}</Button></p> : null}
          </>
        )}
      </Await>
    </div>
  );
}

/** Verify checks the whole chain on request and says in words whether it holds, or where it breaks. */
function Verify() {
  const { t } = useTranslation();
  const check = useQuery({ queryKey: ["audit-verify"], queryFn: api.auditVerify, enabled: false, gcTime: 0, retry: false });
  return (
    <div className="verify">
      {check.data ? (
        <Alert
          showIcon type={check.data.ok ? "success" : "error"} data-testid="audit-result"
          title={check.data.ok ? t("audit.holds", { count: check.data.entries }) : t("audit.breaks", { seq: check.data.broken_at, what: t(`broken.${check.data.what}`, { defaultValue: check.data.what }) })}
          description={<>{check.data.signed > 0 ? t("audit.signed", { count: check.data.signed }) : t("audit.unsigned")}<br /><code className="break">{check.data.head}</code></>}
        />
      ) : null}
      <FaultNote error={check.error} />
      <Button type="primary" onClick={() => void check.refetch()} loading={check.isFetching} data-testid="audit-verify">{t("audit.verify")}</Button>
    </div>
  );
}
