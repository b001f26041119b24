package failure

import (
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/test/harness"
)

// between cuts what stands between two marks.
func between(t *testing.T, text, from, to string) (inside, rest string) {
	t.Helper()
	_, after, ok := strings.Cut(text, from)
	check.True(t, ok, "the guide does not hold "+from)
	inside, rest, ok = strings.Cut(after, to)
	check.True(t, ok, "the guide does not hold "+to+" after "+from)
	return inside, rest
}

// Protects partners who follow docs/intake.md to the letter: its first example gives exactly the receipt that the guide shows,
// and its array is taken.
func TestGuideForPartnersIsTrue(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/intake.md")
	check.NoError(t, err)
	c := harness.Start(t, t.TempDir())
	key := begin(t, c)
	records, rest := between(t, string(raw), "<<'END'\n", "END\n")
	promised, rest := between(t, rest, "```json\n", "```")
	now := time.Now().Format(time.RFC3339) // the guide's own times grow old
	records = regexp.MustCompile(`"time":"[^"]*"`).ReplaceAllString(records, `"time":"`+now+`"`)
	status, _, answer := c.Send(key, "transfer", []byte(records))
	check.Equal(t, status, http.StatusOK)
	var got, want any
	check.NoError(t, json.Unmarshal(answer, &got))
	check.NoError(t, json.Unmarshal([]byte(promised), &want))
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the guide promises\n%s\nand the centre answers\n%s", promised, answer)
	}
	array, _ := between(t, rest, "-d '", "'\n")
	var lines []json.RawMessage
	check.NoError(t, json.Unmarshal([]byte(array), &lines))
	var body []byte
	for _, l := range lines {
		body = append(append(body, l...), '\n')
	}
	status, receipt, answer := c.Send(key, "mixed", body)
	if status != http.StatusOK || receipt.Accepted != len(lines) {
		t.Fatalf("the array of the guide: %d %s", status, answer)
	}
	status, _, _ = c.Send("fz_wrong", "call", []byte("{}"))
	check.Equal(t, status, http.StatusUnauthorized)
	status, _, _ = c.Send(key, "gossip", []byte("{}"))
	check.Equal(t, status, http.StatusNotFound)
}
