//go:build !race

package hugepage

// Small is the size below which a reservation is an ordinary slice: a huge page for a few words would waste it.
const Small = 4 << 20
