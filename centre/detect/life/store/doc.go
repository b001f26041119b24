// Package store keeps the life of scenarios in the records: versions and their texts, the sets that were in force with the places of the
// log from which they counted, back-tests with the rows behind their numbers, and hits in shadow. It makes no decisions; that a number of
// a code is one text and that one version of a code is in force are constraints, and each act is written with its audit entry.
package store
