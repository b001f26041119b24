// Package bulletin is 通报: the texts that a centre owes, every day, week and month, inside and to the public. One command drafts an
// issue for a period: sections, sentences, and figures, each with its indicator, question, cut-off, owner and the revision of the
// definition it was counted by. People edit words; figures they draw anew or strike, never type.
//
// An issue goes draft → review → approved → published, or is withdrawn before that. Whoever drafted or edited it never approves it.
// Release demands, and Submit, Approve and Publish each look again, that
//
//   - every figure stands in its sentence as it was drawn, in order, and no number stands beside it that has no source;
//   - the text, read back, says what the figures say;
//   - every figure equals a count of the facts by other means than the ones it was drawn by;
//   - what the checker stops is mended, or waived by a named person with a reason;
//   - a public text is short, without small groups, numbers of persons, accounts and links.
//
// A published issue never changes: its content has a hash, and corrections are errata that name the old value and the new one.
// Figures of harm (误伤: wrong holds, complaints, wrong warnings) stand in the same issue as the successes.
//
// What it does not do: it counts nothing itself (Book does) and makes no sentence's grammar itself (Words does).
package bulletin
