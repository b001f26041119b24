// Package deskbench measures the alert desk on a full day: `fanzha bench desk`. A centre of its own, with years of warnings behind it, is told
// of thousands of warnings by five sources, a part of them twice, while scripted operators claim, call and record and hundreds of people read
// lists. The centre is the real program behind its own HTTP server; its clock is pushed, so that the day takes minutes.
//
// What is scripted and what is measured. How fast an operator looks, how long a call takes and who answers are assumptions (staff.go), so the time
// from a warning to its opening says that the desk orders its work rightly and that nobody is left behind by a queue, not how fast people are. The
// times of lists are those of this machine's clock, client and server on the same processors. What must hold (one open task a person, no second call
// in the quiet time) is read from the records after the centre has stopped, not from what the script believes.
package deskbench
