// Package dedupe remembers which keys were seen, each with a checksum, for longer than memory would hold them: newest keys in a
// pointer-free table of 16 bytes each, older ones in sorted files with a Bloom filter in memory. Files are written once,
// checked by a checksum when opened, and merged by eights, so that a look-up asks few of them. Whoever uses it can make it
// again from its log: every file says up to which position of the log it reaches.
package dedupe
