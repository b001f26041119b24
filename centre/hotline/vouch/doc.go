// Package vouch (核验码) lets a citizen learn within seconds whether the officer who rings or stands at the door is real.
//
// Words: a code (核验码) is eight digits that an officer or operator gets for one visit or call and reads out; a check (核验) is a citizen
// who types it on the public page, or an operator who types it for a caller; an impostor alarm (冒充警报) is what a wrong, ended or misused
// code leaves; a guesser (猜码) is a network with many wrong codes in a short time.
//
// Invariants:
//   - a code is bound to its officer, unit, order, warning or ticket, to the person's number and to the number that rings; it lives for a
//     bounded time and is vouched for a bounded number of times;
//   - the digits are derived from the code's id with a key of the centre and are stored only as a keyed hash: the same officer is shown
//     the same code again, and the records alone give none away;
//   - a citizen is told nothing of himself: surname, unit, end of the badge number, what for in general words, since when;
//   - every wrong answer counts against its network and against all networks together before the code is looked up; who has spent his is
//     not answered, right code or wrong, and leaves one alarm;
//   - an alarm ends by a person's finding, never by itself.
//
// How hard a code is to guess: seven free digits are 10,000,000 codes. With 200 codes alive at once and all 120 wrong answers of every ten
// minutes used up without a pause, one guess hits some live code with 200 in 10,000,000, and a whole day of 17,280 guesses finds one with
// three chances in ten, after 144 windows of refusals to everybody and as many alarms; from one network a day is 1,152 guesses and 2.3 %.
// To hit the one code that a given citizen was told, a network has about 1 in 10,000,000 a guess, and 24 guesses in the half hour that the
// code of a call lives: 2.4 in a million. A code that was found still names its own officer and unit, and whoever gives the number that rang is told when it is not
// the code's.
//
// What it does not do: it does not ring, does not look up who owns a number, and does not judge an officer. The badge number is the one
// that the officer typed: accounts do not have one.
package vouch
