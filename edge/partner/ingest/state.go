package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// state is how far a file was delivered: all lines up to Line were answered.
type state struct {
	Line int `json:"line"`
}

// statePath names the state of a file's content delivered in one way: another kind or map begins anew.
func statePath(o *Options, src *source) string {
	if o.StateDir == "" || src.identity == "" {
		return ""
	}
	target := o.Target
	if target == "" {
		target = o.URL
	}
	h := sha256.New()
	fmt.Fprintln(h, src.identity, target, o.Kind, src.format, o.Zone)
	for _, field := range slices.Sorted(maps.Keys(o.Map)) {
		fmt.Fprintln(h, field, o.Map[field])
	}
	return filepath.Join(o.StateDir, "ingest-"+hex.EncodeToString(h.Sum(nil)[:12])+".json")
}

// loadState returns the line after which to go on, 0 to begin.
func loadState(path string, restart bool) (int, error) {
	if path == "" || restart {
		return 0, nil
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, ErrState.With(err)
	}
	var s state
	err = json.Unmarshal(raw, &s)
	if err != nil || s.Line < 0 {
		return 0, nil // a damaged state costs a repetition, nothing else
	}
	return s.Line, nil
}

// saveState writes how far we are; line 0 removes it.
func saveState(path string, line int) error {
	if path == "" {
		return nil
	}
	if line == 0 {
		err := os.Remove(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return ErrState.With(err)
		}
		return nil
	}
	raw, err := json.Marshal(state{line})
	if err != nil {
		return ErrState.With(err)
	}
	err = os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path+".tmp", raw, 0o600)
	}
	if err == nil {
		err = os.Rename(path+".tmp", path)
	}
	if err != nil {
		return ErrState.With(err)
	}
	return nil
}
