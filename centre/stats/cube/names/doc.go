// Package names numbers what facts are called by, for centre/stats/cube: ids (kept whole in 16 bytes or as a text, found by an index),
// values of columns, and the memory outside the Go heap in which all of it stands.
package names
