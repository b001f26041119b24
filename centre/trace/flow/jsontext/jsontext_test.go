// Protects: whatever bytes an id has, what is written is JSON that reads as that text.
package jsontext_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fanzha/centre/trace/flow/jsontext"
	"fanzha/internal/check"
)

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "622202", "a\"b\\c", "\x00\x1f\n", "云河", "\xff\xfe", "\u2028<>&"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got string
		check.NoError(t, json.Unmarshal(jsontext.Text(nil, text), &got))
		check.Equal(t, got, strings.ToValidUTF8(text, "\ufffd"))
	})
}

func TestNumber(t *testing.T) {
	check.Equal(t, string(jsontext.Number([]byte("{"), `"fen":`, -7)), `{"fen":-7`)
}
