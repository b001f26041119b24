import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { statsApi, type GroupRow } from "../api/stats";
import { useLang } from "../i18n";
import { Chart } from "./chart";
import { DARK, PAPER } from "./chartoptions";
import { checkMap } from "./geojson";
import { mapOption, matched, NONE_DARK, NONE_PAPER, shadesOf, STEPS, townsOf, type Town } from "./townmap";

export const mapQuery = { queryKey: ["stats", "map"], queryFn: statsApi.map, staleTime: 300_000 };

/** useTownMap is the centre's own map, checked once more before it is drawn; without one there is none. */
export function useTownMap() {
  const { data } = useQuery(mapQuery);
  return useMemo(() => {
    if (data?.kind !== "geojson") return undefined;
    const read = checkMap(data.geojson);
    return read.ok ? { map: read.map, name: `own-${data.updated_at ?? ""}` } : undefined;
  }, [data]);
}

/** TownPicture shows places by shade and number: on the centre's own map, or as tiles of one size where it has none. */
export function TownPicture({ rows, dark = false, height, onPick, title }: { rows: GroupRow[]; dark?: boolean; height: number | string; onPick?: (row: GroupRow) => void; title: string }) {
  const { t } = useTranslation();
  const { lang } = useLang();
  const own = useTownMap();
  const look = dark ? DARK : PAPER;
  const { towns, per10k } = townsOf(rows, lang);
  const laid = own ? matched(own.map, towns) : undefined;
  const fits = laid !== undefined && (towns.length === 0 || laid.areas.some((area) => area.row));
  const open = (key: string) => { const row = (laid?.areas ?? towns).find((town) => town.key === key)?.row; if (row) onPick?.(row); };
  return (
    <div className="towns" data-testid={fits ? "town-map" : "town-tiles"}>
      {fits && own && laid ? (
        <>
          <Chart option={mapOption(own.name, laid.areas, look)} map={{ name: own.name, geojson: own.map }} label={title} height={height} onPick={open} />
          {laid.missing.length > 0 ? <p className="towns-note">{t("figures.notOnMap", { names: laid.missing.map((town) => `${town.name} ${town.text}`).join(t("shell.comma")) })}</p> : null}
        </>
      ) : towns.length === 0 ? <p className="board-none">{t("figures.noTowns")}</p> : <Tiles towns={towns} dark={dark} onPick={onPick ? open : undefined} />}
      {towns.length === 0 ? null : <p className="towns-legend"><span>{t(per10k ? "figures.legendPer10k" : "figures.legendCount")}</span>{t("figures.fewer")}{shadesOf(look).map((shade) => <i key={shade} style={{ background: shade }} />)}{t("figures.more")}</p>}
    </div>
  );
}

/** inkOn is the letter colour that reads on a shade. */
const inkOn = (step: number, dark: boolean) => (dark ? "#ffffff" : step >= STEPS - 1 ? "#ffffff" : "#18232d");

/** Parted is a figure that breaks, where a tile is narrow, between its number and its unit and nowhere else. */
function Parted({ text }: { text: string }) {
  const [, number, unit] = /^([\d.,]*)(.*)$/.exec(text) ?? ["", "", text];
  return <><span>{number}</span>{number && unit ? <wbr /> : null}<span className="tile-unit">{unit}</span></>;
}

function Tiles({ towns, dark, onPick }: { towns: Town[]; dark: boolean; onPick?: (key: string) => void }) {
  const { t } = useTranslation();
  const look = dark ? DARK : PAPER;
  const shades = shadesOf(look);
  return (
    <ul className="tiles" style={{ "--tiles": Math.max(2, Math.ceil(Math.sqrt(towns.length * 1.3))) } as React.CSSProperties}>
      {towns.map((town) => {
        const style = { background: town.step < 0 ? (dark ? NONE_DARK : NONE_PAPER) : shades[town.step], color: inkOn(town.step, dark) };
        const inside = <><span>{town.name}</span><b className="num">{town.step < 0 ? t("figures.hidden") : <Parted text={town.text} />}</b></>;
        return <li key={town.key}>{onPick && town.row ? <button type="button" className="tile" style={style} onClick={() => onPick(town.key)} data-testid="tile">{inside}</button> : <span className="tile" style={style} data-testid="tile">{inside}</span>}</li>;
      })}
    </ul>
  );
}
