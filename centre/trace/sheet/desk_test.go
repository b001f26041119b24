package sheet_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/trace/sheet"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/centre/trace/sheet/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/term/when"

	"crypto/rand"
)

// The people of these tests.
var (
	analyst = access.Scope{User: "a1", Name: "陈分析", Unit: "990101000000", Roles: []access.Role{access.Analyst}}
	leader  = access.Scope{User: "l1", Name: "周带班", Unit: "990100000000", Roles: []access.Role{access.Leader}}
	other   = access.Scope{User: "a2", Name: "邻县", Unit: "990102000000", Roles: []access.Role{access.Analyst}}
)

const start = when.Micros(1_795_000_000) * when.Second

func desk(tb testing.TB, d *db.DB) *sheet.Service {
	tb.Helper()
	return deskAt(tb, d, clock.NewManual(start))
}

func deskAt(tb testing.TB, d *db.DB, c *clock.Manual) *sheet.Service {
	tb.Helper()
	rules, err := sheet.LoadRules()
	check.NoError(tb, err)
	columns, err := statement.LoadColumns()
	check.NoError(tb, err)
	s := store.New(d)
	return sheet.New(sheet.Options{Sheets: s, Files: s, Reads: s, Clock: c, NewID: id.New(c.Now, rand.Reader).New, Rules: rules, Columns: columns})
}

// give imports a file.
func give(tb testing.TB, s *sheet.Service, to, name string, file []byte) {
	tb.Helper()
	sum := sha256.Sum256(file)
	ctx := context.Background()
	f, run, err := s.Begin(ctx, analyst, sheet.BeginCmd{Sheet: to, Name: name, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(file))})
	check.NoError(tb, err)
	check.True(tb, run, "a new file")
	check.NoError(tb, s.Run(ctx, analyst, f, bytes.NewReader(file)))
}
