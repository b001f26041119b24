// Package life (场景生命周期) is the life of a scenario: who may write one, how it is proven before it goes live, and who answers for it.
//
// Words: a *version* (版本) is one text of a scenario; its text never changes once it has run beside the live set. A *back-test* (回测)
// runs a version over a stored period; *shadow* (影子运行) runs it beside the live set, its hits recorded apart and never an alert; a *diff*
// (差异比对) shows the decisions that two versions take differently; a *hub file* (场景交换文件) carries a scenario with its lists and
// examples from centre to centre under a content hash.
//
// States of a version, and whose turn it is:
//
//	draft      草稿    the author's: write, try, back-test
//	shadow     影子    the clock's: it runs beside the live set
//	proposed   待复核  a second person's: sign or refuse
//	published  已发布  in force
//	paused     已暂停  out of force for now; it can come back
//	retired    已停用  over; another version or none is in force
//	discarded  已作废  over, was never in force
//
// Invariants: a version in force was signed by one person and approved by another; it had been back-tested with the very text, and had
// run in shadow, or says why not; the place of the log from which it counts is written down before its first hit, so that a replay
// gives the same hits; a code has one version in force.
//
// The package decides and computes; it opens no files and no database, and it alerts nobody. What runs beside the live set, and turns
// the live set, is app.
package life
