// Package benchserver runs this program as a server of its own for a measurement: a temporary folder, a free port, the embedded default
// of everything.
package benchserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fanzha/internal/conf"
)

// Server is a running server.
type Server struct {
	URL      string
	Settings conf.Settings
	Process  *exec.Cmd
	Dir      string
}

// startTime bounds the start of the server.
const startTime = 30 * time.Second

// Start prepares a data folder and starts the server on it.
func Start(ctx context.Context, prepare func(ctx context.Context, s conf.Settings) error) (*Server, error) {
	return StartWith(ctx, Options{Prepare: prepare})
}

// Options say how a server is started.
type Options struct {
	Prepare  func(ctx context.Context, s conf.Settings) error
	Database string // address of the records; empty keeps them in the folder
	Exercise bool   // its clock stands until Push
}

// StartWith is Start with options.
func StartWith(ctx context.Context, o Options) (*Server, error) {
	dir, err := os.MkdirTemp("", "fanzha-bench-")
	if err != nil {
		return nil, err
	}
	addr, err := free()
	if err != nil {
		return nil, err
	}
	b := &Server{Dir: dir, URL: "http://" + addr}
	b.Settings = conf.Settings{Data: filepath.Join(dir, "data"), Listen: addr, Database: o.Database, Partitions: 4, Retention: 190, SealSuite: "ed25519-sha256"}
	args := []string{"serve", "--data", b.Settings.Data, "--listen", addr, "--log-level", "error"}
	if o.Database != "" {
		args = append(args, "--database", o.Database)
	}
	if o.Exercise {
		b.Settings.Admin, err = free()
		args = append(args, "--admin", b.Settings.Admin, "--clock", "manual")
	}
	if err == nil {
		err = o.Prepare(ctx, b.Settings)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b.Process = exec.Command(self, args...)
	b.Process.Stderr = os.Stderr
	err = b.Process.Start()
	if err != nil {
		return nil, err
	}
	err = await(ctx, b.URL+"/readyz")
	if err == nil && o.Exercise {
		err = await(ctx, "http://"+b.Settings.Admin+"/healthz")
	}
	if err != nil {
		return nil, errors.Join(err, b.Stop())
	}
	return b, nil
}

// free is an address on this machine at which nobody listens.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// Push settles the centre, moves the clock of its exercise, settles what follows and returns the new time.
func (b *Server) Push(ctx context.Context, by time.Duration) (time.Time, error) {
	body := fmt.Sprintf(`{"add_s":%d}`, int64(by/time.Second))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+b.Settings.Admin+"/exercise/clock", strings.NewReader(body))
	if err != nil {
		return time.Time{}, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return time.Time{}, err
	}
	defer func() { _ = res.Body.Close() }()
	var out struct{ Now time.Time }
	err = json.NewDecoder(res.Body).Decode(&out)
	if res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the clock is not pushed: %s", res.Status)
	}
	return out.Now, err
}

// await asks until an address answers.
func await(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// End stops the server and says how long it took to work off what it had acknowledged. Its folder stays until Remove.
func (b *Server) End() (time.Duration, error) {
	start := time.Now()
	err := b.Process.Process.Signal(syscall.SIGTERM)
	if err != nil {
		return 0, err
	}
	err = b.Process.Wait()
	return time.Since(start), err
}

// Remove takes the folder away.
func (b *Server) Remove() error { return os.RemoveAll(b.Dir) }

// Drain is End and Remove.
func (b *Server) Drain() (time.Duration, error) {
	took, err := b.End()
	return took, errors.Join(err, b.Remove())
}

// Stop kills the server.
func (b *Server) Stop() error {
	killErr := b.Process.Process.Kill()
	_ = b.Process.Wait()
	return errors.Join(killErr, b.Remove())
}

// Memory reads what the server holds of this machine.
func (b *Server) Memory() (map[string]string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.Process.Process.Pid))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		name, value, ok := strings.Cut(line, ":")
		if ok {
			out[name] = strings.TrimSpace(value)
		}
	}
	return out, nil
}
