// Package signal (接入) is the door of the centre: what partners tell us is decoded, normalised, validated, de-duplicated
// by (source, source id) and appended to the durable log. A signal is acknowledged only when the log has synced it.
// It does not judge: that is detect.
//
// Words: a record is what a partner sends, a signal what we accepted of it. A record is accepted, a duplicate (same source,
// id and content as before), or rejected with field, code and reason. An envelope is the log's unit: many signals in one
// durable write.
//
// What must hold: the answer to a request tells the truth about every record of it; a record answered as accepted or
// duplicate is in the log once; one bad record neither stops nor changes another; nothing of a refused request was accepted
// with an answer, so repeating it is always right.
//
// The fields of each kind are one table (fields.go). The decoder, the JSON Schemas and docs/schema/fields.md follow from it.
package signal
