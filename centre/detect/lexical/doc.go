// Package lexical (网址词法) says what the letters of a web address tell, without asking anyone on the net: digits, odd suffixes, brands
// that a host imitates, depth, randomness, and a sum of suspicion from 0 to 100.
package lexical
