package lines_test

// Protects: parallel lines over the console's HTTP in a whole centre: every open warning has a next step and a time, a unit that is asked
// sees its request and nothing else, a transfer moves the order once it was taken, and what the rooms refuse reaches the caller by name.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fanzha/app"
	"fanzha/internal/check"
	"fanzha/internal/conf"
)

type record = map[string]any

// centre is a whole centre with the people of the invented city.
type centre struct {
	*testing.T
	base    string
	clients map[string]*http.Client
}

// ask sends a request as one of the city's people and returns status and answer.
func (c *centre) ask(who, method, path string, body any) (int, record) {
	c.Helper()
	raw, err := json.Marshal(body)
	check.NoError(c, err)
	r, err := http.NewRequestWithContext(c.Context(), method, c.base+"/api/v1"+path, bytes.NewReader(raw))
	check.NoError(c, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Fanzha", "1")
	answer, err := c.client(who).Do(r)
	check.NoError(c, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	check.NoError(c, err)
	out := record{}
	if len(text) > 0 {
		check.NoError(c, json.Unmarshal(text, &out))
	}
	return answer.StatusCode, out
}

// ok is ask for what must succeed.
func (c *centre) ok(who, method, path string, body any) record {
	c.Helper()
	status, out := c.ask(who, method, path, body)
	if status != http.StatusOK {
		c.Fatalf("%s %s %s: %d %v", who, method, path, status, out)
	}
	return out
}

// refused asks for what must be refused by this name.
func (c *centre) refused(who, path string, body any, code string) {
	c.Helper()
	_, out := c.ask(who, http.MethodPost, path, body)
	check.Equal(c, fmt.Sprint(out["code"]), code)
}
