// Package text (涉诈文本) judges short Chinese texts: is this message part of a fraud, of which type, and which passages say so.
//
// The model is linear over hashed character 1-, 2- and 3-grams (whole words for Latin letters), each gram counted once, weighted by
// rarity and scaled to unit length: one linear support vector machine per class, turned into probabilities on rows that were held
// back. It needs no dictionary and no word cutting, is trained in seconds from a centre's own labelled texts, and every judgement
// can be taken apart into the passages that made it.
//
// What it is not: it reads one text alone, without sender or history, and its probability is calibrated on its training texts
// only. A scenario must not act on it alone with a high level.
package text
