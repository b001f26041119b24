// Package detect (命中) turns signals into scored, explained hits. It is a pure function of the log: the same signals in the
// same order give the same hits, live, after a restart and in replay.
//
// Words: a *scenario* (场景) is a YAML file of rulebook/scenarios; a *window* is a number computed over past signals of one
// key; a *sequence* is a chain of steps that must have happened before; a *hit* is one scenario's finding on one signal.
//
// Parts: scenario (files, expression language, reasons), window (bounded pointer-free memory), text (scam-text model), and here
// the Engine of one partition (engine.go), the Worker that follows the log (worker.go) and Replay (replay.go).
//
// Invariants:
//   - an evaluated signal is never inside its own windows and never its own earlier step;
//   - only event time decides, never the machine's clock;
//   - memory is bounded; what does not fit is counted in Stats and never dropped in silence.
//
// It does not merge hits per person, alert anyone or know units: that is warning.
package detect
