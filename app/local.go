package app

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/internal/conf"
	"fanzha/internal/db"
)

// runningFile says where the centre of a data folder answers while it runs.
const runningFile = "running.json"

type running struct {
	URL string `json:"url"`
	PID int    `json:"pid"`
}

// Announce writes down where this centre answers, for commands on the same machine, and returns what takes it away again.
func Announce(s conf.Settings, l net.Listener) (func(), error) {
	scheme := "http://"
	if s.TLSCert != "" {
		scheme = "https://"
	}
	raw, err := json.Marshal(running{URL: scheme + dialable(l.Addr().String()), PID: os.Getpid()})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(s.Data, runningFile)
	err = os.WriteFile(path, raw, 0o600)
	if err != nil {
		return nil, ErrFolder.With(err)
	}
	return func() { _ = os.Remove(path) }, nil
}

// dialable turns a wildcard address into one that can be called.
func dialable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	ip := net.ParseIP(host)
	if ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// Running returns the address of the centre that runs on this data folder, "" when none does. The lock, not the file, decides.
func Running(s conf.Settings) (string, error) {
	_, err := os.Stat(s.Data)
	if err != nil {
		return "", nil
	}
	lock, err := db.LockDir(s.Data)
	if err == nil {
		return "", lock.Release()
	}
	if !errors.Is(err, db.ErrDirLocked) {
		return "", err
	}
	raw, readErr := os.ReadFile(filepath.Join(s.Data, runningFile))
	if readErr != nil {
		return "", err
	}
	var r running
	readErr = json.Unmarshal(raw, &r)
	if readErr != nil {
		return "", err
	}
	return r.URL, nil
}

// Local is a centre that a command of this machine works with: the one that runs on the folder, or one opened for the command.
type Local struct {
	URL    string
	centre *Centre
	stop   context.CancelFunc
	done   chan error
}

// OpenLocal finds the running centre of the folder or opens one without console on a free port of loopback.
func OpenLocal(ctx context.Context, s conf.Settings) (*Local, error) {
	url, err := Running(s)
	if err != nil || url != "" {
		return &Local{URL: url}, err
	}
	c, err := Open(ctx, Options{Settings: s})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(ErrListen.With(err), c.Close())
	}
	serving, stop := context.WithCancel(context.Background())
	local := &Local{URL: "http://" + l.Addr().String(), centre: c, stop: stop, done: make(chan error, 1)}
	go func() { local.done <- c.Serve(serving, l) }()
	return local, nil
}

// Close lets an opened centre work off what it accepted, and closes it; a running one goes on.
func (l *Local) Close() error {
	if l.centre == nil {
		return nil
	}
	l.stop()
	err := <-l.done
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, l.centre.Close())
}

// LocalKey returns the intake key of a source that is used from this machine's command line.
func LocalKey(ctx context.Context, s conf.Settings, name string) (string, error) {
	people, done, err := OpenPeople(ctx, s)
	if err != nil {
		return "", err
	}
	defer done()
	return keptKey(ctx, s.Data, people, access.Source{Name: name, Title: "本机导入 " + name, QuotaPerS: cityQuota})
}

// keptKey returns the key of a source of this machine itself; it is made at first use and kept in the data folder, readable for
// its owner only.
func keptKey(ctx context.Context, data string, people *accessstore.Store, source access.Source) (string, error) {
	path := filepath.Join(KeyDir(data), "source-"+filepath.Base(source.Name)+".key")
	raw, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", ErrFolder.With(err)
	}
	_, key, err := people.CreateSource(ctx, systemScope(), source)
	if err != nil {
		return "", err
	}
	err = os.WriteFile(path, []byte(key+"\n"), 0o600)
	if err != nil {
		return "", ErrFolder.With(err)
	}
	return key, nil
}
