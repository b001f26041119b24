package scenario

import "strings"

// near says whether all signals that share the key lie in one partition. Whose account it is may be learnt from another's signal.
func (b By) near() bool {
	second, pair := b.Second()
	own := func(k By) bool { return k == ByPerson || k == ByPhone }
	return own(b.First()) && (!pair || second != ByHolder) || pair && own(second)
}

// Needs is what a scenario asks the memory for. Far: some of it is what signals of other persons left, in all partitions.
type Needs struct {
	Windows []int // numbers in the set
	Pairs   [pairCount]bool
	Links   [2]bool
	Far     bool
}

// field notes that a condition or a sentence names the field.
func (n *Needs) field(name string) {
	n.Links[LinkHolder] = n.Links[LinkHolder] || name == "holder_payee"
	n.Links[LinkOwner] = n.Links[LinkOwner] || strings.HasPrefix(name, "owner_")
	n.Far = n.Far || name == "holder_payee" || name == "owner_peer"
	for p, word := range PairNames {
		n.Pairs[p] = n.Pairs[p] || name == "first_seen_"+word
	}
}

// key notes that something is kept by the key.
func (n *Needs) key(by By) {
	n.Links[LinkHolder] = n.Links[LinkHolder] || strings.Contains(by.String(), "holder")
	n.Links[LinkOwner] = n.Links[LinkOwner] || strings.Contains(by.String(), "owner")
	n.Far = n.Far || !by.near()
}
