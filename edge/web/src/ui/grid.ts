/** parseGrid reads what was copied from a spreadsheet: rows by line, cells by tab; from plain text by comma or wide gaps. Empty rows are left out. */
export function parseGrid(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n").filter((line) => line.trim() !== "");
  const tabs = lines.some((line) => line.includes("\t"));
  const cells = (line: string) => (tabs ? line.split("\t") : line.split(/[,，;；]|\s{2,}/)).map((cell) => cell.trim().replace(/^"([\s\S]*)"$/, "$1").replaceAll('""', '"'));
  return lines.map(cells);
}
