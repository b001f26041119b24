// Package store counts the numbers that people read out: one series for each kind of record and day, without gaps among the
// transactions that commit.
package store

import (
	"context"
	"fmt"

	"fanzha/internal/db"
	"fanzha/term/fault"
)

var errSeries = fault.New(fault.Internal, "id.series_invalid")

// NextNumber returns the next number of a kind ("order", "warning") on a day of eight digits (id.Day): "20261121-000123".
// Two transactions never get the same; on PostgreSQL the second waits for the first to end, so it is called late.
func NextNumber(ctx context.Context, tx db.Tx, kind, day string) (string, error) {
	if kind == "" || !eightDigits(day) {
		return "", errSeries
	}
	var last int64
	err := tx.QueryRow(ctx, `insert into number_series (kind, day, last) values (?, ?, 1)
		on conflict (kind, day) do update set last = number_series.last + 1 returning last`, kind, day).Scan(&last)
	if err != nil {
		return "", db.Wrap("next number", err)
	}
	return fmt.Sprintf("%s-%06d", day, last), nil
}

func eightDigits(s string) bool {
	if len(s) != 8 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
