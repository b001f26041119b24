// Package stats is 统计: what the centre counts, over which days, and by which sides. This package holds only the words: a counted
// fact, a day of the centre's zone, a period, a question and its answer. The rooms beside it do the work: indicator (指标) turns
// counts into figures with their comparison, cube counts, phrase writes a figure in Chinese and reads it back, check looks for
// slips in a text, bulletin (通报) makes issues of it all.
//
// A fact is counted once under its measure and id; the same id again corrects it (迟报、更正), and Gone takes it away. Sums are
// of whole numbers: pieces, and fen. No person's name or number is ever in a fact.
package stats
