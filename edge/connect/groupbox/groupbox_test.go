package groupbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fanzha/centre/outreach"
	"fanzha/internal/check"
)

var parcel = outreach.Parcel{ID: "m1", Number: "QX20261122-000001", Circle: "市级反诈联席工作群", Text: "【虚假退税】…", Members: []outreach.Member{{Code: "tax", Name: "市税务局", People: 3}}, Reason: "更正"}

// Protects: a message is one file however often it is pushed, a withdrawal another; nothing leaves the folder.
func TestPush(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "groups")
	b := New(dir)
	for range 2 {
		ref, err := b.Push(context.Background(), parcel)
		check.NoError(t, err)
		check.Equal(t, ref, "QX20261122-000001.txt")
		check.NoError(t, b.Withdraw(context.Background(), parcel))
	}
	files, err := os.ReadDir(dir)
	check.NoError(t, err)
	check.Equal(t, len(files), 2)
	raw, err := os.ReadFile(filepath.Join(dir, "QX20261122-000001.txt"))
	check.NoError(t, err)
	check.Equal(t, string(raw), "发往：市级反诈联席工作群\n成员单位：市税务局\n\n【虚假退税】…\n")
	for _, number := range []string{"", "../x", "a/b", "QX.txt"} {
		bad := parcel
		bad.Number = number
		_, err = b.Push(context.Background(), bad)
		check.True(t, err != nil && b.Withdraw(context.Background(), bad) != nil, number)
	}
}

// Protects: receipts are taken once, a file with a wrong or refused line stays as it is, and the others go on.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	b := New(dir)
	write := func(name, text string) { check.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)) }
	write("QX20261122-000001.receipt.csv", "\xef\xbb\xbf# 回执\ntax, 3, 1\nedu,5,0\n")
	write("QX20261122-000002.receipt.csv", "tax,many,1\n")
	write("QX20261122-000003.receipt.csv", "tax,1,1\n")
	var got []Receipt
	take := func(_ context.Context, r Receipt) error {
		if r.Number == "QX20261122-000003" {
			return errors.New("no such message")
		}
		got = append(got, r)
		return nil
	}
	for range 2 {
		check.True(t, b.Look(context.Background(), take) != nil, "a wrong file is told")
	}
	check.Equal(t, got, []Receipt{{"QX20261122-000001", "tax", 3, 1}, {"QX20261122-000001", "edu", 5, 0}})
	left, err := filepath.Glob(filepath.Join(dir, "*.receipt.csv"))
	check.NoError(t, err)
	check.Equal(t, len(left), 2)
	check.NoError(t, New(filepath.Join(dir, "none")).Look(context.Background(), take))
}

// Protects: whatever stands in a receipt file, it is read within bounds or refused.
func FuzzParseReceipts(f *testing.F) {
	for _, s := range []string{"", "tax,1,1", "tax,1", "tax,1,1\ntax,2,2", "税,1,1", "a,-1,0", "#x\n\n b , 2 , 3 ", "\xef\xbb\xbfz,9,9"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ParseReceipts("QX1", raw)
		if err != nil {
			check.Equal(t, len(list), 0)
			return
		}
		seen := map[string]bool{}
		for _, r := range list {
			check.True(t, !seen[r.Member] && r.Read >= 0 && r.Forwarded >= 0 && r.Read <= peopleMost && r.Member != "", "out of bounds")
			seen[r.Member] = true
		}
	})
}
