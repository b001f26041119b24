import { useEffect, useRef } from "react";

/** A table from key names to acts. A name is the key itself ("j", "Enter", "/") or with Ctrl: "ctrl+k" (also ⌘K). */
export type KeyTable = Record<string, (event: KeyboardEvent) => void>;

/** keyName is how a table names the key of an event. */
export function keyName(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.altKey) return `alt+${key}`;
  return event.ctrlKey || event.metaKey ? `ctrl+${key}` : key;
}

/** isTyping says whether the keys belong to a text field: then single letters are text and not commands. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as { tagName?: string; isContentEditable?: boolean; type?: string } | null;
  if (!element?.tagName) return false;
  if (element.isContentEditable) return true;
  const tag = element.tagName.toUpperCase();
  if (tag === "INPUT") return !["checkbox", "radio", "button", "submit"].includes(element.type ?? "text");
  return tag === "TEXTAREA" || tag === "SELECT";
}

/** isControl says whether Enter and Space belong to the focused element itself. A chip takes Space; Enter is the form's. */
function isControl(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.closest?.("button:not([role=radio]), a[href], [role=button], [role=combobox]");
}

/** accepts decides whether a key of the table acts here: Escape, function keys, Alt and Ctrl keys always, others not while typing. */
export function accepts(name: string, event: KeyboardEvent): boolean {
  if (event.isComposing) return false;
  if (name.startsWith("ctrl+") || name.startsWith("alt+") || name === "Escape" || /^F\d+$/.test(name)) return true;
  if (isTyping(event.target)) return false;
  if (name === "Enter" || name === " ") return !isControl(event.target);
  return true;
}

/** dialogOpen: while a dialog is open, keys of the screen behind it must not act. */
function dialogOpen(): boolean {
  return document.querySelector("[data-dialog-open='true'], .ant-modal-wrap:not([style*='display: none'])") !== null;
}

/** useKeys binds a table while the component is shown. Disabled tables and keys behind a dialog do nothing. */
export function useKeys(table: KeyTable, enabled = true): void {
  const current = useRef(table);
  current.current = table;
  useEffect(() => {
    if (!enabled) return;
    const on = (event: KeyboardEvent) => {
      const name = keyName(event);
      const act = current.current[name];
      if (!act || event.defaultPrevented || !accepts(name, event) || dialogOpen()) return;
      event.preventDefault();
      if (name === "Escape" && isTyping(event.target)) {
        (event.target as HTMLElement).blur(); // the first Escape leaves the field, the next one the place
        return;
      }
      act(event);
    };
    window.addEventListener("keydown", on);
    return () => window.removeEventListener("keydown", on);
  }, [enabled]);
}
