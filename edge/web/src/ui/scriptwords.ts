import { STEPS, type Reading, type ReadingName, type Script, type Step } from "../api/scripts";

/** What a screen knows of the call: it is put into the lines. */
export interface Call { unit: string; name: string; number: string }

/** filled puts the call into a line; what is not known stays as it is to be said by heart. */
export function filled(line: string, call: Call): string {
  return line.replace(/\{(unit|name|number)\}/g, (_, hole: keyof Call) => call[hole]);
}

/** readingOf names the reading of a language, slow and short or not. */
export function readingOf(english: boolean, elder: boolean): ReadingName {
  return `${english ? "en" : "zh"}${elder ? "_elder" : ""}` as ReadingName;
}

/** inReading is a script in one reading. */
export function inReading(script: Pick<Script, "readings">, name: ReadingName): Reading | undefined {
  return (script.readings ?? []).find((each) => each.reading === name);
}

/** toggled ticks a step as spoken, or takes the tick back. */
export function toggled(spoken: Step[], step: Step): Step[] {
  return spoken.includes(step) ? spoken.filter((each) => each !== step) : [...spoken, step];
}

/** nextStep is the first that was not spoken yet. */
export function nextStep(spoken: Step[]): Step | undefined {
  return STEPS.find((each) => !spoken.includes(each));
}
