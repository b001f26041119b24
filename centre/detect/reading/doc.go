// Package reading (读法) says a compiled scenario in plain Chinese and English: what must happen, in which order, how often, and what is
// then reported. It reads the checked tree of the condition, not its text, so that what is said is what runs.
package reading
