import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { measuresApi } from "../api/measures";
import { useKeys } from "../ui/keys";
import { Freezes } from "./freezes";
import { KINDS, kindOf, type Kind } from "./kinds";
import { useMeasures } from "./list";
import { Marks } from "./marks";
import { Restrictions } from "./restrictions";
import { Sanctions } from "./sanctions";

/** rulesQuery are the articles and numbers that measures run by: they change with the release only. */
export const rulesQuery = { queryKey: ["measureRules"], queryFn: measuresApi.rules, staleTime: Number.POSITIVE_INFINITY };

/** Measures (措施) are what outlasts a hold or binds a person: freeze, restriction, mark, sanction, each with basis, clock and way out. */
export function Measures() {
  const { t } = useTranslation();
  const { search, change } = useMeasures();
  const kind = kindOf(search.kind);
  const go = (next: Kind) => change({ kind: next === "freeze" ? undefined : next, state: undefined, id: undefined, sort: undefined, new: undefined });
  const rules = useQuery(rulesQuery).data;
  const step = (by: number) => go(KINDS[(KINDS.indexOf(kind) + by + KINDS.length) % KINDS.length]);
  useKeys({ ArrowRight: () => step(1), ArrowLeft: () => step(-1), "1": () => go("freeze"), "2": () => go("restriction"), "3": () => go("mark"), "4": () => go("sanction") });
  return (
    <div className="page freezes">
      <header className="bar">
        <h1 className="screen-title">{t("menu.measures")}</h1>
        <div className="tabs" role="tablist" aria-label={t("menu.measures")}>
          {KINDS.map((each, i) => <button key={each} type="button" role="tab" aria-selected={each === kind} className={each === kind ? "tab tab-on" : "tab"} onClick={() => go(each)} data-testid={`measure-${each}`}>{t(`measureKind.${each}`)}<kbd className="desk-only">{i + 1}</kbd></button>)}
        </div>
        <span className="grow" /><Link to="/stops" className="link-button">{t("menu.stops")}</Link>
      </header>
      <p className="muted measure-what">{t(`measureWhat.${kind}`)}</p>
      {kind === "freeze" ? <Freezes rules={rules} /> : kind === "restriction" ? <Restrictions rules={rules} /> : kind === "mark" ? <Marks rules={rules} /> : <Sanctions rules={rules} />}
    </div>
  );
}
