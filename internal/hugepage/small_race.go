//go:build race

package hugepage

// Small is the size below which a reservation is an ordinary slice, which the race detector watches.
const Small = 32 << 20
