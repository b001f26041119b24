// Package rulefile reads the YAML files of the rulebook (规则库文件) strictly: a key that nobody knows is an error, and no text, however
// broken, ends the program.
package rulefile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// Decode fills into from YAML; a key that into does not have is an error.
func Decode(raw []byte, into any) error {
	return Safely(func() error { return yaml.UnmarshalWithOptions(raw, into, yaml.Strict()) })
}

// Safely runs a reader of YAML. The library panics on some texts that are not YAML (a tag without a value): that is a fault of the file
// like any other.
func Safely(read func() error) (err error) {
	defer func() {
		p := recover()
		if p != nil {
			err = fmt.Errorf("not readable as YAML: %v", p)
		}
	}()
	return read()
}

// Whole is a number without a fraction: the decoder alone would cut 1.5 to 1 in silence.
type Whole int64

// UnmarshalYAML reads digits and nothing else.
func (w *Whole) UnmarshalYAML(raw []byte) error {
	n, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	*w = Whole(n)
	return err
}

// Line is the line on which an entry with a code stands, from 1; 0 when none does.
func Line(raw []byte, code string) int {
	for i, line := range strings.Split(string(raw), "\n") {
		_, after, found := strings.Cut(line, "code:")
		if found && strings.TrimSpace(after) == code {
			return i + 1
		}
	}
	return 0
}
