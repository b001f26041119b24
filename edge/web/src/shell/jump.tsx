import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input, Modal } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { ClaimRow, StopRow } from "../api/money";
import { money } from "../api/moneyapi";
import type { Found } from "../api/types";
import { LevelLamp } from "../ui/lamp";
import { usePaused } from "../ui/paused";
import { formatFen } from "../ui/money";
import { PersonLine } from "../ui/person";
import { useSession } from "../ui/session";
import { FaultNote } from "../ui/states";
import type { Place } from "./menu";

/** A search starts from this many characters, after this pause in typing. */
const SEARCH_MIN = 2;
const PAUSE_MS = 200;

interface Target { key: string; group: string; go: () => void; line: ReactNode }

/** matches finds a place by its name in the user's language or by pinyin. */
export function matches(place: Pick<Place, "pinyin">, name: string, typed: string): boolean {
  const needle = typed.trim().toLowerCase();
  return needle === "" || name.toLowerCase().includes(needle) || place.pinyin.split(" ").some((p) => p.startsWith(needle));
}

/** Jump (Ctrl+K) goes to any place, person, warning or order by name, pinyin or number. */
export function Jump({ open, onClose, places }: { open: boolean; onClose: () => void; places: Place[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const q = usePaused(text.trim(), PAUSE_MS);
  const found = useQuery({ queryKey: ["search", q], queryFn: () => api.search(q), enabled: open && q.length >= SEARCH_MIN });
  const claims = useMoney(open ? q : "");
  const targets = [...useTargets(places, text, q.length >= SEARCH_MIN ? found.data : undefined), ...useMoneyTargets(claims)];
  useEffect(() => setAt(0), [text]);
  const go = (target: Target | undefined) => {
    if (!target) return;
    onClose();
    setText("");
    target.go();
  };
  const onKey = (event: React.KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt((now) => Math.min(targets.length - 1, Math.max(0, now + step)));
  };
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} width={620} className="jump" destroyOnHidden aria-label={t("jump.title")}>
      <Input
        autoFocus size="large" value={text} placeholder={t("jump.hint")} aria-label={t("jump.title")} maxLength={60}
        onChange={(event) => setText(event.target.value)} onKeyDown={onKey} onPressEnter={() => go(targets[at])} data-testid="jump-input"
      />
      <ul className="jump-list" role="listbox" aria-label={t("jump.title")}>
        {targets.map((target, i) => (
          <li key={target.key}>
            <button type="button" role="option" aria-selected={i === at} onMouseMove={() => setAt(i)} onClick={() => go(target)}>
              <span className="muted jump-group">{target.group}</span>
              {target.line}
            </button>
          </li>
        ))}
        {targets.length === 0 && !found.isFetching ? <li className="muted jump-none">{t("jump.none")}</li> : null}
      </ul>
      {found.isError ? <FaultNote error={found.error} retry={() => void found.refetch()} /> : null}
    </Modal>
  );
}

interface FoundMoney { claims: ClaimRow[]; stops: StopRow[] }

/** numberOf is the beginning of a claim's or an order's number, as people type it: small letters, spaces. Anything else is none. */
export function numberOf(typed: string): string | undefined {
  const plain = typed.replace(/\s/g, "").toUpperCase();
  return /^ZF[0-9-]*$/.test(plain) ? plain : undefined;
}

/** useMoney finds claims by number, receipt, phone, account, last four digits or name, and stop orders by number. */
function useMoney(q: string): FoundMoney {
  const { can } = useSession();
  const number = numberOf(q);
  const asked = number ?? (q.length >= SEARCH_MIN ? q : undefined);
  const query = useQuery({
    queryKey: ["jump", asked], enabled: asked !== undefined && can("claim.read"),
    queryFn: async (): Promise<FoundMoney> => {
      const [claims, stops] = await Promise.all([money.claims({ q: asked }), number === undefined ? { items: [] } : money.stops({ q: number })]);
      return { claims: (claims.items ?? []).slice(0, 8), stops: (stops.items ?? []).slice(0, 8) };
    },
  });
  return (asked !== undefined ? query.data : undefined) ?? { claims: [], stops: [] };
}

function useMoneyTargets({ claims, stops }: FoundMoney): Target[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = (id: string) => void navigate({ to: "/stoppay", search: { id, list: "all" } });
  return [
    ...claims.map((row): Target => ({ key: row.id, group: t("jump.claim"), go: () => open(row.id), line: <><b className="num">{row.number}</b> {row.victim.name} <span className="num">{formatFen(row.loss_fen)}</span></> })),
    ...stops.map((row): Target => ({ key: row.id, group: t("jump.stop"), go: () => open(row.claim_id), line: <><b className="num">{row.number}</b> {row.bank_name} <span className="num">{row.account}</span></> })),
  ];
}

function useTargets(places: Place[], text: string, found: Found | undefined): Target[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const menu = places
    .filter((place) => matches(place, t(`menu.${place.key}`), text))
    .map((place): Target => ({
      key: place.key, group: t("jump.place"), go: () => void navigate({ to: place.path }), line: <b>{t(`menu.${place.key}`)}</b>,
    }));
  const persons = (found?.persons ?? []).map((person): Target => ({
    key: person.id, group: t("jump.person"), go: () => void navigate({ to: "/persons/$id", params: { id: person.id } }),
    line: <PersonLine person={person} />,
  }));
  const warnings = (found?.warnings ?? []).map((row): Target => ({
    key: row.id, group: t("jump.warning"), go: () => void navigate({ to: "/alerts", search: { id: row.id } }),
    line: <><LevelLamp level={row.level} /> <span className="num">{row.number}</span> <PersonLine person={row.person} /></>,
  }));
  const orders = (found?.orders ?? []).map((row): Target => ({
    key: row.id, group: t("jump.order"), go: () => void navigate({ to: "/tasks", search: { id: row.id } }),
    line: <><LevelLamp level={row.level} /> <span className="num">{row.number}</span> <PersonLine person={row.person} /></>,
  }));
  return [...menu, ...persons, ...warnings, ...orders];
}
