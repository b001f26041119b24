import { useQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { DetectionPartition, DetectionSource } from "../api/types";
import { useDuration } from "../ui/board";
import { At } from "../ui/clock";
import { Await } from "../ui/states";

const REFRESH = 5000;
/** From here on a lag is red: calls and transfers of a quarter of an hour ago are past helping. */
const LATE_S = 900;

/** Progress (检测进度) says how far detection is behind the world, by source and by partition, and what it could not keep. */
export function Progress() {
  const { t } = useTranslation();
  const duration = useDuration();
  const query = useQuery({ queryKey: ["detection"], queryFn: api.detection, refetchInterval: REFRESH });
  const lag = (seconds: number) => (seconds < 0 ? "—" : <span className={seconds > LATE_S ? "num bad" : "num"}>{duration(seconds)}</span>);
  const count = (n: number, bad = false) => <span className={bad && n > 0 ? "num bad" : "num"}>{n.toLocaleString("en-US")}</span>;
  return (
    <section aria-label={t("progress.title")} data-testid="detection-progress">
      <h2 className="section-title">{t("progress.title")}</h2>
      <p className="second">{t("progress.hint")}</p>
      <Await query={query} rows={3}>
        {(view) => (
          <>
            <Table<DetectionSource>
              size="small" rowKey="source" dataSource={view.sources ?? []} pagination={false} scroll={{ x: "max-content" }}
              columns={[
                { title: t("sources.name"), dataIndex: "source" },
                { title: t("progress.lag"), align: "right", render: (_, s) => lag(s.lag_s) },
                { title: t("progress.eventAt"), render: (_, s) => <At iso={s.event_at} shape="full" /> },
                { title: t("progress.delay"), align: "right", render: (_, s) => lag(s.delay_s) },
                { title: t("progress.signals"), align: "right", render: (_, s) => count(s.signals) },
                { title: t("progress.lateSignals"), align: "right", render: (_, s) => count(s.late, true) },
              ]}
            />
            <Table<DetectionPartition>
              size="small" rowKey="partition" dataSource={view.partitions ?? []} pagination={false} scroll={{ x: "max-content" }}
              columns={[
                { title: t("progress.partition"), dataIndex: "partition" },
                { title: t("progress.lag"), align: "right", render: (_, p) => lag(p.lag_s) },
                { title: t("progress.behind"), align: "right", render: (_, p) => count(p.behind) },
                { title: t("progress.signals"), align: "right", render: (_, p) => count(p.signals) },
                { title: t("progress.hits"), align: "right", render: (_, p) => count(p.hits) },
                { title: t("progress.keys"), align: "right", render: (_, p) => count(p.keys) },
                { title: t("progress.shed"), align: "right", render: (_, p) => count(p.shed, true) },
                { title: t("progress.late"), align: "right", render: (_, p) => count(p.late) },
                { title: t("progress.broken"), align: "right", render: (_, p) => count(p.broken, true) },
              ]}
            />
          </>
        )}
      </Await>
    </section>
  );
}
