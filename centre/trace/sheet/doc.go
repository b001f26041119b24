// Package sheet (资金流向台) is the analyst's way to follow money: bank statements are imported, and what left and entered the
// accounts in them becomes layers, with the same Result as every other mode of trace.
//
// A sheet is a name, the unit whose work it is, perhaps a claim, files, and a log of acts. What the analyst did (chose the
// roots, merged accounts of one holder, added a leg that no statement shows, wrote a note) is one entry each; the state of a
// sheet is the log folded. Undo and redo are entries too: nothing is ever taken out of the log. Version counts entries, and an
// act on another version than the present one is refused.
//
// A file is read once, row by row, into blocks of the canonical columns (see block.go), which are kept as they are; a file
// with the same content is taken over once per sheet. A file's states:
//
//	importing  rows are being read; nobody sees them yet
//	ready      all good rows are kept; the file is in view from the entry that added it
//	failed     the reading broke off; its blocks are gone, the same file may be given again
//
// From the files in view a Book is made in memory: rows of the same account that overlapping exports repeat count once, the
// payer's and the payee's row of one transfer become one, transfers of one moment stand in the order of the statements. The
// Book does not depend on the order in which files were imported. Ids of its transfers are made of their content, so that a
// root stays the root when more files come.
//
// It does not order anything (centre/stoppay) and decides about nobody: fees, tiny sums and exits are hidden or named by rules
// of the rulebook, and a merge is always a person's act.
package sheet
