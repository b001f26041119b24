package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"fanzha/internal/db/dbtest"
)

// consoleTests runs vitest and reads its JSON report.
func consoleTests() counts {
	out := filepath.Join(os.TempDir(), fmt.Sprintf("fanzha-vitest-%d.json", os.Getpid()))
	defer func() { _ = os.Remove(out) }()
	cmd := exec.Command("npx", "--no-install", "vitest", "run", "--reporter=default", "--reporter=json", "--outputFile="+out)
	cmd.Dir = "edge/web"
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	runErr := cmd.Run()
	raw, err := os.ReadFile(out)
	if err != nil {
		fmt.Printf("vitest left no report: %v, %v\n", runErr, err)
		return counts{failed: 1}
	}
	var report struct{ NumPassedTests, NumFailedTests, NumPendingTests int }
	err = json.Unmarshal(raw, &report)
	if err != nil {
		fmt.Printf("vitest report: %v\n", err)
		return counts{failed: 1}
	}
	c := counts{report.NumPassedTests, report.NumFailedTests, report.NumPendingTests}
	if runErr != nil && c.failed == 0 {
		c.failed = 1
	}
	return c
}

// event is one line of "go test -json".
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// withoutRace lists the packages with tests that are too slow under the race detector (check.WithoutRace): what they skip there, they do
// in a run without it.
func withoutRace() []string {
	var dirs []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (d.Name() == "node_modules" || len(d.Name()) > 1 && d.Name()[0] == '.'):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		dir := "./" + filepath.ToSlash(filepath.Dir(path))
		if bytes.Contains(text, []byte("check.WithoutRace(")) && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		return err
	})
	if err != nil {
		fatal("tests without the race detector: %v", err)
	}
	return dirs
}

// foreignC leaves SQLite, a C program that was translated into Go, as unseen by the race detector as compiled C is: watching its every
// read doubles the time of the stores' tests. What is ours, and every other library, is watched.
const foreignC = "-gcflags=modernc.org/...=-race=false"

// longest is the package that waits longest, for processes that it kills: it begins first, so that nobody waits for it alone.
const longest = "./test/failure"

// goTests runs every Go test with the race detector and prints failures, skips with their reasons, and a line a package. One database
// server and one set of migrated templates serve all packages.
func goTests() counts {
	shared, stop, err := dbtest.Share()
	if err != nil {
		fatal("databases of the tests: %v", err)
	}
	defer stop()
	temp, remove := inMemory()
	defer remove()
	env := append(append(shared, temp...), "FANZHA_BIN="+absolute("bin/fanzha"))
	c := goTest(append(env, "CGO_ENABLED=1"), "-race", foreignC, "-ldflags=-s -w", longest, "./...")
	c.add(goTest(append(env, "CGO_ENABLED=0"), withoutRace()...))
	return c
}

// inMemory puts the tests' own files into memory where there is room, because thousands of small databases that wait for the disk cost
// minutes; what the Go tool builds stays on disk.
func inMemory() (env []string, remove func()) {
	const room = 4 << 30
	var free syscall.Statfs_t
	err := syscall.Statfs("/dev/shm", &free)
	if err != nil || free.Bavail*uint64(max(free.Bsize, 0)) < room {
		return nil, func() {}
	}
	dir, err := os.MkdirTemp("/dev/shm", "fanzha")
	if err != nil {
		return nil, func() {}
	}
	return []string{"TMPDIR=" + dir, "GOTMPDIR=" + os.TempDir()}, func() { _ = os.RemoveAll(dir) }
}

// goTest leaves out vet, which "make check" runs over the whole tree.
func goTest(env []string, what ...string) counts {
	cmd := exec.Command("go", append([]string{"test", "-json", "-vet=off", "-timeout", "20m", "-p", parallel()}, what...)...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		fatal("go test: %v", err)
	}
	err = cmd.Start()
	if err != nil {
		fatal("go test: %v", err)
	}
	c := readGoEvents(pipe)
	err = cmd.Wait()
	if err != nil && c.failed == 0 {
		fmt.Printf("go test: %v\n", err)
		c.failed++
	}
	return c
}

func readGoEvents(r io.Reader) counts {
	var c counts
	output := map[string][]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<20), 1<<24)
	for lines.Scan() {
		var e event
		err := json.Unmarshal(lines.Bytes(), &e)
		if err != nil {
			fmt.Println(lines.Text())
			continue
		}
		key := e.Package + "\x00" + e.Test
		switch e.Action {
		case "output", "build-output":
			output[key] = append(output[key], e.Output)
		case "pass", "fail", "skip":
			if e.Action == "fail" && e.Test == "" {
				unfinished(output, key)
			}
			c.add(finish(e, output[key]))
			delete(output, key)
		case "build-fail":
			fmt.Print(strings.Join(output[key], ""))
		}
	}
	return c
}

// unfinished prints what tests of a failed package said that never ended: a panic ends the program and not the test.
func unfinished(output map[string][]string, pack string) {
	for _, key := range slices.Sorted(maps.Keys(output)) {
		if key != pack && strings.HasPrefix(key, pack) {
			fmt.Print(strings.Join(output[key], ""))
			delete(output, key)
		}
	}
}

// finish prints what a reader needs of one finished test or package and counts tests (not packages).
func finish(e event, output []string) counts {
	if e.Test == "" {
		if e.Action == "fail" {
			fmt.Print(strings.Join(output, ""))
			fmt.Printf("FAIL %s (%.1fs)\n", e.Package, e.Elapsed)
			return counts{failed: 1}
		}
		if e.Action == "pass" {
			fmt.Printf("ok   %s (%.1fs)\n", e.Package, e.Elapsed)
		}
		return counts{}
	}
	switch e.Action {
	case "fail":
		fmt.Print(strings.Join(output, ""))
		return counts{failed: 1}
	case "skip":
		fmt.Printf("SKIP %s %s: %s\n", e.Package, e.Test, reason(output))
		return counts{skipped: 1}
	}
	return counts{passed: 1}
}

// reason is the line in which a skipped test says why.
func reason(output []string) string {
	for _, line := range output {
		if strings.Contains(line, ".go:") {
			return strings.TrimSpace(line)
		}
	}
	return "no reason given"
}

var nodeCount = regexp.MustCompile(`(?m)^. (pass|fail|skipped) (\d+)$`)

// browserTests drives the real binary in headless Chromium with node's own test runner.
func browserTests() counts {
	files, err := filepath.Glob("test/browser/*.test.mjs")
	if err != nil || len(files) == 0 {
		fmt.Println("no browser tests found")
		return counts{failed: 1}
	}
	args := append([]string{"--test", "--test-concurrency=1", "--test-reporter=spec"}, files...)
	cmd := exec.Command("node", args...)
	cmd.Env = append(os.Environ(), "FANZHA_BIN="+absolute("bin/fanzha"))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, &out), os.Stderr
	runErr := cmd.Run()
	var c counts
	for _, m := range nodeCount.FindAllStringSubmatch(out.String(), -1) {
		n, convErr := strconv.Atoi(m[2])
		if convErr != nil {
			continue
		}
		switch m[1] {
		case "pass":
			c.passed = n
		case "fail":
			c.failed = n
		case "skipped":
			c.skipped = n
		}
	}
	if runErr != nil && c.failed == 0 {
		c.failed = 1
	}
	return c
}

var fuzzName = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzzTests runs every fuzz target of the tree for a short while: the tests are built once, our own packages instrumented as the go
// command does it, and the targets of a package run one after another, one worker each, since the tool fuzzes one at a time. As many
// packages at once as there are cores.
func fuzzTests(each time.Duration) counts {
	work, err := os.MkdirTemp("", "fanzha-fuzz")
	if err != nil {
		fatal("fuzz: %v", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	packages := fuzzPackages()
	buildFuzz(packages, work)
	results := make([]chan counts, len(packages))
	free := make(chan struct{}, runtime.NumCPU())
	for i, p := range packages {
		results[i] = make(chan counts, 1)
		go func() {
			free <- struct{}{}
			defer func() { <-free }()
			results[i] <- p.run(each.String())
		}()
	}
	var c counts
	for _, done := range results {
		c.add(<-done)
	}
	return c
}

// buildFuzz builds the tests of the packages, in rounds, because one command writes no two files of one name.
func buildFuzz(packages []*fuzzPackage, work string) {
	rounds := map[string]int{} // by the last part of a folder's name
	var dirs [][]string
	for _, p := range packages {
		name := filepath.Base(p.dir)
		round := rounds[name]
		rounds[name]++
		if round == len(dirs) {
			dirs = append(dirs, nil)
		}
		dirs[round] = append(dirs[round], p.dir)
		p.file = filepath.Join(work, fmt.Sprint(round), name+".test")
	}
	for round, list := range dirs {
		out := filepath.Join(work, fmt.Sprint(round)) + string(filepath.Separator)
		stepEnv(fmt.Sprintf("build %d packages for fuzzing", len(list)), []string{"CGO_ENABLED=0"}, "go",
			append([]string{"test", "-c", "-vet=off", "-gcflags=fanzha/...=-d=libfuzzer", "-ldflags=-s -w", "-o", out}, list...)...)
	}
}

// fuzzTries is a run counted in inputs instead of seconds.
const fuzzTries = "2000x"

// cutShort says whether a fuzz run failed only because its time ended while a worker was busy: the go command then reports the
// deadline as a failure and names no input. A run of a counted length has no deadline.
func cutShort(out []byte) bool {
	return bytes.Contains(out, []byte("\n    context deadline exceeded\n")) && !bytes.Contains(out, []byte("Failing input written to"))
}

// fuzzPackage is a folder, its tests as a program, and the fuzz targets among them.
type fuzzPackage struct {
	dir, file string
	names     []string
}

// run fuzzes each target for a time ("2s").
func (p *fuzzPackage) run(length string) counts {
	var c counts
	for _, name := range p.names {
		out, err := p.fuzz(name, length)
		if err != nil && cutShort(out) {
			out, err = p.fuzz(name, fuzzTries)
		}
		if err != nil || bytes.Contains(out, []byte("no coverage instrumentation")) {
			fmt.Printf("FAIL %s %s\n%s", p.dir, name, out)
			c.failed++
			continue
		}
		fmt.Printf("ok   %s %s\n", p.dir, name)
		c.passed++
	}
	return c
}

// fuzz runs one target for a time or a number of inputs ("2000x") and returns what was printed. Few tries go into making an input
// smaller: that takes a minute each otherwise. A failing input is written to the testdata folder of the package.
func (p *fuzzPackage) fuzz(name, length string) ([]byte, error) {
	cmd := exec.Command(p.file, "-test.run=^$", "-test.fuzz=^"+name+"$", "-test.fuzztime="+length, "-test.fuzzminimizetime=20x", "-test.parallel=1",
		"-test.fuzzcachedir="+p.file+".seen")
	cmd.Dir = p.dir
	return cmd.CombinedOutput()
}

func fuzzPackages() []*fuzzPackage {
	var found []*fuzzPackage
	byDir := map[string]*fuzzPackage{}
	walk := func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return err
		}
		for _, m := range fuzzName.FindAllSubmatch(src, -1) {
			dir := "./" + filepath.Dir(path)
			if byDir[dir] == nil {
				byDir[dir] = &fuzzPackage{dir: dir}
				found = append(found, byDir[dir])
			}
			byDir[dir].names = append(byDir[dir].names, string(m[1]))
		}
		return nil
	}
	err := filepath.WalkDir(".", walk)
	if err != nil {
		fatal("look for fuzz targets: %v", err)
	}
	return found
}

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		fatal("%s: %v", path, err)
	}
	return abs
}
