export function League() { return null; }
