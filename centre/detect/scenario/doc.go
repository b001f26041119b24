// Package scenario (场景) reads the scenario files of the rulebook and of the operator's own folder, checks them and compiles them.
//
// A scenario is one YAML file: which signals it looks at, a typed condition over the signal's fields, over windows and over a
// sequence of earlier steps, and what it means when it holds (fraud type, family, level, score, the officer's sentence). The
// language of conditions is the Common Expression Language without loops: it is checked before it runs, always ends, and names
// its mistakes by line and column. The usual subset runs as Go closures; the rest runs as a CEL program. Both give the same
// answers (property-tested), an error in either counts as "does not hold".
//
// The package decides nothing about memory: windows, marks and lists of sighted subjects are asked from the engine through Memory.
package scenario
