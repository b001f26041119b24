// Package sanction (惩戒) is joint punishment of those who were convicted of telecom fraud or lent their accounts and numbers to it:
// nominated with facts, recognised by an organ of the rank that the rules ask for, told in writing with basis, term, measures and the
// right of appeal, in force from the day of the notice's effect, and ended by itself.
//
// Invariants, kept by decisions, constraints and tests: below the threshold only the province recognises; nobody recognises whom he
// nominated nor decides an appeal against his own act; nothing is in force before its notice; the term is that of the edition of the
// rules on the day of recognition and is never computed anew; repeated terms follow on each other and together never exceed the
// longest continuous term; whose identity was misused or whose card was lost is never sanctioned; an appeal that is upheld ends it
// at once.
//
// It keeps no list of banks or carriers that carry it out: they are told by events.
package sanction
