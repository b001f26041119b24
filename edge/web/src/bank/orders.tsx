export function BankOrders() { return null; }
