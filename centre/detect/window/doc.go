// Package window is the memory of detection: windows over event time, step marks, "first seen" pairs and the list of sighted
// subjects. All windows and marks of one entity lie side by side in one record (record.go), so that an event costs one look-up per
// entity. While an entity has few events these are kept themselves, and a window is counted from them when it is asked for (log.go);
// with more they become a ring of buckets for each window (ring.go). Nobody can tell the two apart by what they answer. Everything lives
// in arrays of words without pointers, so that a million live keys cost the garbage collector nothing, and everything has an upper bound
// with a counter that says how often it bound.
//
// # Contract
//
// Time is cut into buckets of over/Buckets. A window's value for an event at time t is the measure over those earlier events (by
// order of the log) of the same key whose bucket is one of the Buckets newest up to t's own. It follows:
//
//   - nothing older than `over` is ever counted; everything younger than over·(1−1/Buckets) is; in between it depends on where the
//     bucket's edge lies. "5 within 24 h" is therefore always true when it is said;
//   - an event that arrived earlier but is later in time is counted only when it falls into the same bucket;
//   - an event older than the whole ring of its key is not added (Stats.Late);
//   - a key without an event for `over` and Def.Late, by the store's clock (the greatest event time so far), counts as empty. So an
//     event that is received no later than Late after it happened finds the same whatever else its partition has seen, which is why
//     the number of partitions changes no hit of a person.
//
// Exactness: count is exact to 65,535 per bucket; sum (to 2⁶⁰ fen), max, min, first, last are exact; distinct is exact up to sixteen
// values (but for collisions of 27-bit tags: 5·10⁻⁷ a key) and by linear counting over 64 bits beyond, with a standard error of 10 % at
// 30 and saturation at 266. Distinct counts a value where it was seen last.
//
// Keys are 64-bit hashes; two keys of ten million collide with a probability of about 3·10⁻⁶.
package window
