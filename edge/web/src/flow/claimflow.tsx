export function ClaimFlow() { return null; }
