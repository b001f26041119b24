/** How long a phone may look for its position. */
const WAIT_MS = 15_000;

export interface Position { latitude: number; longitude: number; accuracy: number }

/** placeText is a position as evidence shows it; placeField as a piece carries it. */
export const placeText = (p: Position) => `${p.latitude.toFixed(6)},${p.longitude.toFixed(6)} ±${Math.round(p.accuracy)}m`;
export const placeField = (p: Position) => `${p.latitude.toFixed(6)},${p.longitude.toFixed(6)},${Math.round(p.accuracy)}`;

/** position asks the phone where it is, once, when the officer asks for it; nothing follows him. */
export function position(): Promise<Position> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) return reject(new Error("no geolocation"));
    navigator.geolocation.getCurrentPosition((at) => resolve(at.coords), reject, { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60_000 });
  });
}
