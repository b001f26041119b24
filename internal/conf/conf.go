// Package conf holds the settings of one running centre and says where each came from. A setting is taken from the command
// line, else from the environment (FANZHA_…), else from one YAML file, else it has its default; the zero value of every new
// setting is safe.
package conf

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// Settings are what an operator may set. The doc of each is its help text.
type Settings struct {
	Data       string `help:"Folder of this centre: records, log, keys, snapshots." default:"fanzha-data" type:"path" placeholder:"DIR"`
	Listen     string `help:"Address of console, public pages and partner intake." default:"127.0.0.1:8096" placeholder:"HOST:PORT"`
	Admin      string `help:"Address of health, metrics and profiles; empty turns it off." default:"" placeholder:"HOST:PORT"`
	Database   string `help:"postgres://… moves the records to PostgreSQL; empty keeps them in the data folder." default:"" placeholder:"URL"`
	Bus        string `help:"nats://… moves the signal log to a JetStream cluster; empty keeps it in the data folder." default:"" placeholder:"URL"`
	Partitions int    `help:"Partitions of the signal log; fixed once signals were accepted." default:"4"`
	TLSCert    string `help:"Certificate file; with --tls-key the listener speaks HTTPS." default:"" type:"path" placeholder:"FILE"`
	TLSKey     string `help:"Key file of the certificate." default:"" type:"path" placeholder:"FILE"`
	LogLevel   string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error"`
	Retention  int    `help:"Days that the signal log is kept (the law asks for six months of network logs)." default:"190"`
	SealSuite  string `help:"Signatures on orders: ed25519-sha256, or sm2-sm3." default:"ed25519-sha256" enum:"ed25519-sha256,sm2-sm3"`
	SMS        string `help:"smpp://id:password@host:port (smpps:// with TLS) sends text messages through that carrier; empty sends none." default:"" placeholder:"URL"`
	SIP        string `help:"sip://user:password@host:port?listen=HOST:PORT&phones=FILE dials from the call desk and queues calls that come in; empty leaves the dialling to the operator." default:"" placeholder:"URL" name:"sip"`
}

// Sources answers "whence" for every setting that was resolved.
type Sources struct {
	file   string
	values map[string]any
	whence map[string]string
}

// File is the one configuration file: --config, else FANZHA_CONFIG, else none.
func File(args []string) string {
	for i, a := range args {
		if a == "--config" && i+1 < len(args) {
			return args[i+1]
		}
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			return v
		}
	}
	return os.Getenv("FANZHA_CONFIG")
}

// Load reads the file ("" = none). An unknown setting in it is an error that names the line.
func Load(file string) (*Sources, error) {
	s := &Sources{file: file, values: map[string]any{}, whence: map[string]string{}}
	if file == "" {
		return s, nil
	}
	raw, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	err = yaml.UnmarshalWithOptions(raw, &s.values, yaml.Strict())
	if err != nil {
		return nil, fmt.Errorf("configuration file %s: %w", file, err)
	}
	known := Names()
	for name := range s.values {
		if _, ok := known[name]; !ok {
			return nil, fmt.Errorf("configuration file %s: unknown setting %q (known: %s)", file, name, strings.Join(sortedKeys(known), ", "))
		}
	}
	return s, nil
}

// Env is the environment variable of a setting: data → FANZHA_DATA, tls-cert → FANZHA_TLS_CERT.
func Env(name string) string {
	return "FANZHA_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Validate is part of kong's resolver contract; there is nothing to check beforehand.
func (s *Sources) Validate(*kong.Application) error { return nil }

// Resolve gives kong the value of a flag that was not on the command line.
func (s *Sources) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if _, ours := Names()[flag.Name]; !ours {
		return nil, nil
	}
	v, ok := os.LookupEnv(Env(flag.Name))
	if ok {
		s.whence[flag.Name] = "environment " + Env(flag.Name)
		return v, nil
	}
	fromFile, ok := s.values[flag.Name]
	if ok {
		s.whence[flag.Name] = "file " + s.file
		return fmt.Sprint(fromFile), nil
	}
	return nil, nil
}

// Row is one line of "fanzha config".
type Row struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Whence string `json:"whence"`
	Help   string `json:"help"`
}

// Rows lists what is in force and whence. Passwords inside URLs are not shown.
func (s *Sources) Rows(ctx *kong.Context) []Row {
	onLine := map[string]bool{}
	for _, p := range ctx.Path {
		if p.Flag != nil && !p.Resolved {
			onLine[p.Flag.Name] = true
		}
	}
	var rows []Row
	known := Names()
	for _, f := range ctx.Flags() {
		if _, ok := known[f.Name]; !ok {
			continue
		}
		whence := "default"
		if w, ok := s.whence[f.Name]; ok {
			whence = w
		}
		if onLine[f.Name] {
			whence = "command line"
		}
		rows = append(rows, Row{f.Name, hidePassword(fmt.Sprint(ctx.FlagValue(f))), whence, f.Help})
	}
	return rows
}

// hidePassword replaces the password of a URL by ***.
func hidePassword(v string) string {
	scheme, rest, ok := strings.Cut(v, "://")
	if !ok {
		return v
	}
	at := strings.LastIndex(rest, "@")
	if at < 0 {
		return v
	}
	user, _, has := strings.Cut(rest[:at], ":")
	if !has {
		return v
	}
	return scheme + "://" + user + ":***" + rest[at:]
}

// Names lists the settings by flag name.
func Names() map[string]struct{} { return names }

var names = map[string]struct{}{
	"data": {}, "listen": {}, "admin": {}, "database": {}, "bus": {}, "partitions": {},
	"tls-cert": {}, "tls-key": {}, "log-level": {}, "retention": {}, "seal-suite": {}, "sms": {}, "sip": {},
}

func sortedKeys(m map[string]struct{}) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
