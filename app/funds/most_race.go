//go:build race

package funds

// flowTransfers is smaller under the race detector: an engine's arrays come from the Go heap there, whole, and the detector keeps
// several times their size beside them, gigabytes for each centre that a test starts.
const flowTransfers = 1 << 18
