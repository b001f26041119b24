package conf

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"fanzha/internal/check"
)

// parse runs a command line the way cmd/fanzha does.
func parse(t *testing.T, file string, args ...string) (*Settings, []Row) {
	t.Helper()
	src, err := Load(file)
	check.NoError(t, err)
	var s Settings
	k, err := kong.New(&s, kong.Resolvers(src))
	check.NoError(t, err)
	ctx, err := k.Parse(args)
	check.NoError(t, err)
	return &s, src.Rows(ctx)
}

func whence(rows []Row, name string) (string, string) {
	for _, r := range rows {
		if r.Name == name {
			return r.Value, r.Whence
		}
	}
	return "", ""
}

// Protects the order of precedence that operators are promised: command line, environment, file, default.
func TestOrderOfSources(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fanzha.yaml")
	err := os.WriteFile(file, []byte("listen: 127.0.0.1:1\npartitions: 8\nretention: 400\n"), 0o600)
	check.NoError(t, err)
	t.Setenv("FANZHA_LISTEN", "127.0.0.1:2")
	t.Setenv("FANZHA_PARTITIONS", "16")
	s, rows := parse(t, file, "--listen", "127.0.0.1:3")
	check.Equal(t, s.Listen, "127.0.0.1:3")
	check.Equal(t, s.Partitions, 16)
	check.Equal(t, s.Retention, 400)
	for name, want := range map[string]string{
		"listen": "command line", "partitions": "environment FANZHA_PARTITIONS", "retention": "file " + file, "bus": "default",
	} {
		_, got := whence(rows, name)
		check.Equal(t, got, want)
	}
}

// Protects against a typing slip in the file that would silently leave a default in force.
func TestUnknownSettingIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fanzha.yaml")
	err := os.WriteFile(file, []byte("listne: 127.0.0.1:1\n"), 0o600)
	check.NoError(t, err)
	_, err = Load(file)
	check.True(t, err != nil && strings.Contains(err.Error(), `"listne"`), "the unknown name must be named")
}

// Protects database passwords from the screen of "fanzha config".
func TestPasswordIsHidden(t *testing.T) {
	_, rows := parse(t, "", "--database", "postgres://centre:secret@db:5432/fanzha")
	got, _ := whence(rows, "database")
	check.Equal(t, got, "postgres://centre:***@db:5432/fanzha")
}

// Protects the table of names: every setting of the struct is known to the file reader.
func TestEverySettingHasAName(t *testing.T) {
	typ := reflect.TypeOf(Settings{})
	check.Equal(t, len(Names()), typ.NumField())
}
