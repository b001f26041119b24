/** The bounds of a map: a province at township level fits, a file made to choke a browser does not. */
export const MAP_BYTES_MAX = 2 * 1024 * 1024;
export const MAP_FEATURES_MAX = 2000;
export const MAP_POINTS_MAX = 200_000;
const RINGS_MAX = 20_000;

/** What is wrong with a file that should be a map; the texts stand under mapProblem. */
export type MapProblem = "too_large" | "not_json" | "not_collection" | "no_features" | "too_many_features" | "not_area" | "too_many_points" | "bad_point" | "open_ring" | "no_code" | "twice";
export interface MapFeature { type: "Feature"; properties: { code: string; name: string }; geometry: { type: "Polygon" | "MultiPolygon"; coordinates: number[][][] | number[][][][] } }
export interface MapFile { type: "FeatureCollection"; features: MapFeature[] }
/** In which feature the problem is, counted from 1; 0 for the whole file. */
export type MapRead = { ok: true; map: MapFile; points: number } | { ok: false; problem: MapProblem; feature: number };

/** codeOf finds the area code of a feature under the names that common map files use. */
function codeOf(properties: unknown): string {
  const all = (typeof properties === "object" && properties !== null ? properties : {}) as Record<string, unknown>;
  for (const name of ["code", "adcode", "id", "region"]) {
    const value = all[name];
    const text = typeof value === "number" && Number.isInteger(value) ? String(value) : typeof value === "string" ? value.trim() : "";
    if (/^(\d{6}|\d{9}|\d{12})$/.test(text)) return text;
  }
  return "";
}

function nameOf(properties: unknown): string {
  const all = (typeof properties === "object" && properties !== null ? properties : {}) as Record<string, unknown>;
  return typeof all.name === "string" ? [...all.name.trim()].slice(0, 40).join("") : "";
}

const isPoint = (point: unknown): point is number[] =>
  Array.isArray(point) && point.length >= 2 && point.length <= 3 && point.every((n) => typeof n === "number" && Number.isFinite(n)) && Math.abs(point[0] as number) <= 180 && Math.abs(point[1] as number) <= 90;

/** polygonOf reads the rings of one polygon: each closed, of four points at least, of numbers on the globe. Points keep two coordinates. */
function polygonOf(raw: unknown, count: { points: number; rings: number }): number[][][] | MapProblem {
  if (!Array.isArray(raw) || raw.length === 0) return "not_area";
  const rings: number[][][] = [];
  for (const ring of raw as unknown[]) {
    if (!Array.isArray(ring) || ring.length < 4) return "open_ring";
    count.points += ring.length;
    count.rings++;
    if (count.points > MAP_POINTS_MAX || count.rings > RINGS_MAX) return "too_many_points";
    if (!ring.every(isPoint)) return "bad_point";
    const points = ring as number[][];
    const last = points[points.length - 1];
    if (points[0][0] !== last[0] || points[0][1] !== last[1]) return "open_ring";
    rings.push(points.map(([x, y]) => [x, y]));
  }
  return rings;
}

function featureOf(raw: unknown, count: { points: number; rings: number }): MapFeature | MapProblem {
  const feature = (typeof raw === "object" && raw !== null ? raw : {}) as { type?: unknown; properties?: unknown; geometry?: unknown };
  const geometry = (typeof feature.geometry === "object" && feature.geometry !== null ? feature.geometry : {}) as { type?: unknown; coordinates?: unknown };
  if (feature.type !== "Feature") return "not_area";
  const code = codeOf(feature.properties);
  if (code === "") return "no_code";
  const properties = { code, name: nameOf(feature.properties) };
  if (geometry.type === "Polygon") {
    const rings = polygonOf(geometry.coordinates, count);
    return typeof rings === "string" ? rings : { type: "Feature", properties, geometry: { type: "Polygon", coordinates: rings } };
  }
  if (geometry.type !== "MultiPolygon" || !Array.isArray(geometry.coordinates) || geometry.coordinates.length === 0) return "not_area";
  const polygons: number[][][][] = [];
  for (const each of geometry.coordinates as unknown[]) {
    const rings = polygonOf(each, count);
    if (typeof rings === "string") return rings;
    polygons.push(rings);
  }
  return { type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates: polygons } };
}

/** checkMap keeps of any value what a map needs, or says what is wrong and where. The centre checks again. */
export function checkMap(value: unknown): MapRead {
  const file = (typeof value === "object" && value !== null ? value : {}) as { type?: unknown; features?: unknown };
  if (file.type !== "FeatureCollection" || !Array.isArray(file.features)) return { ok: false, problem: "not_collection", feature: 0 };
  if (file.features.length === 0) return { ok: false, problem: "no_features", feature: 0 };
  if (file.features.length > MAP_FEATURES_MAX) return { ok: false, problem: "too_many_features", feature: 0 };
  const count = { points: 0, rings: 0 };
  const features: MapFeature[] = [];
  const seen = new Set<string>();
  for (const [i, raw] of (file.features as unknown[]).entries()) {
    const feature = featureOf(raw, count);
    if (typeof feature === "string") return { ok: false, problem: feature, feature: i + 1 };
    if (seen.has(feature.properties.code)) return { ok: false, problem: "twice", feature: i + 1 };
    seen.add(feature.properties.code);
    features.push(feature);
  }
  return { ok: true, map: { type: "FeatureCollection", features }, points: count.points };
}

/** readMap reads the text of a file. */
export function readMap(text: string): MapRead {
  if (new Blob([text]).size > MAP_BYTES_MAX) return { ok: false, problem: "too_large", feature: 0 };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "not_json", feature: 0 };
  }
  return checkMap(value);
}

/** plainCode cuts the zeros that fill a code up, so that 990101, 990101000 and 990101000000 are one place. */
export const plainCode = (code: string): string => (code.length > 9 && code.endsWith("000") ? plainCode(code.slice(0, 9)) : code.length > 6 && code.endsWith("000") ? plainCode(code.slice(0, 6)) : code);
