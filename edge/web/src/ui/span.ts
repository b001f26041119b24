/** spanText writes a number of seconds as a desk reads it: 00:43, 12:05, 3:02:11. */
export function spanText(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const minutes = Math.floor(all / 60);
  return minutes < 100 ? `${two(minutes)}:${two(all % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(all % 60)}`;
}
