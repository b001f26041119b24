// Package rulefile reads the YAML files of the rulebook (规则库文件) strictly: a key that nobody knows is an error, and no text, however
// broken, ends the program.
package rulefile

import (
	"fmt"

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
