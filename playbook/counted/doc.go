// Package counted is what the rooms' events count for in the figures (计入统计): it turns one event into the facts it proves. It
// knows no store and asks nobody: the body of an event says how its record stands, so the last event alone is enough. That makes
// counting idempotent and free of order: a fact is replaced by one of the same measure and id with a larger number, whenever it comes.
//
// A thing that turned out not to be (a withdrawn case, a dissuaded person who was defrauded after all) is told as Gone. Times of a
// cohort are those of its beginning: whether the person of a warning was reached counts on the day of the warning, so that a rate is
// of its own things. What was done counts on the day it was done.
//
// Every kind of event of every room is either in the table or listed as left out, with the reason: a test compares the two with the
// rooms.
package counted
