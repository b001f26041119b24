package access

import (
	"strings"
	"time"
	"unicode"

	"fanzha/term/when"
)

// Settings are the limits of sign-in. Their values are local settings in rulebook/settings.yaml.
type Settings struct {
	LockAfter   int           // failures in a row that lock an account
	LockFor     time.Duration // how long
	IdleTimeout time.Duration // a session not used for so long is over
	SessionMax  time.Duration // a session is over after so long in any case
	PasswordMin int           // characters
	ClassesMin  int           // kinds of characters, of four: lower, upper, digit, other
	LinkFor     time.Duration // how long a link for the first password works
	SetupFor    time.Duration // how long the set-up token works
	HashKiB     uint32        // argon2id: memory
	HashPasses  uint32        // argon2id: iterations
	HashAtOnce  int           // argon2id: computed at a time; each takes HashKiB
}

// Check refuses settings that would leave the door open or locked for good.
func (s Settings) Check() error {
	for field, ok := range map[string]bool{
		"access.lock_after":    s.LockAfter >= 1 && s.LockAfter <= 100,
		"access.lock_minutes":  s.LockFor >= time.Minute && s.LockFor <= 24*time.Hour,
		"access.idle_minutes":  s.IdleTimeout >= time.Minute && s.IdleTimeout <= 12*time.Hour,
		"access.session_hours": s.SessionMax >= time.Hour && s.SessionMax <= 7*24*time.Hour,
		"access.password_min":  s.PasswordMin >= 8 && s.PasswordMin <= 64,
		"access.classes_min":   s.ClassesMin >= 1 && s.ClassesMin <= 4,
		"access.link_hours":    s.LinkFor >= time.Hour && s.LinkFor <= 30*24*time.Hour,
		"access.setup_hours":   s.SetupFor >= time.Hour && s.SetupFor <= 30*24*time.Hour,
		"access.hash_kib":      s.HashKiB >= 8*1024 && s.HashKiB <= maxHashKiB,
		"access.hash_passes":   s.HashPasses >= 1 && s.HashPasses <= maxHashPasses,
		"access.hash_at_once":  s.HashAtOnce >= 1 && s.HashAtOnce <= 64,
	} {
		if !ok {
			return refuse(ErrInput, "field", field)
		}
	}
	return nil
}

// Bounds of argon2id parameters: a stored hash beyond them is not computed.
const (
	maxHashKiB    = 256 * 1024
	maxHashPasses = 16
)

// HashWithin says whether parameters read from a stored hash may be computed.
func HashWithin(kib, passes uint32, threads uint8) bool {
	return kib >= 8 && kib <= maxHashKiB && passes >= 1 && passes <= maxHashPasses && threads >= 1 && threads <= 4
}

// CheckPassword applies the rule for new passwords: long enough, of several kinds of characters, without the login in it.
func (s Settings) CheckPassword(login, password string) error {
	length, classes := 0, map[string]bool{}
	for _, r := range password {
		length++
		switch {
		case unicode.IsLower(r):
			classes["lower"] = true
		case unicode.IsUpper(r):
			classes["upper"] = true
		case unicode.IsDigit(r):
			classes["digit"] = true
		default:
			classes["other"] = true
		}
	}
	switch {
	case length < s.PasswordMin:
		return refuse(ErrPasswordWeak, "rule", "length", "least", s.PasswordMin)
	case len(password) > maxPassword:
		return refuse(ErrPasswordWeak, "rule", "too_long", "least", s.PasswordMin)
	case len(classes) < s.ClassesMin:
		return refuse(ErrPasswordWeak, "rule", "classes", "least", s.ClassesMin)
	case login != "" && strings.Contains(strings.ToLower(password), login):
		return refuse(ErrPasswordWeak, "rule", "contains_login", "least", s.PasswordMin)
	}
	return nil
}

// PasswordTooLong says that a text cannot be anyone's password: it is not hashed.
func PasswordTooLong(password string) bool { return len(password) > maxPassword }

// Lock is how an account stands with wrong passwords.
type Lock struct {
	Failures int         // in a row
	Until    when.Micros // zero when it was never locked
}

// Minutes returns how many minutes are left of a lock, rounded up; 0 when it is open.
func (l Lock) Minutes(now when.Micros) int {
	if l.Until <= now {
		return 0
	}
	return int((l.Until - now + when.Minute - 1) / when.Minute)
}

// Fail counts one wrong password. A lock that is over starts the count anew.
func (s Settings) Fail(l Lock, now when.Micros) Lock {
	if l.Until != 0 && l.Until <= now {
		l = Lock{}
	}
	l.Failures++
	if l.Failures >= s.LockAfter {
		l.Until = now.Add(s.LockFor)
	}
	return l
}

// Alive refuses a session that was idle too long or has reached its longest time.
func (s Settings) Alive(created, seen, now when.Micros) error {
	if now.Sub(seen) > s.IdleTimeout || now.Sub(created) > s.SessionMax {
		return ErrExpired
	}
	return nil
}
