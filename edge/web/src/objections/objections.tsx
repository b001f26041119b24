export function Objections() { return null; }
