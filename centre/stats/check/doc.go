// Package check looks for slips (校对) in the text of a bulletin before it goes out: 万 for 亿, a part larger than its whole, a comparison
// that does not recompute, one person spelled two ways, a first without a source. It reads the text by phrase and judges what it finds;
// it changes nothing and knows nothing of the event log (that a draft equals an independent count is the room bulletin's affair).
//
// A finding says what is wrong, why, and where. Numbers are compared exactly, with the tolerance that the printed places give.
// Thresholds and words are data: rulebook/phrases.yaml and rulebook/check.yaml.
package check
