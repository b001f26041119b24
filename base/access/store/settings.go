package store

import (
	"time"

	"github.com/goccy/go-yaml"

	"fanzha/base/access"
	"fanzha/term/fault"
)

// errSettings: the file of local settings lacks a value or cannot be read. Args: code.
var errSettings = fault.New(fault.Invalid, "access.settings")

// ParseSettings reads the limits of sign-in from rulebook/settings.yaml. Every value must be there: none is a constant in
// code. Settings of other rooms in the same file are passed over.
func ParseSettings(text []byte) (access.Settings, error) {
	var file struct {
		Settings []struct {
			Code  string `yaml:"code"`
			Value any    `yaml:"value"`
		} `yaml:"settings"`
	}
	err := yaml.Unmarshal(text, &file)
	if err != nil {
		return access.Settings{}, errSettings.With(err)
	}
	values := map[string]int64{}
	for _, s := range file.Settings {
		n, whole := s.Value.(uint64)
		if whole {
			values[s.Code] = int64(n)
		}
	}
	missing := ""
	get := func(code string) int64 {
		n, ok := values[code]
		if !ok && missing == "" {
			missing = code
		}
		return n
	}
	s := access.Settings{
		LockAfter:   int(get("access.lock_after")),
		LockFor:     time.Duration(get("access.lock_minutes")) * time.Minute,
		IdleTimeout: time.Duration(get("access.idle_minutes")) * time.Minute,
		SessionMax:  time.Duration(get("access.session_hours")) * time.Hour,
		PasswordMin: int(get("access.password_min")),
		ClassesMin:  int(get("access.classes_min")),
		LinkFor:     time.Duration(get("access.link_hours")) * time.Hour,
		SetupFor:    time.Duration(get("access.setup_hours")) * time.Hour,
		HashKiB:     uint32(get("access.hash_kib")),
		HashPasses:  uint32(get("access.hash_passes")),
		HashAtOnce:  int(get("access.hash_at_once")),
	}
	if missing != "" {
		return access.Settings{}, refuse(errSettings, "code", missing)
	}
	return s, s.Check()
}
