import type { ReactNode } from "react";

/** Field is a label, a plain input of the flow, and what was understood of it beneath. Plain inputs keep the keyboard's way short. */
export function Field({ label, wrong, note, children, wide = false }: { label: string; wrong?: string; note?: ReactNode; children: ReactNode; wide?: boolean }) {
  return (
    <label className={`field${wide ? " field-wide" : ""}${wrong ? " field-wrong" : ""}`}>
      <span className="field-label">{label}</span>
      {children}
      <span className="field-note">{wrong ? <span className="bad">{wrong}</span> : note}</span>
    </label>
  );
}

/** FlowInput is one stop of the keyboard flow. */
export function FlowInput({ value, onChange, testid, wrong, mode = "text", max = 60, placeholder, focus = false }: {
  value: string; onChange: (value: string) => void; testid: string; wrong?: boolean; mode?: "text" | "decimal" | "numeric" | "tel"; max?: number; placeholder?: string; focus?: boolean;
}) {
  return (
    <input
      className="plain-input" data-flow data-testid={testid} value={value} inputMode={mode} maxLength={max} placeholder={placeholder} aria-invalid={wrong || undefined}
      autoFocus={focus} onChange={(event) => onChange(event.target.value)} spellCheck={false} autoComplete="off"
    />
  );
}

/** FlowSelect is a choice in the flow; letters and arrows choose. It is skipped by Enter when it is answered already. */
export function FlowSelect({ value, onChange, options, testid, flow = true, wrong, empty }: {
  value: string; onChange: (value: string) => void; options: { value: string; text: string }[]; testid: string; flow?: boolean; wrong?: boolean; empty?: string;
}) {
  return (
    <select className="plain-input" {...(flow ? { "data-flow": true } : {})} data-testid={testid} value={value} aria-invalid={wrong || undefined} onChange={(event) => onChange(event.target.value)}>
      {empty !== undefined ? <option value="">{empty}</option> : null}
      {options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
    </select>
  );
}
