// Package load measures the partners' intake from outside, as a partner would use it: batches as fast as they are taken, and
// single signals at a fixed rate, sent when they are due whether or not earlier ones were answered, so that a slow answer is
// not hidden by a waiting sender. Its client is a bare HTTP/1.1 one, because it runs on the cores it measures.
package load
