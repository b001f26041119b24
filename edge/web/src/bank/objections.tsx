export function BankObjections() { return null; }
