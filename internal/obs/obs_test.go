package obs

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects people's numbers from the log files.
func TestLogHidesPersonalNumbers(t *testing.T) {
	var b bytes.Buffer
	log := Logger(&b, "info")
	log.Info("call to 13800138000", "phone", "+8613800138000", "err", errors.New("id 11010519491231002X, port 8096"))
	out := b.String()
	for _, secret := range []string{"13800138000", "11010519491231002"} {
		check.True(t, !strings.Contains(out, secret), "the log shows "+secret)
	}
	check.True(t, strings.Contains(out, "port 8096"), "short numbers stay readable")
}

// Protects the rule itself on its edges.
func TestRedact(t *testing.T) {
	for in, want := range map[string]string{"": "", "a1b": "a1b", "123456": "123456", "1234567": "123****", "x1234567y12": "x123****y12"} {
		check.Equal(t, Redact(in), want)
	}
}
