import { useTranslation } from "react-i18next";
import type { Level } from "../api/types";

/** The shape of each level, so that it can be told without colour: disc, triangle, square, ring. */
function Shape({ level }: { level: Level }) {
  switch (level) {
    case "urgent":
      return <circle cx="6" cy="6" r="5.2" fill="currentColor" />;
    case "high":
      return <path d="M6 .8 11.6 11H.4z" fill="currentColor" />;
    case "medium":
      return <rect x="1.4" y="1.4" width="9.2" height="9.2" fill="currentColor" />;
    default:
      return <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.8" />;
  }
}

/** LevelLamp shows a level by colour, word and shape together. `flash` is for the urgent and unclaimed only. */
export function LevelLamp({ level, flash = false }: { level: Level; flash?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={`lamp lamp-${level}${flash ? " lamp-flash" : ""}`}>
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
        <Shape level={level} />
      </svg>
      <span>{t(`level.${level}`)}</span>
    </span>
  );
}

/** The word of a state, grey when nothing is left to do. */
export function StateWord({ kind, state }: { kind: "warning" | "order"; state: string }) {
  const { t } = useTranslation();
  return <span className={`state state-${state}`}>{t(`${kind}State.${state}`, { defaultValue: state })}</span>;
}

export function FamilyWord({ family }: { family: string }) {
  const { t } = useTranslation();
  return <span className={`family family-${family}`}>{t(`family.${family}`, { defaultValue: family })}</span>;
}
