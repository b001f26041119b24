//go:build !race

package funds

// flowTransfers is how many transfers the engine of switch mode may hold; memory is taken as they come.
const flowTransfers = 1 << 24
