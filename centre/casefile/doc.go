// Package casefile is the case register (案件): what was filed (立案), solved (破案), closed or withdrawn, with the facts that figures are
// made of: place, type, loss and what came back of it, supervision (督办), special actions (专项行动), who was harmed (a profile, where
// possible without a name), who was caught and which measures followed (each once a person), what was seized, and which cards and
// accounts were involved with the result of looking back at their outlet (一案双查).
//
// States: filed (侦办中), solved (已破), closed (办结), withdrawn (撤案; void: it was entered by mistake and never counts).
//
// Invariants, kept by decisions, constraints and tests: one number is one case; a case lies in the jurisdiction of its unit and nobody
// else sees it; nothing is dated in the future; a measure counts once a person; what was wrong is corrected with a reason and its
// earlier value stays in the audit, and what is taken out stays as taken out; a withdrawn case takes no command but reopening; events
// carry everything a figure needs and no personal data; a bulk entry is taken whole or not at all, unless a part is asked for.
//
// It does not count, rank or write texts (centre/stats), does not chase money (centre/stoppay) and judges nobody: documents of the
// investigation stay in the police's own systems.
package casefile
