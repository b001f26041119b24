export function BankAlerts() { return null; }
