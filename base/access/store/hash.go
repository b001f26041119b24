package store

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"fanzha/base/access"
)

const (
	saltBytes  = 16
	hashBytes  = 32
	hashLanes  = 1
	maxWaiting = 64 // sign-ins that wait for their turn; beyond that the answer is "busy"
)

// hasher computes argon2id hashes, a few at a time: each takes tens of megabytes.
type hasher struct {
	set     access.Settings
	secret  func(n int) []byte
	turn    chan struct{}
	waiting atomic.Int64
	nobody  string // a hash that no password has, for logins that do not exist
}

func newHasher(set access.Settings, secret func(n int) []byte) *hasher {
	h := &hasher{set: set, secret: secret, turn: make(chan struct{}, set.HashAtOnce)}
	h.nobody = h.encode(secret(saltBytes), secret(hashBytes))
	return h
}

// encode writes a hash with its parameters in the usual form, so that they can be raised later.
func (h *hasher) encode(salt, sum []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.set.HashKiB, h.set.HashPasses, hashLanes, b64(salt), b64(sum))
}

// enter waits for a turn.
func (h *hasher) enter(ctx context.Context) error {
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > maxWaiting {
		return access.ErrBusy
	}
	select {
	case h.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return access.ErrBusy.With(ctx.Err())
	}
}

// hash makes the stored form of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer func() { <-h.turn }()
	salt := h.secret(saltBytes)
	return h.encode(salt, argon2.IDKey([]byte(password), salt, h.set.HashPasses, h.set.HashKiB, hashLanes, hashBytes)), nil
}

// stored is a hash with its parameters.
type stored struct {
	kib, passes uint32
	lanes       uint8
	salt, sum   []byte
}

// verify compares a password with a stored hash. stale says that the hash has other parameters than those in force.
func (h *hasher) verify(ctx context.Context, encoded, password string) (same, stale bool, err error) {
	p, ok := parseHash(encoded)
	if !ok || access.PasswordTooLong(password) {
		return false, false, nil
	}
	err = h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer func() { <-h.turn }()
	sum := argon2.IDKey([]byte(password), p.salt, p.passes, p.kib, p.lanes, uint32(len(p.sum)))
	same = subtle.ConstantTimeCompare(sum, p.sum) == 1
	return same, p.kib != h.set.HashKiB || p.passes != h.set.HashPasses, nil
}

func parseHash(encoded string) (stored, bool) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return stored{}, false
	}
	var version int
	var p stored
	_, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &p.kib, &p.passes, &p.lanes)
	if err != nil || version != argon2.Version || !access.HashWithin(p.kib, p.passes, p.lanes) {
		return stored{}, false
	}
	p.salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return stored{}, false
	}
	p.sum, err = base64.RawStdEncoding.DecodeString(parts[5])
	return p, err == nil && len(p.sum) >= 16 && len(p.sum) <= 64 && len(p.salt) >= 8 && len(p.salt) <= 64
}
