package store

import "fanzha/centre/stoppay"

// find adds what a person typed to the conditions on stop_claim. Receipts, payees' accounts and accounts of orders have indexes; what
// has none reads the list of claims back to Since and no further, inside of the jurisdiction that is already a condition.
func find(c *conditions, f stoppay.Find) {
	if f.Since != 0 && f.Account == "" {
		c.add("opened_at >= ?", int64(f.Since))
	}
	switch {
	case f.Number != "":
		c.add("substr(number, 1, ?) = ?", len(f.Number), f.Number)
	case f.Receipt != "":
		c.add("receipt = ?", f.Receipt)
	case f.Phone != "":
		c.add("victim_phone = ?", string(f.Phone))
	case f.Account != "":
		account := string(f.Account)
		c.add(`id in (select claim_id from stop_payment where payee_account = ? union select claim_id from stop_order where account = ?
			union select p.claim_id from stop_claim c join stop_payment p on p.claim_id = c.id where c.opened_at >= ? and p.account = ?)`,
			account, account, int64(f.Since), account)
	case f.Tail != "":
		c.add(`(substr(victim_phone, length(victim_phone) - 3) = ? or exists (select 1 from stop_payment p where p.claim_id = stop_claim.id
			and (substr(p.payee_account, length(p.payee_account) - 3) = ? or substr(p.account, length(p.account) - 3) = ?)))`, f.Tail, f.Tail, f.Tail)
	case f.Name != "":
		c.add("(victim_name = ? or exists (select 1 from stop_payment p where p.claim_id = stop_claim.id and p.payee_name = ?))", f.Name, f.Name)
	case f.Letter != "":
		c.add("(substr(victim_name, 1, 1) = ? or exists (select 1 from stop_payment p where p.claim_id = stop_claim.id and substr(p.payee_name, 1, 1) = ?))", f.Letter, f.Letter)
	}
}
