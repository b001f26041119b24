// Package learn (学习) holds what the models of detection have in common: sparse linear machines, boosted trees, folds that keep
// near-duplicates together, the figures by which a model is judged, the reading of labelled tables and the frame of a model file.
//
// It knows no word of the field. Everything is deterministic by its seed; nothing here keeps state or reads a clock.
package learn
