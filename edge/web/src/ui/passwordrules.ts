/** What a password must be like, the same as the centre asks: the page says so before the centre has to. */
export const PASSWORD_MIN = 12;
export const PASSWORD_CLASSES = 3;

/** passwordProblem names what is missing: "short", "classes", or nothing. */
export function passwordProblem(password: string): "short" | "classes" | undefined {
  if ([...password].length < PASSWORD_MIN) return "short";
  const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((kind) => kind.test(password)).length;
  return classes < PASSWORD_CLASSES ? "classes" : undefined;
}
