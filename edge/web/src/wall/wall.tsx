import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLamp } from "../api/live";
import { statsApi, type Situation } from "../api/stats";
import { useLang } from "../i18n";
import { BankLines, TownLines, typeLines, UrgentLines } from "../ui/board";
import { Chart } from "../ui/chart";
import { DARK, lines } from "../ui/chartoptions";
import { FigureBox } from "../ui/figure";
import { useKeys } from "../ui/keys";
import { useNow } from "../ui/now";
import { useSite } from "../ui/session";
import { Await } from "../ui/states";
import { formatTime } from "../ui/time";
import { TownPicture } from "../ui/towns";
import { nextScene, REFRESH_MS, sceneAt, SCENES } from "./scenes";

/** The design is drawn for a wall of this height; others scale from it. */
const DESIGN_HEIGHT = 1080;

/** Wall is the situation for a room: no names, no mouse. Scenes change by themselves; Space holds one, ← → choose, Escape leaves. */
export function Wall() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: "/bare/wall" }) as { scene?: string };
  const began = useRef(Date.now());
  const now = useNow();
  const scene = sceneAt((Date.now() - began.current) / 1000, search.scene);
  const query = useQuery({ queryKey: ["stats", "situation", scene], queryFn: () => statsApi.situation(scene), refetchInterval: REFRESH_MS, placeholderData: (before) => before });
  const scale = useScale();
  useAwake();
  const pin = (next: string | undefined) => void navigate({ to: "/wall", search: next ? { scene: next } : {}, replace: true });
  useKeys({
    " ": () => pin(search.scene ? undefined : scene), ArrowRight: () => pin(nextScene(scene, 1)), ArrowLeft: () => pin(nextScene(scene, -1)),
    Escape: () => void navigate({ to: "/situation" }), f: () => void document.documentElement.requestFullscreen().catch(() => undefined),
  });
  return (
    <div className="wall" style={{ fontSize: 16 * scale }} data-testid="wall" data-scene={scene}>
      <Head scene={scene} held={search.scene !== undefined} now={now} data={query.data} />
      <Await query={query} rows={12}>{(data) => <Panels data={data} scale={scale} failed={query.isError} />}</Await>
      <p className="wall-foot">{t("wall.sameSource")}<span className="grow" />{t("wall.keys")}</p>
    </div>
  );
}

function Head({ scene, held, now, data }: { scene: string; held: boolean; now: number; data: Situation | undefined }) {
  const { t } = useTranslation();
  const { pick } = useLang();
  const site = useSite();
  const lamp = useLamp();
  return (
    <header className="wall-head">
      <h1>{pick(site?.name_zh, site?.name_en) || t("shell.product")}<span>{t("wall.title")}</span></h1>
      {site?.demo ? <b className="wall-demo">{t("shell.demo")}</b> : null}
      <span className="grow" />
      <ol className="wall-scenes" aria-label={t("wall.scenes")}>
        {SCENES.map((each) => <li key={each} aria-current={each === scene || undefined}>{t(`wall.scene_${each}`)}{each === scene && held ? ` ${t("wall.held")}` : ""}</li>)}
      </ol>
      <span className="wall-span num">{data ? pick(data.period.zh, data.period.en) : ""}</span>
      <span className={`live live-${lamp}`} data-testid="live-lamp" data-state={lamp}><i aria-hidden="true" />{t(`live.${lamp}`)}</span>
      <time className="wall-clock num">{formatTime(new Date(now).toISOString(), "full")}</time>
    </header>
  );
}

function Panels({ data, scale, failed }: { data: Situation; scale: number; failed: boolean }) {
  const { t } = useTranslation();
  const { lang } = useLang();
  const look = useMemo(() => ({ ...DARK, size: Math.round(DARK.size * scale) }), [scale]);
  const trend = useMemo(() => lines(typeLines(data.types ?? [], lang), look), [data.types, lang, look]);
  return (
    <main className="wall-grid">
      <section className="wall-six" aria-label={t("wall.six")}>{(data.six ?? []).slice(0, 6).map((reading) => <FigureBox key={reading.code} reading={reading} link={false} large />)}</section>
      <Panel area="map" title={t("wall.map")}><TownPicture rows={data.towns ?? []} dark height="100%" title={t("wall.map")} /></Panel>
      <Panel area="types" title={t("wall.types")}>{(data.types ?? []).length === 0 ? <p className="board-none">{t("figures.noCases")}</p> : <Chart option={trend} label={t("wall.types")} height="100%" />}</Panel>
      <Panel area="urgent" title={t("wall.urgent")} mark={(data.urgent ?? []).length + data.urgent_more}><UrgentLines lines={data.urgent ?? []} more={data.urgent_more} link={false} /></Panel>
      <Panel area="banks" title={t("wall.banks")}><BankLines banks={data.banks ?? []} most={6} /></Panel>
      <Panel area="towns" title={t("wall.towns")}><TownLines rows={data.towns ?? []} /></Panel>
      {failed ? <p className="wall-stale" role="alert">{t("wall.stale", { at: formatTime(data.as_of, "time") })}</p> : null}
    </main>
  );
}

function Panel({ area, title, mark, children }: { area: string; title: string; mark?: number; children: ReactNode }) {
  return <section className={`wall-panel wall-${area}`} aria-label={title}><h2>{title}{mark !== undefined ? <b className="num">{mark}</b> : null}</h2><div className="wall-body">{children}</div></section>;
}

/** useScale fits the design to the height of the wall, so that a 4K wall shows the same picture larger. */
function useScale(): number {
  const [scale, setScale] = useState(() => window.innerHeight / DESIGN_HEIGHT);
  useEffect(() => {
    const on = () => setScale(window.innerHeight / DESIGN_HEIGHT);
    window.addEventListener("resize", on);
    return () => window.removeEventListener("resize", on);
  }, []);
  return Math.max(0.5, scale);
}

/** useAwake keeps the screen of the wall from going dark, where the browser can. */
function useAwake(): void {
  useEffect(() => {
    let lock: { release: () => Promise<void> } | undefined;
    let left = false;
    const take = () => {
      const wake = (navigator as { wakeLock?: { request: (kind: "screen") => Promise<{ release: () => Promise<void> }> } }).wakeLock;
      void wake?.request("screen").then((got) => { if (left) void got.release(); else lock = got; }, () => undefined);
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => { left = true; document.removeEventListener("visibilitychange", take); void lock?.release(); };
  }, []);
}
