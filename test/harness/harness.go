// Package harness runs the real binary for tests: it starts and kills centres in temporary folders, sets them up like an
// operator would, and speaks to them over HTTP.
package harness

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startWait bounds the time in which a centre must be ready; generous, since machines under test are busy.
const startWait = 90 * time.Second

// commandWait is how long one command may take before it counts as hung.
const commandWait = 3 * time.Minute

var build struct {
	once sync.Once
	path string
	err  error
}

// Bin returns the binary under test: FANZHA_BIN, else one built for this test process (without the console).
func Bin(t testing.TB) string {
	t.Helper()
	path := os.Getenv("FANZHA_BIN")
	if path != "" {
		return path
	}
	build.once.Do(func() {
		dir, err := os.MkdirTemp("", "fanzha-bin-")
		if err != nil {
			build.err = err
			return
		}
		build.path = filepath.Join(dir, "fanzha")
		cmd := exec.Command("go", "build", "-o", build.path, "fanzha/cmd/fanzha")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		out, err := cmd.CombinedOutput()
		if err != nil {
			build.err = fmt.Errorf("build: %w\n%s", err, out)
		}
	})
	if build.err != nil {
		t.Fatal(build.err)
	}
	return build.path
}

// Run runs one command of the binary to its end.
func Run(t testing.TB, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	return RunWith(t, Extra{}, args...)
}

// Extra is what a command gets besides its arguments.
type Extra struct {
	Env   []string
	Stdin io.Reader
}

// RunWith is Run with an environment and standard input.
func RunWith(t testing.TB, x Extra, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.Command(Bin(t), args...)
	cmd.Env, cmd.Stdin = append(os.Environ(), x.Env...), x.Stdin
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Start()
	if err != nil {
		return "", "", err
	}
	hung := time.AfterFunc(commandWait, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) }) // it prints where it hangs
	defer hung.Stop()
	err = cmd.Wait()
	return o.String(), e.String(), err
}

// MustRun is Run for commands that have to succeed; it returns standard output.
func MustRun(t testing.TB, args ...string) string {
	t.Helper()
	out, errs, err := Run(t, args...)
	if err != nil {
		t.Fatalf("fanzha %s: %v\n%s%s", strings.Join(args, " "), err, out, errs)
	}
	return out
}

// Centre is one running process of the binary.
type Centre struct {
	Dir   string
	URL   string
	Admin string   // address of the admin listener, "" when there is none
	Where []string // flags that name its records and log to commands, besides --data
	cmd   *exec.Cmd
	done  chan struct{}

	mu  sync.Mutex // guards log
	log bytes.Buffer
}

// Start runs "serve" on a free port and waits until it is ready. The process is killed at the end of the test.
func Start(t testing.TB, dir string, more ...string) *Centre {
	t.Helper()
	return StartWith(t, nil, dir, more...)
}

// StartWith is Start with additions to the environment.
func StartWith(t testing.TB, env []string, dir string, more ...string) *Centre {
	t.Helper()
	addr := freeAddress(t)
	args := append([]string{"serve", "--data", dir, "--listen", addr}, more...)
	c := &Centre{Dir: dir, URL: "http://" + addr, cmd: exec.Command(Bin(t), args...), done: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), env...)
	pipe, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.Stderr = c.cmd.Stdout
	err = c.cmd.Start()
	if err != nil {
		t.Fatal(err)
	}
	go c.collect(pipe)
	t.Cleanup(func() { c.Kill() })
	c.awaitReady(t)
	return c
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func (c *Centre) collect(r io.Reader) {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		c.mu.Lock()
		c.log.WriteString(line)
		c.mu.Unlock()
		if err != nil {
			break
		}
	}
	_ = c.cmd.Wait()
	close(c.done)
}

// Log returns what the process has printed so far.
func (c *Centre) Log() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.String()
}

func (c *Centre) awaitReady(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startWait)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		res, err := http.Get(c.URL + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-ctx.Done():
			t.Fatalf("centre is not ready after %s:\n%s", startWait, c.Log())
		case <-c.done:
			t.Fatalf("centre ended at start:\n%s", c.Log())
		case <-tick.C:
		}
	}
}

// PID is the process.
func (c *Centre) PID() int { return c.cmd.Process.Pid }

// Kill ends the process with SIGKILL, as a power cut would, and waits until it is gone.
func (c *Centre) Kill() {
	_ = c.cmd.Process.Signal(syscall.SIGKILL)
	<-c.done
}

// Stop ends the process with SIGTERM and returns its exit code.
func (c *Centre) Stop(t testing.TB) int {
	t.Helper()
	err := c.cmd.Process.Signal(syscall.SIGTERM)
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.done:
	case <-time.After(startWait):
		t.Fatalf("centre does not drain:\n%s", c.Log())
	}
	return c.cmd.ProcessState.ExitCode()
}

// Ended says whether the process is gone.
func (c *Centre) Ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

var setupLink = regexp.MustCompile(`/setup\?token=([A-Za-z0-9_\-]+)`)

// awaitLog waits until the process has printed what the pattern finds.
func (c *Centre) awaitLog(t testing.TB, pattern *regexp.Regexp) []string {
	t.Helper()
	deadline := time.After(startWait)
	for {
		found := pattern.FindStringSubmatch(c.Log())
		if found != nil {
			return found
		}
		select {
		case <-deadline:
			t.Fatalf("%s was not printed:\n%s", pattern, c.Log())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Password is what every account of a test centre gets.
const Password = "Yunhe-City-2026"

// SetUp uses the one-time link that the first start printed: the city centre of 云河 and its three administrators
// (sys, sec, aud). It returns their signed-in clients.
func (c *Centre) SetUp(t testing.TB) (sys, sec, aud *Client) {
	t.Helper()
	return c.SetUpAs(t, "990100000000", "云河市反诈中心")
}

// SetUpAs is SetUp for another centre.
func (c *Centre) SetUpAs(t testing.TB, unit, name string) (sys, sec, aud *Client) {
	t.Helper()
	found := c.awaitLog(t, setupLink)
	account := func(role, login, name string) map[string]string {
		return map[string]string{"role": role, "login": login, "name": name, "password": Password}
	}
	c.Guest(t).Post("/api/v1/setup", map[string]any{
		"token": found[1], "unit_code": unit, "unit_name": name,
		"accounts": []any{account("system_admin", "sys", "系统管理员"), account("security_admin", "sec", "安全管理员"), account("audit_admin", "aud", "审计管理员")},
	}, nil)
	return c.SignIn(t, "sys"), c.SignIn(t, "sec"), c.SignIn(t, "aud")
}

// AddUnit creates a unit; area is the prefix of the places it answers for.
func AddUnit(sys *Client, code, name, area string) {
	sys.Post("/api/v1/units", map[string]any{"code": code, "name": name, "areas": []string{area}, "phone": ""}, nil)
}

var passwordLink = regexp.MustCompile(`token=([A-Za-z0-9_\-]+)`)

// AddUser creates an account with a role and its first password, and signs it in.
func (c *Centre) AddUser(t testing.TB, admins [2]*Client, who [4]string) *Client {
	t.Helper()
	sys, sec := admins[0], admins[1]
	login, name, unit, role := who[0], who[1], who[2], who[3]
	var made struct {
		User struct{ ID string }
		Link string
	}
	sys.Post("/api/v1/users", map[string]any{"login": login, "name": name, "unit": unit}, &made)
	sec.Post("/api/v1/users/"+made.User.ID+"/roles", map[string]any{"roles": []string{role}, "reason": "到岗"}, nil)
	token := passwordLink.FindStringSubmatch(made.Link)
	if token == nil {
		t.Fatalf("no one-time link in %q", made.Link)
	}
	c.Guest(t).Post("/api/v1/password", map[string]any{"token": token[1], "new": Password}, nil)
	return c.SignIn(t, login)
}

// AddSource makes an intake key by the command line.
func (c *Centre) AddSource(t testing.TB, name string) string {
	t.Helper()
	var out struct{ Key string }
	raw := MustRun(t, append([]string{"source", "add", name, "--data", c.Dir, "--json"}, c.Where...)...)
	err := json.Unmarshal([]byte(raw), &out)
	if err != nil {
		t.Fatalf("source add printed %q: %v", raw, err)
	}
	return out.Key
}

// Client speaks to the console's HTTP as one person.
type Client struct {
	t    testing.TB
	base string
	http *http.Client
}

// Guest is nobody yet.
func (c *Centre) Guest(t testing.TB) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t: t, base: c.URL, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// SignIn signs in with the password of test centres.
func (c *Centre) SignIn(t testing.TB, login string) *Client {
	t.Helper()
	g := c.Guest(t)
	g.Post("/api/v1/session", map[string]any{"login": login, "password": Password}, nil)
	return g
}

// For is the same signed-in person in another test.
func (c *Client) For(t testing.TB) *Client { return &Client{t: t, base: c.base, http: c.http} }

// Do sends one request and returns status and body.
func (c *Client) Do(method, path string, in any) (int, []byte) {
	c.t.Helper()
	return c.send(method, path, in, "1")
}

// Foreign sends a request as a page of another site could: without the header that commands need.
func (c *Client) Foreign(method, path string, in any) (int, []byte) {
	c.t.Helper()
	return c.send(method, path, in, "")
}

func (c *Client) send(method, path string, in any, header string) (int, []byte) {
	c.t.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			c.t.Fatal(err)
		}
		body = bytes.NewReader(raw)
	}
	return c.raw(method, path, body, header)
}

func (c *Client) raw(method, path string, body io.Reader, header string) (int, []byte) {
	c.t.Helper()
	req, err := http.NewRequest(method, c.base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if header != "" {
		req.Header.Set("X-Fanzha", header)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, raw
}

// Upload posts a body that is a file.
func (c *Client) Upload(path string, raw []byte) (int, []byte) {
	c.t.Helper()
	return c.raw(http.MethodPost, path, bytes.NewReader(raw), "1")
}

func (c *Client) must(method, path string, in, out any) {
	c.t.Helper()
	status, raw := c.Do(method, path, in)
	if status != http.StatusOK {
		c.t.Fatalf("%s %s: %d %s", method, path, status, raw)
	}
	if out == nil {
		return
	}
	err := json.Unmarshal(raw, out)
	if err != nil {
		c.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
	}
}

// Get reads a resource that has to be there.
func (c *Client) Get(path string, out any) { c.t.Helper(); c.must(http.MethodGet, path, nil, out) }

// Post gives a command that has to succeed.
func (c *Client) Post(path string, in, out any) {
	c.t.Helper()
	c.must(http.MethodPost, path, in, out)
}

// Try gives a command that may not arrive, and returns the id of what it made.
func (c *Client) Try(ctx context.Context, path string, in any) (string, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(raw))
	if err != nil {
		return "", err
	}
	req.Header.Set("X-Fanzha", "1")
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var made struct{ ID, Code string }
	err = json.NewDecoder(res.Body).Decode(&made)
	if err == nil && (res.StatusCode != http.StatusOK || made.ID == "") {
		err = fmt.Errorf("%d %s", res.StatusCode, made.Code)
	}
	return made.ID, err
}
