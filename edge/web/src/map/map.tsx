import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Popconfirm } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { statsApi } from "../api/stats";
import { useLang } from "../i18n";
import { useAct } from "../ui/act";
import { MAP_BYTES_MAX, MAP_FEATURES_MAX, MAP_POINTS_MAX, readMap, type MapFile, type MapRead } from "../ui/geojson";
import { Await, FaultNote } from "../ui/states";
import { formatTime } from "../ui/time";
import { mapQuery, TownPicture } from "../ui/towns";
import { People } from "./people";
import { matched, townsOf } from "../ui/townmap";

/** Places are taken from the figures of a month: those of a week are few on a Monday. */
const SPAN = "month";

/** MapScreen lets a centre give its own map: a GeoJSON file of its areas, checked here and again by the centre, kept by the centre only. */
export function MapScreen() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const now = useQuery(mapQuery);
  const towns = useQuery({ queryKey: ["stats", "situation", SPAN, ""], queryFn: () => statsApi.situation(SPAN) });
  const [file, setFile] = useState<{ name: string; read: MapRead }>();
  const done = () => setFile(undefined);
  const save = useAct(({ name, map }: { name: string; map: MapFile }) => statsApi.setMap({ name, geojson: map }), [["stats", "map"]], () => { done(); void message.success(t("map.saved")); });
  const drop = useAct(() => statsApi.dropMap(), [["stats", "map"]], () => void message.success(t("map.dropped")));
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const name = chosen.name.slice(0, 80);
    setFile(chosen.size > MAP_BYTES_MAX ? { name, read: { ok: false, problem: "too_large", feature: 0 } } : { name, read: readMap(await chosen.text()) });
  };
  return (
    <div className="page map-screen">
      <header className="bar"><h1 className="screen-title">{t("menu.map")}</h1><span className="grow" /><Link to="/situation" className="link-button">{t("menu.situation")}</Link></header>
      <p className="muted">{t("map.what", { mib: MAP_BYTES_MAX / 1024 / 1024, features: MAP_FEATURES_MAX, points: MAP_POINTS_MAX / 10_000 })}</p>
      <Await query={now} rows={2}>
        {(setting) => (
          <p className="map-now" data-testid="map-now">
            {setting.kind === "geojson" ? t("map.now", { name: setting.name, at: formatTime(setting.updated_at, "minute") }) : t("map.none")}
            {setting.kind === "geojson" ? <Popconfirm title={t("map.dropAsk")} onConfirm={() => drop.mutate(undefined)} okText={t("map.drop")} cancelText={t("act.cancel")}><Button size="small" danger loading={drop.isPending} data-testid="map-drop">{t("map.drop")}</Button></Popconfirm> : null}
          </p>
        )}
      </Await>
      <label className="map-file"><span>{t("map.choose")}</span><input type="file" accept=".json,.geojson,application/geo+json,application/json" onChange={(event) => void take(event.target.files?.[0])} data-testid="map-file" /></label>
      {file ? <Checked file={file} codes={(towns.data?.towns ?? []).map((row) => row.key)} onSave={(map) => save.mutate({ name: file.name, map })} saving={save.isPending} /> : null}
      <FaultNote error={save.error ?? drop.error} onClose={() => { save.reset(); drop.reset(); }} />
      <h2 className="section-title">{t("map.shown")}</h2>
      <Await query={towns} rows={6}>{(data) => <div className="panel map-preview"><TownPicture rows={data.towns ?? []} height={420} title={t("map.shown")} /></div>}</Await>
      <People />
    </div>
  );
}

/** Checked says what is in the file before it replaces anything: how many areas, which of the centre's have none. */
function Checked({ file, codes, onSave, saving }: { file: { name: string; read: MapRead }; codes: string[]; onSave: (map: MapFile) => void; saving: boolean }) {
  const { t } = useTranslation();
  const { lang } = useLang();
  const towns = useQuery({ queryKey: ["stats", "situation", SPAN, ""], queryFn: () => statsApi.situation(SPAN) });
  const rows = useMemo(() => townsOf(towns.data?.towns ?? [], lang).towns, [towns.data, lang]);
  const { read } = file;
  if (!read.ok) return <p className="problem" role="alert" data-testid="map-problem">{read.feature > 0 ? t("map.atFeature", { n: read.feature }) : ""}{t(`mapProblem.${read.problem}`)}</p>;
  const missing = matched(read.map, rows).missing;
  const known = codes.length - missing.length;
  return (
    <div className="map-check" data-testid="map-check">
      <p>{t("map.read", { name: file.name, features: read.map.features.length, points: read.points.toLocaleString("en-US") })}</p>
      <p className={known === 0 ? "problem" : undefined}>{codes.length === 0 ? t("map.noTowns") : t("map.fits", { known, all: codes.length })}{missing.length > 0 && known > 0 ? t("map.missing", { names: missing.map((town) => town.name).join(t("shell.comma")) }) : ""}</p>
      <Button type="primary" onClick={() => onSave(read.map)} loading={saving} disabled={codes.length > 0 && known === 0} data-testid="map-save">{t("map.use")}</Button>
    </div>
  );
}
