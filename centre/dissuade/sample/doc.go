// Package sample (抽查回访) has a part of the feedback called back by another unit.
//
// The frame of a period is every report that says that somebody was met or dissuaded. At its beginning a salt is made and its SHA-256
// published (the promise); nobody can know then which feedback will be drawn, and nobody can choose the salt afterwards. At its end the
// salt is published: the score of a feedback is SHA-256 of salt, period and order, and the lowest scores are drawn. Whoever has the salt
// and the frame draws the same again, and one order alone can be checked against the cut.
//
// States of a case: listed (in the frame), passed (not drawn), drawn (a call-back is owed by a unit that is not the one that reported),
// agreed, differs (the review is open, a leader's turn), settled.
//
// Invariants:
//   - the unit that reported neither calls back nor sees that it was drawn before the call-back is done;
//   - between three and five of a hundred are drawn, as near as whole numbers allow, and never none of a period with any;
//   - a difference opens its review by itself; only a person who did not call back settles it.
//
// What it does not do: it does not change the feedback or the warning: what a review finds is acted on there.
package sample
