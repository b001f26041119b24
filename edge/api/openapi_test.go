package api_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"fanzha/app"
	"fanzha/internal/check"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// Protects the console and every other program that calls us from an interface that changes unseen: the committed description
// is what the handlers' own types give.
func TestOpenAPICommitted(t *testing.T) {
	got, err := app.OpenAPI()
	check.NoError(t, err)
	if *update {
		check.NoError(t, os.WriteFile("openapi.json", got, 0o600))
	}
	want, err := os.ReadFile("openapi.json")
	check.NoError(t, err)
	check.True(t, bytes.Equal(got, want), "openapi.json is not what the handlers give: go test ./edge/api -run OpenAPI -update, then npm --prefix edge/web run gen")
}
