package proof_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strconv"
	"testing"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/dissuade/proof"
	"fanzha/centre/dissuade/proof/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

const now = when.Micros(1_795_000_000_000_000)

var (
	ctx     = context.Background()
	officer = access.Scope{User: "u1", Name: "钱民警", Unit: "990101010000", Roles: []access.Role{access.Officer}}
	analyst = access.Scope{User: "u2", Name: "某研判", Unit: "990101010000", Roles: []access.Role{access.JointClerk}}
)

func photo(t *testing.T) []byte {
	var b bytes.Buffer
	check.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil))
	return b.Bytes()
}

func signature(t *testing.T) []byte {
	var b bytes.Buffer
	check.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	return b.Bytes()
}

var voice = append([]byte("\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1f\x42\x86\x81\x01\x42\x82\x84webm"), make([]byte, 200)...)

// withCamera puts the notes of a camera behind the start of a photo.
func withCamera(b []byte) []byte {
	note := append([]byte{0xFF, 0xE1, 0, 0}, "Exif\x00\x00II*\x00"...)
	binary.BigEndian.PutUint16(note[2:], uint16(len(note)-2))
	return slices.Concat(b[:2], note, b[2:])
}

func put(kind proof.Kind, data []byte) proof.Put {
	sum := sha256.Sum256(data)
	return proof.Put{SHA256: hex.EncodeToString(sum[:]), Kind: kind, Taken: now - when.Minute, Sent: now, Data: data}
}

func open(t *testing.T, d *db.DB) *proof.Service {
	vault, err := accessstore.NewVault([32]byte{1, 2, 3})
	check.NoError(t, err)
	kept := store.New(d)
	return proof.New(proof.Options{Records: kept, Feedback: kept, Vault: vault, Now: func() when.Micros { return now }})
}

// Protects: only bytes of a known form, without a camera's notes, under their own name, from who may record.
func TestPutIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		change := func(p proof.Put, with func(*proof.Put)) proof.Put { with(&p); return p }
		good := put(proof.Photo, photo(t))
		for _, c := range []struct {
			name, code string
			put        proof.Put
		}{
			{"a photo", "", good},
			{"the same again", "", good},
			{"a signature", "", put(proof.Signature, signature(t))},
			{"a voice note", "", put(proof.Voice, voice)},
			{"with a position", "", change(put(proof.Signature, signature(t)), func(p *proof.Put) { p.Place = "31.2304161,121.4737,15.2" })},
			{"another kind", "proof.kind", change(good, func(p *proof.Put) { p.Kind = "film" })},
			{"a page as photo", "proof.form", put(proof.Photo, []byte("<html><script>alert(1)</script>"))},
			{"a photo as signature", "proof.form", put(proof.Signature, photo(t))},
			{"camera notes", "proof.camera_notes", put(proof.Photo, withCamera(photo(t)))},
			{"cut off", "proof.form", put(proof.Photo, photo(t)[:20])},
			{"riding behind a signature", "proof.form", put(proof.Signature, append(signature(t), "more and more and more"...))},
			{"nothing", "proof.size", put(proof.Photo, nil)},
			{"too large", "proof.size", put(proof.Voice, append(slices.Clone(voice), make([]byte, proof.VoiceMax)...))},
			{"another name", "proof.hash", change(good, func(p *proof.Put) { p.SHA256 = "00" + p.SHA256[2:] })},
			{"no time", "proof.taken", change(good, func(p *proof.Put) { p.Taken = 0 })},
			{"of last month", "proof.taken", change(good, func(p *proof.Put) { p.Taken = now - 30*24*when.Hour })},
			{"nowhere", "proof.place", change(good, func(p *proof.Put) { p.Place = "91,0,5" })},
			{"not a number", "proof.place", change(good, func(p *proof.Put) { p.Place = "NaN,0,5" })},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := s.Put(ctx, officer, c.put)
				if c.code == "" {
					check.NoError(t, err)
				} else {
					check.Fault(t, err, c.code)
				}
			})
		}
		_, err := s.Put(ctx, analyst, good)
		check.Fault(t, err, "access.denied")
	})
}

// Protects: what is kept cannot be read in the database, is seen only by who may, and each look is on record.
func TestViewIsAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		p := put(proof.Photo, photo(t))
		p.Sent, p.Place = now+5*when.Minute, "31.230416,121.473701,15" // a phone that is five minutes fast
		_, err := s.Put(ctx, officer, p)
		check.NoError(t, err)
		kept, err := store.New(d).Get(ctx, access.System(), "u1", p.SHA256)
		check.NoError(t, err)
		check.True(t, !bytes.Contains(kept.Sealed, p.Data[:16]), "sealed")
		check.True(t, !bytes.Contains(kept.SealedPlace, []byte("31.23")), "position sealed")
		look := proof.Look{By: "u1", SHA256: p.SHA256, Attempt: "a1", Warning: "w1", AtUnit: officer.Unit, On: "o1"}
		seen, data, err := s.View(ctx, officer, look)
		check.NoError(t, err)
		check.True(t, bytes.Equal(data, p.Data), "the same bytes")
		check.Equal(t, seen.Place, "31.230416,121.473701,15")
		check.Equal(t, seen.SkewMS, int64(300_000))
		check.Equal(t, seen.Received, now)
		_, _, err = s.View(ctx, analyst, look)
		check.Fault(t, err, "access.denied")
		look.By = "u2"
		_, _, err = s.View(ctx, officer, look)
		check.Fault(t, err, "proof.not_found")
		var n int
		check.NoError(t, d.QueryRow(ctx, `select count(*) from audit_entry where action = 'proof.view'`).Scan(&n))
		check.Equal(t, n, 1)
		_, err = s.Put(ctx, officer, p) // the same again is no second act
		check.NoError(t, err)
		check.NoError(t, d.QueryRow(ctx, `select count(*) from audit_entry where action = 'proof.put'`).Scan(&n))
		check.Equal(t, n, 1)
	})
}

// Protects: evidence that names bytes counts only when they have arrived from the same person; one person cannot fill the store.
func TestHoldsAndBound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		p := put(proof.Signature, signature(t))
		name := proof.Mark + p.SHA256
		for _, c := range []struct {
			by     string
			values []string
			holds  bool
		}{{"u1", []string{name, name}, true}, {"u2", []string{name}, false}, {"u1", []string{name, proof.Mark + p.SHA256[:62] + "00"}, false}, {"u1", []string{"sha256:zz"}, false}, {"u1", nil, true}} {
			_, err := s.Put(ctx, officer, p)
			check.NoError(t, err)
			held, err := s.Holds(ctx, c.by, c.values)
			check.NoError(t, err)
			check.Equal(t, held, c.holds)
		}
		kept := store.New(d)
		for i := range 5 {
			err := kept.Add(ctx, proof.Stored{Piece: proof.Piece{By: "u3", SHA256: strconv.Itoa(1000+i) + p.SHA256[4:], Kind: proof.Voice, Size: 1, Unit: officer.Unit, Received: now}, Sealed: []byte{1}, SealedPlace: []byte{1}}, now-1, 4)
			if i < 4 {
				check.NoError(t, err)
			} else {
				check.Fault(t, err, "proof.too_many")
			}
		}
	})
}

// Protects: one key stands for one feedback, done or begun.
func TestFeedbackOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		first, err := s.Begin(ctx, officer, proof.Once{Key: "k1", Order: "o1"}, []byte("a"))
		check.NoError(t, err)
		check.Equal(t, first.Done, false)
		again, err := s.Begin(ctx, officer, proof.Once{Key: "k1", Order: "o1"}, []byte("a"))
		check.NoError(t, err)
		check.Equal(t, again, first)
		_, err = s.Begin(ctx, officer, proof.Once{Key: "k1", Order: "o1"}, []byte("b"))
		check.Fault(t, err, "proof.key_reused")
		check.NoError(t, s.Finish(ctx, first))
		again, err = s.Begin(ctx, officer, proof.Once{Key: "k1", Order: "o1"}, []byte("a"))
		check.NoError(t, err)
		check.Equal(t, again.Done, true)
		_, err = s.Begin(ctx, officer, proof.Once{Order: "o1"}, nil)
		check.Fault(t, err, "proof.key")
		_, err = s.Begin(ctx, analyst, proof.Once{Key: "k2", Order: "o1"}, nil)
		check.Fault(t, err, "access.denied")
	})
}

// FuzzPut protects: no bytes of a stranger break the readers of forms, and what passes keeps its name.
func FuzzPut(f *testing.F) {
	f.Add("photo", []byte("\xff\xd8\xff\xe0\x00\x04\x00\x00"), "")
	f.Add("signature", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), "1,2,3")
	f.Add("voice", voice, "")
	f.Fuzz(func(t *testing.T, kind string, data []byte, place string) {
		p := put(proof.Kind(kind), data)
		p.Place = place
		piece, err := proof.Check(p, now)
		if err == nil {
			check.Equal(t, piece.SHA256, p.SHA256)
			check.True(t, piece.Media != "" && len(data) <= proof.Limit(piece.Kind), "known form, bounded")
		}
	})
}
