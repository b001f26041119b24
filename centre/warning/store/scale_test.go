package store_test

import (
	"context"
	"fmt"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
)

// BenchmarkReads measures the reads of a busy desk: 20,000 people with an open warning each.
func BenchmarkReads(b *testing.B) {
	s := service(dbtest.SQLite(b), 0)
	ctx, li := context.Background(), roomtest.Operator("li")
	for batch := range 40 {
		hits := make([]detect.Hit, 500)
		for i := range hits {
			n := batch*500 + i
			hits[i] = roomtest.Hit(fmt.Sprint("s", n), roomtest.Of(roomtest.Phone(n)), roomtest.Level(warning.Levels[n%4]),
				roomtest.In([]string{roomtest.PlaceE1, roomtest.PlaceE2, roomtest.PlaceW1}[n%3]))
		}
		_, err := s.Record(ctx, warning.Batch{Hits: hits})
		check.NoError(b, err)
	}
	active := []warning.State{warning.Open, warning.Working}
	first, next, err := s.List(ctx, li, warning.Filter{State: active})
	check.NoError(b, err)
	station := roomtest.Scope("zhao", roomtest.East1, access.Leader)
	for _, read := range []struct {
		name string
		do   func() error
	}{
		{"desk", func() error { _, _, err := s.List(ctx, li, warning.Filter{State: active}); return err }},
		{"desk-next-page", func() error { _, _, err := s.List(ctx, li, warning.Filter{State: active, Cursor: next}); return err }},
		{"station", func() error { _, _, err := s.List(ctx, station, warning.Filter{State: active}); return err }},
		{"everything", func() error { _, _, err := s.List(ctx, li, warning.Filter{}); return err }},
		{"mine", func() error { _, _, err := s.List(ctx, li, warning.Filter{State: active, Mine: true}); return err }},
		{"counts", func() error { _, err := s.Counts(ctx, li); return err }},
		{"one", func() error { _, err := s.Get(ctx, li, first[0].ID); return err }},
		{"timeline", func() error { _, err := s.Timeline(ctx, li, first[0].Target); return err }},
		{"search-phone", func() error { _, err := s.Search(ctx, li, string(roomtest.Phone(77))); return err }},
		{"hits", func() error { _, _, err := s.Hits(ctx, li, warning.HitFilter{Scenario: "long_call"}); return err }},
		{"figures", func() error {
			_, err := s.Figures(ctx, roomtest.Leader("chief"), roomtest.Start, roomtest.Start+1)
			return err
		}},
	} {
		b.Run(read.name, func(b *testing.B) {
			for b.Loop() {
				check.NoError(b, read.do())
			}
		})
	}
}
