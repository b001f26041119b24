// Makes a screenshot small: a picture with a palette of 256 colours, which is plenty for flat panels and letters.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const colours = 256;
const trueColour = 2;
const withAlpha = 6;

/** packed is the same picture with a palette; colours that are not in it become the nearest that are. */
export function packed(png) {
  const { width, height, depth, pixels } = read(png);
  const count = new Map();
  const colourAt = (i) => (pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2];
  for (let i = 0; i < pixels.length; i += depth) count.set(colourAt(i), (count.get(colourAt(i)) ?? 0) + 1);
  const palette = paletteOf(count);
  const index = new Map();
  for (const colour of count.keys()) index.set(colour, nearest(palette, colour));
  const rows = Buffer.alloc((width + 1) * height); // every row begins with its filter: none
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i += depth) rows[y * (width + 1) + 1 + x] = index.get(colourAt(i));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8); // eight bits a pixel, into a palette
  const table = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
  return Buffer.concat([signature, chunk("IHDR", head), chunk("PLTE", table), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** paletteOf takes the commonest colour of each of the commonest shades: a small green lamp must not lose to a hundred greys. */
function paletteOf(count) {
  const shades = new Map();
  for (const [colour, n] of count) {
    const key = colour & 0xf0f0f0;
    const shade = shades.get(key) ?? { n: 0, most: 0, colour };
    shade.n += n;
    if (n > shade.most) [shade.most, shade.colour] = [n, colour];
    shades.set(key, shade);
  }
  const first = [...shades.values()].sort((a, b) => b.n - a.n).map((shade) => shade.colour);
  const rest = [...count].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  return [...new Set([...first.slice(0, colours * 3 / 4), ...rest])].slice(0, colours);
}

function nearest(palette, colour) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  palette.forEach((each, i) => {
    const far = ((each >> 16) - (colour >> 16)) ** 2 + (((each >> 8) & 255) - ((colour >> 8) & 255)) ** 2 + ((each & 255) - (colour & 255)) ** 2;
    if (far < least) [best, least] = [i, far];
  });
  return best;
}

/** read gives the plain pixels of a picture as the browser writes it: eight bits a channel, no interlacing. */
function read(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const kind = png[25];
  if (png[24] !== 8 || (kind !== trueColour && kind !== withAlpha)) throw new Error(`a screenshot of an unknown form: ${png[24]}/${kind}`);
  const depth = kind === withAlpha ? 4 : 3;
  const data = [];
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return { width, height, depth, pixels: unfiltered(inflateSync(Buffer.concat(data)), width * depth, depth) };
}

/** unfiltered undoes the filters of PNG, by which every row is written as a difference to what is left of and above it. */
function unfiltered(raw, stride, depth) {
  const rows = raw.length / (stride + 1);
  const out = Buffer.alloc(rows * stride);
  for (let y = 0; y < rows; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const to = y * stride + x;
      const left = x >= depth ? out[to - depth] : 0;
      const up = y > 0 ? out[to - stride] : 0;
      const corner = x >= depth && y > 0 ? out[to - stride - depth] : 0;
      out[to] = raw[y * (stride + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
  }
  return out;
}

function paeth(a, b, c) {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

function chunk(name, body) {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(name, 4, "latin1");
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}
