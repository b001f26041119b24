// Package scenario plays stories in the words of the field (testdata/*.txt) against the real binary: partners send signals,
// officers work at the console's HTTP, and every "expect" is looked up the way a person in charge would.
//
// One line is one sentence. People and partners are named by the lines that introduce them; a person at risk is named by the
// phone. "refused CODE" at the end of a sentence means that the centre must refuse it with exactly that code.
package scenario
