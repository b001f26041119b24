// Package store keeps what was counted in the records store: facts (table stat_fact), population bases, saved questions and the
// centre's map. Facts are the durable truth of the figures: the counts in memory are built from them at every start.
package store
