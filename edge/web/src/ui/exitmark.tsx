/** The ways in which money leaves the banks' reach. Each has a shape: ▼ cash, ■ purchase, ◆ crypto, ▲ abroad, ● wallet, ○ other. */
export type ExitKind = "cash" | "pos" | "crypto" | "abroad" | "wallet" | "other";

const KINDS: [prefix: string, kind: ExitKind][] = [
  ["CASH", "cash"], ["AGENT_CASH", "cash"], ["POS", "pos"], ["CRYPTO", "crypto"], ["ABROAD", "abroad"], ["WALLET", "wallet"],
];
export const EXIT_SHAPES: Record<ExitKind, string> = { cash: "▼", pos: "■", crypto: "◆", abroad: "▲", wallet: "●", other: "○" };

/** exitKind sorts a disposition code by how the money left. */
export const exitKind = (code: string): ExitKind => KINDS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "other";

/** ExitMark shows how money left by shape, word and colour together. */
export function ExitMark({ code, text }: { code: string; text: string }) {
  const kind = exitKind(code);
  return <span className={`exit exit-${kind}`}><i aria-hidden="true">{EXIT_SHAPES[kind]}</i>{text}</span>;
}
