/** Choice is a row of large chips of which one is chosen: one tap, one digit key. */
export function Choice<T extends string>({ options, value, onChange, label, testPrefix, digits = false, wide = false }: {
  options: { value: T; text: string }[];
  value: T | "";
  onChange: (value: T) => void;
  label: string;
  testPrefix?: string;
  digits?: boolean;
  wide?: boolean;
}) {
  return (
    <div className={`choice${wide ? " choice-wide" : ""}`} role="radiogroup" aria-label={label}>
      {options.map((option, i) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={value === option.value}
          className={value === option.value ? "chip chip-on" : "chip"}
          onClick={() => onChange(option.value)}
          data-testid={testPrefix ? `${testPrefix}-${option.value}` : undefined}
        >
          {digits ? <kbd>{i + 1}</kbd> : null}
          {option.text}
        </button>
      ))}
    </div>
  );
}
