import type { Piece, PieceKind } from "../api/feedback";
import { sha256 } from "../ui/sha256";

/** The longest side of a photo in dots, and how it is packed: enough to know a face and a door, some 250 KB. */
export const SIDE_MAX = 1280;
const QUALITY = 0.72;

/** sizeOf is how large a picture is drawn: never larger than it is. */
export function sizeOf(wide: number, high: number, most = SIDE_MAX): { wide: number; high: number } {
  const by = Math.min(1, most / Math.max(wide, high, 1));
  return { wide: Math.max(1, Math.round(wide * by)), high: Math.max(1, Math.round(high * by)) };
}

/** blobOf reads a canvas as a file. */
export const blobOf = (canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("canvas"))), type, quality));

/** shrunk draws a photo anew: smaller, and without what the camera wrote into it (EXIF, position). */
export async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const { wide, high } = sizeOf(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = wide;
  canvas.height = high;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, wide, high);
  picture.close();
  return blobOf(canvas, "image/jpeg", QUALITY);
}

/** pieceOf names bytes by their content. */
export async function pieceOf(kind: PieceKind, blob: Blob, place = ""): Promise<Piece> {
  const data = await blob.arrayBuffer();
  return { sha: sha256(new Uint8Array(data)), kind, taken: new Date().toISOString(), place, data };
}

/** dataURL shows bytes in a page that loads nothing from elsewhere. */
export function dataURL(media: string, base64: string): string {
  return `data:${media};base64,${base64}`;
}
