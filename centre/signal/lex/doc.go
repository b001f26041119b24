// Package lex reads the smallest parts of a record: digits, escapes, moments. It knows no fields; a code is empty when all is well.
package lex
