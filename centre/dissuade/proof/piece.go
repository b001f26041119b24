package proof

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"time"

	"fanzha/base/access"
	"fanzha/base/audit"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Mark is how the evidence of an attempt names a piece: this and the SHA-256 in hexadecimal.
const Mark = "sha256:"

// Bounds.
const (
	KeyMax    = 64                 // bytes of a phone's key
	DayMost   = 400                // pieces of one person within 24 hours: some sixty visits
	takenMax  = 7 * 24 * time.Hour // how far back a device may say that it took a piece: a phone that lay without signal
	takenSkew = 24 * time.Hour     // a clock may be wrong by a day: it is kept beside ours, never used
)

// Piece (凭据) is one piece without its bytes.
type Piece struct {
	By       string // account
	SHA256   string
	Kind     Kind
	Media    string
	Size     int64
	Unit     string
	Taken    when.Micros // by the device's clock
	SkewMS   int64       // the device's clock minus ours
	Received when.Micros
	Place    string // "31.230416,121.473701,15": latitude, longitude, metres of accuracy; empty: not given
}

// Put is what a page sends with the bytes.
type Put struct {
	SHA256 string
	Kind   Kind
	Taken  when.Micros
	Sent   when.Micros // by the device's clock, when it sent
	Place  string
	Data   []byte
}

// Stored is a piece as it is kept.
type Stored struct {
	Piece
	ByName      string
	SealedPlace []byte
	Sealed      []byte
}

// Records keeps pieces and the keys of feedback.
type Records interface {
	// Add keeps a piece with its audit entry; one that is there already is left as it is. ErrTooMany when the person has added most since then.
	Add(ctx context.Context, s Stored, since when.Micros, most int64) error
	// Get returns a piece; ErrNotFound when there is none.
	Get(ctx context.Context, scope access.Scope, by, sha string) (Stored, error)
	// Known returns which of the names are kept for a person.
	Known(ctx context.Context, by string, shas []string) (int, error)
	// Write appends to the audit log.
	Write(ctx context.Context, e audit.Entry) error
}

// Vault seals bytes for one place.
type Vault interface {
	Seal(plain []byte, place string) []byte
	Open(sealed []byte, place string) ([]byte, error)
}

func tooLarge(limit int) error {
	return fault.New(ErrSize.Kind, ErrSize.Code, "limit", limit)
}

// check makes a piece of what was sent. It is pure.
func check(p Put, now when.Micros) (Piece, error) {
	media, err := mediaOf(p.Kind, p.Data)
	if err != nil {
		return Piece{}, err
	}
	sum := sha256.Sum256(p.Data)
	name := hex.EncodeToString(sum[:])
	place, ok := placeOf(p.Place)
	switch {
	case name != p.SHA256:
		return Piece{}, ErrHash
	case p.Taken <= 0 || p.Sent <= 0 || p.Taken > p.Sent.Add(takenSkew) || p.Taken < p.Sent.Add(-takenMax):
		return Piece{}, ErrTaken
	case !ok:
		return Piece{}, ErrPlace
	}
	return Piece{
		SHA256: name, Kind: p.Kind, Media: media, Size: int64(len(p.Data)), Taken: p.Taken, SkewMS: int64((p.Sent - now) / when.Millisecond),
		Received: now, Place: place,
	}, nil
}

// placeOf checks a position and writes it in one way.
func placeOf(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	parts := strings.Split(s, ",")
	if len(s) > 64 || len(parts) != 3 {
		return "", false
	}
	var n [3]float64
	for i, most := range [3]float64{90, 180, 100_000} {
		v, err := strconv.ParseFloat(parts[i], 64)
		if err != nil || math.IsNaN(v) || v > most || v < -most || i == 2 && v < 0 {
			return "", false
		}
		n[i] = v
	}
	return strconv.FormatFloat(n[0], 'f', 6, 64) + "," + strconv.FormatFloat(n[1], 'f', 6, 64) + "," + strconv.FormatFloat(n[2], 'f', 0, 64), true
}

// IsName says whether a text may name a piece, and returns the hash.
func IsName(value string) (string, bool) {
	sha, ok := strings.CutPrefix(value, Mark)
	if !ok || len(sha) != 2*sha256.Size || strings.ToLower(sha) != sha {
		return "", false
	}
	_, err := hex.DecodeString(sha)
	return sha, err == nil
}

// Options are what a Service stands on. All are required.
type Options struct {
	Records  Records
	Feedback Feedbacks
	Vault    Vault
	Now      func() when.Micros
}

// Service keeps evidence. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o} }

func sealPlace(by, sha, what string) string { return "dissuade_proof/" + by + "/" + sha + "/" + what }

// Put takes a piece in. The same bytes of the same person again change nothing.
func (s *Service) Put(ctx context.Context, scope access.Scope, p Put) (Piece, error) {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return Piece{}, err
	}
	now := s.o.Now()
	piece, err := check(p, now)
	if err != nil {
		return Piece{}, err
	}
	piece.By, piece.Unit = scope.User, scope.Unit
	stored := Stored{
		Piece: piece, ByName: scope.Name, Sealed: s.o.Vault.Seal(p.Data, sealPlace(piece.By, piece.SHA256, "data")),
		SealedPlace: s.o.Vault.Seal([]byte(piece.Place), sealPlace(piece.By, piece.SHA256, "place")),
	}
	return piece, s.o.Records.Add(ctx, stored, now.Add(-24*time.Hour), DayMost)
}

// Holds says whether every piece that an attempt's evidence names has arrived from that person.
func (s *Service) Holds(ctx context.Context, by string, values []string) (bool, error) {
	seen := map[string]bool{}
	var shas []string
	for _, v := range values {
		sha, ok := IsName(v)
		if !ok {
			return false, nil
		}
		if !seen[sha] {
			seen[sha] = true
			shas = append(shas, sha)
		}
	}
	if len(shas) == 0 {
		return true, nil
	}
	n, err := s.o.Records.Known(ctx, by, shas)
	return n == len(shas), err
}

// Look is one look at a piece through the attempt that names it; the caller of View has found that attempt in his jurisdiction.
type Look struct {
	By, SHA256                   string // whose piece
	Attempt, Warning, AtUnit, On string // On: the order, empty for none
}

// View opens a piece, after the look is in the audit log.
func (s *Service) View(ctx context.Context, scope access.Scope, l Look) (Piece, []byte, error) {
	err := scope.Require(access.PersonReveal)
	if err != nil {
		return Piece{}, nil, err
	}
	kept, err := s.o.Records.Get(ctx, access.System(), l.By, l.SHA256) // the attempt that names it was found in his jurisdiction
	if err != nil {
		return Piece{}, nil, err
	}
	data, err := s.o.Vault.Open(kept.Sealed, sealPlace(l.By, l.SHA256, "data"))
	if err != nil {
		return Piece{}, nil, err
	}
	place, err := s.o.Vault.Open(kept.SealedPlace, sealPlace(l.By, l.SHA256, "place"))
	if err != nil {
		return Piece{}, nil, err
	}
	sum := sha256.Sum256(data)
	if hex.EncodeToString(sum[:]) != l.SHA256 {
		return Piece{}, nil, ErrHash
	}
	kept.Place = string(place)
	e := audit.By(scope, s.o.Now(), "proof.view").On("warning", l.Warning).In(l.AtUnit).With("attempt", l.Attempt).With("order", l.On).
		With("kind", string(kept.Kind)).With("sha256", l.SHA256)
	return kept.Piece, data, s.o.Records.Write(ctx, e)
}

// Leaving is a file of feedback that is about to leave.
type Leaving struct {
	Reason   string
	Rows     int
	Personal bool // with names and numbers in full
}

// Exported writes down that feedback left as a file, before it leaves. The reason is not optional.
func (s *Service) Exported(ctx context.Context, scope access.Scope, l Leaving) error {
	err := scope.Require(access.OrderWork)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(strings.ToValidUTF8(l.Reason, ""))
	if reason == "" || len(reason) > audit.MaxField {
		return ErrReason
	}
	e := audit.By(scope, s.o.Now(), "feedback.export").Because(reason).With("rows", strconv.Itoa(l.Rows)).With("personal", strconv.FormatBool(l.Personal))
	return s.o.Records.Write(ctx, e)
}
