package audit_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/base/audit"
	"fanzha/internal/check"
)

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// chain makes n entries and a signed head after each of the given places.
func chain(n int64, signed ...int64) ([]audit.Stored, []audit.Head) {
	var entries []audit.Stored
	var heads []audit.Head
	prev := audit.Genesis
	for seq := int64(1); seq <= n; seq++ {
		e := audit.By(access.Scope{User: "u1", Name: "李警官", Unit: "990101010000"}, 1000+1, "person.reveal").
			On("person", fmt.Sprint("p", seq)).Because("劝阻 \"<&>\" 核实").With("field", "phone").With("", "")
		e.Seq = seq
		s := audit.Chain(prev, e)
		prev = s.Hash
		entries = append(entries, s)
		for _, at := range signed {
			if at == seq {
				heads = append(heads, audit.SignHead(key, seq, 99, s.Hash))
			}
		}
	}
	return entries, heads
}

func export(entries []audit.Stored, heads []audit.Head) string {
	var b bytes.Buffer
	w := audit.NewWriter(&b)
	end := audit.Head{Hash: audit.Genesis}
	for _, s := range entries {
		_ = w.Entry(s)
		end = audit.Head{Seq: s.Seq, Hash: s.Hash}
		for _, h := range heads {
			if h.Seq == s.Seq {
				_ = w.Head(h)
			}
		}
	}
	_ = w.End(end.Seq, end.Hash)
	return b.String()
}

func verify(t *testing.T, file string) audit.Report {
	t.Helper()
	r, err := audit.VerifyFile(strings.NewReader(file), []ed25519.PublicKey{public(key)})
	check.NoError(t, err)
	return r
}

// Protects: the canonical bytes never change by accident: an archive of today must verify in ten years.
func TestLayoutIsFixed(t *testing.T) {
	entries, _ := chain(2)
	check.Equal(t, audit.Genesis.String(), "9241d4bafdd2e3cc1b03d16cd83cb59c7941518aee0dbfec0ff1e34566cfadb9")
	check.Equal(t, entries[0].Hash.String(), "634fb25b3d9c57997702d8a81934140371babf8dfb80ddeb1d62f2faaca0e4cd")
	check.Equal(t, entries[1].Hash.String(), "b783995eb62dd2a3fa63f340719b6fc2cf7f95a758478e3af83eac06b3826b7e")
}

// Protects: an exported file verifies offline, and says how far the signatures reach.
func TestFileVerifies(t *testing.T) {
	entries, heads := chain(30, 10, 20)
	r := verify(t, export(entries, heads))
	check.Equal(t, r, audit.Report{Entries: 30, Head: entries[29].Hash.String(), Heads: 2, Signed: 20})
	empty := verify(t, export(nil, nil))
	check.True(t, empty.OK() && empty.Entries == 0, "the empty chain")
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
	r, err := audit.VerifyFile(strings.NewReader(export(entries, heads)), []ed25519.PublicKey{public(other)})
	check.NoError(t, err)
	check.Equal(t, []int64{r.Signed, r.Heads, r.UnknownKeys}, []int64{0, 0, 2})
}

// Protects: whatever is done to a chain is found, and located at the entry where it was done.
func TestTampering(t *testing.T) {
	forged := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
	rechain := func(entries []audit.Stored, from int) {
		for i := from; i < len(entries); i++ {
			prev := audit.Genesis
			if i > 0 {
				prev = entries[i-1].Hash
			}
			entries[i].Seq = int64(i + 1)
			entries[i] = audit.Chain(prev, entries[i].Entry)
		}
	}
	for name, c := range map[string]struct {
		change func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head)
		seq    int64
		what   string
	}{
		"reason changed": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e[4].Reason = "other"
			return e, h
		}, 5, audit.BrokenContent},
		"last entry changed": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e[29].Actor = "other"
			return e, h
		}, 30, audit.BrokenContent},
		"hash changed": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e[4].Hash[0] ^= 1
			return e, h
		}, 5, audit.BrokenHash},
		"hash before changed": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e[4].Prev[0] ^= 1
			return e, h
		}, 5, audit.BrokenPrev},
		"version changed": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e[4].Version = 2
			return e, h
		}, 5, audit.BrokenVersion},
		"entry deleted": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			return append(e[:4], e[5:]...), h
		}, 5, audit.BrokenMissing},
		"first entry deleted": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			return e[1:], h
		}, 1, audit.BrokenMissing},
		"entry repeated": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			return append(e[:5:5], e[4:]...), h
		}, 5, audit.BrokenInserted},
		"entry exchanged for a sound one": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			other := e[4].Entry
			other.Actor = "other"
			e[4] = audit.Chain(e[9].Hash, other)
			return e, h
		}, 5, audit.BrokenInserted},
		"deleted and chained anew": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e = append(e[:4], e[5:]...)
			rechain(e, 4)
			return e, h
		}, 10, audit.BrokenHead},
		"changed and chained anew, heads signed by another key under the known name": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			e[4].Reason = "other"
			rechain(e, 4)
			for i := range h {
				f := audit.SignHead(forged, h[i].Seq, h[i].At, e[h[i].Seq-1].Hash)
				f.Key = h[i].Key
				h[i] = f
			}
			return e, h
		}, 10, audit.BrokenSignature},
		"time of a head changed": {func(e []audit.Stored, h []audit.Head) ([]audit.Stored, []audit.Head) {
			h[0].At++
			return e, h
		}, 10, audit.BrokenSignature},
	} {
		t.Run(name, func(t *testing.T) {
			entries, heads := c.change(chain(30, 10, 20))
			r := verify(t, export(entries, heads))
			check.Equal(t, r.Broken, &audit.Break{Seq: c.seq, What: c.what})
			check.True(t, r.Entries == c.seq-1 || r.Entries == c.seq, fmt.Sprint("entries ", r.Entries))
		})
	}
}

// Protects: a cut file is found by its missing last line, and a cut chain by a head that was signed later.
func TestTruncation(t *testing.T) {
	entries, heads := chain(30, 10, 20)
	lines := strings.SplitAfter(export(entries, heads), "\n")
	for _, keep := range []int{0, 1, 12, 31} {
		r := verify(t, strings.Join(lines[:keep], ""))
		check.Equal(t, r.Broken.What, audit.BrokenTruncated)
	}
	cut := strings.Join(lines[:14], "") + strings.TrimSuffix(lines[21], "\n") + "\n" // the head of entry 20, without 14 to 20
	r := verify(t, cut+lines[len(lines)-2])
	check.Equal(t, r.Broken, &audit.Break{Seq: 14, What: audit.BrokenTruncated})
}

// Protects: lines that are no lines of an export are refused with their number.
func TestFileRefused(t *testing.T) {
	entries, heads := chain(3, 2)
	good := strings.SplitAfter(export(entries, heads), "\n")
	for name, bad := range map[string]string{
		"not JSON": "x\n", "empty object": "{}\n", "unknown field": `{"other":1}` + "\n", "two values": good[0][:len(good[0])-1] + "{}\n",
		"two parts": `{"head":{},"end":{}}` + "\n", "short hash": `{"end":{"seq":1,"hash":"00"}}` + "\n", "number as text": `{"end":{"seq":"1"}}` + "\n",
		"end in the middle": good[len(good)-2], "line of 5 MiB": strings.Repeat("x", 5<<20) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := audit.VerifyFile(strings.NewReader(good[0]+bad+good[1]), nil)
			check.Fault(t, err, "audit.file_invalid")
		})
	}
}

// Protects: an entry says who, what and when; texts that no database holds are made storable before they are hashed.
func TestClean(t *testing.T) {
	ok := audit.By(access.System(), 1, "x")
	for _, bad := range []audit.Entry{{}, {At: 1, Actor: "a"}, {At: 1, Action: "a"}, {Actor: "a", Action: "a"}} {
		_, err := bad.Clean()
		check.Fault(t, err, "audit.incomplete")
	}
	for _, long := range []audit.Entry{ok.Because(strings.Repeat("x", audit.MaxText+1)), ok.On("x", strings.Repeat("x", audit.MaxField+1)),
		ok.With("x", strings.Repeat("x", audit.MaxText+1)), func() audit.Entry { e := ok; e.Detail = make([]audit.Pair, audit.MaxPairs+1); return e }()} {
		_, err := long.Clean()
		check.Fault(t, err, "audit.too_long")
	}
	clean, err := ok.Because("a\x00b\xffc").With("\x00", "\xff").Clean()
	check.NoError(t, err)
	check.Equal(t, clean.Reason, "a\uFFFDb\uFFFDc")
	check.Equal(t, clean.Detail, []audit.Pair{{Name: "\uFFFD", Value: "\uFFFD"}})
}

// Protects: a builder shared by two entries does not mix their details.
func TestWithCopies(t *testing.T) {
	base := audit.By(access.System(), 1, "x").With("a", "1").With("b", "2").With("c", "3")
	one, two := base.With("d", "4"), base.With("d", "5")
	check.Equal(t, one.Detail[3].Value+two.Detail[3].Value, "45")
}

// Protects: public keys travel as PEM text, several in one file, and anything else is refused.
func TestPublicKeys(t *testing.T) {
	one, err := audit.PublicText(public(key))
	check.NoError(t, err)
	keys, err := audit.ParsePublic([]byte(one + one))
	check.NoError(t, err)
	check.True(t, len(keys) == 2 && keys[1].Equal(public(key)), "keys differ")
	for _, bad := range []string{"", "x", strings.Replace(one, "MCow", "MCox", 1)} {
		_, err = audit.ParsePublic([]byte(bad))
		check.Fault(t, err, "audit.public_key_invalid")
	}
}

// Protects: the detail's bytes have one form; nothing else decodes, and nothing makes the decoder fall over.
func FuzzDecodeDetail(f *testing.F) {
	f.Add(audit.EncodeDetail([]audit.Pair{{Name: "field", Value: "phone"}, {}}))
	f.Add([]byte{0, 0, 0, 1, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		pairs, ok := audit.DecodeDetail(b)
		if ok && !bytes.Equal(audit.EncodeDetail(pairs), b) {
			t.Fatalf("two forms of one detail: %x", b)
		}
	})
}

// Protects: a hostile file is refused or reported, never a crash, and never accepted as signed.
func FuzzVerifyFile(f *testing.F) {
	entries, heads := chain(3, 2)
	f.Add([]byte(export(entries, heads)))
	f.Add([]byte(`{"entry":{"seq":1}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := audit.VerifyFile(bytes.NewReader(file), []ed25519.PublicKey{public(key)})
		if err == nil && r.Signed > 0 && r.Signed != 2 {
			t.Fatalf("a head that was never signed is trusted: %+v", r)
		}
	})
}
