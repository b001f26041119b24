// Command alltests is what "make test" runs: it fetches what the tests need while the network is open, then closes the
// network (a network namespace with loopback only) and runs everything: the console's unit tests, the Go tests with the
// race detector on both databases, the stories and failure tests through the real binary, the browser tests in headless
// Chromium, and with -fuzztime a run of every fuzz target. It ends with one line of counts.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

const closedEnv = "FANZHA_NETWORK_CLOSED"

type counts struct{ passed, failed, skipped int }

func (c *counts) add(o counts) {
	c.passed += o.passed
	c.failed += o.failed
	c.skipped += o.skipped
}

func main() {
	fuzzTime := flag.Duration("fuzztime", 0, "time for each fuzz target; 0 runs their seeds only, as part of the Go tests")
	only := flag.String("only", "", "comma-separated steps: console,go,browser,fuzz")
	flag.Parse()
	err := lessCollecting()
	if err != nil {
		fatal("flags of the go command: %v", err)
	}
	if os.Getenv(closedEnv) == "" {
		prepare()
		os.Exit(rerunClosed())
	}
	if os.Getenv(closedEnv) == "1" {
		err = raiseLoopback()
		if err != nil {
			fatal("loopback of the closed network: %v", err)
		}
	}
	os.Exit(runAll(*only, *fuzzTime))
}

// lessCollecting lets compiler and linker collect their garbage a quarter as often, for a seventh of their processor time less. The
// programs under test keep the usual pace.
func lessCollecting() error {
	flags := os.Getenv("GOFLAGS")
	if strings.Contains(flags, "-toolexec") {
		return nil
	}
	return os.Setenv("GOFLAGS", strings.TrimSpace(flags+" '-toolexec=env GOGC=400'"))
}

// prepare does everything that needs the network, so that the rest does not.
func prepare() {
	step("fetch modules", "go", "mod", "download")
	if !fileNewer("edge/web/node_modules/.package-lock.json", "edge/web/package-lock.json") {
		step("fetch console packages", "npm", "--prefix", "edge/web", "ci", "--no-audit", "--no-fund", "--loglevel=error")
	}
}

func runAll(only string, fuzzTime time.Duration) int {
	want := func(name string) bool { return only == "" || strings.Contains(","+only+",", ","+name+",") }
	if want("go") || want("browser") {
		step("build the console", "npm", "--prefix", "edge/web", "run", "build", "--silent")
		stepEnv("build the centre", []string{"CGO_ENABLED=0"}, "go", "build", "-tags", "console", "-o", "bin/fanzha", "./cmd/fanzha")
	}
	var total counts
	run := func(name string, f func() counts) {
		if !want(name) {
			return
		}
		start := time.Now()
		c := f()
		total.add(c)
		fmt.Printf("== %s: %d passed, %d failed, %d skipped in %s\n", name, c.passed, c.failed, c.skipped, time.Since(start).Round(time.Second))
	}
	run("console", consoleTests)
	run("go", goTests)
	run("browser", browserTests)
	if fuzzTime > 0 {
		run("fuzz", func() counts { return fuzzTests(fuzzTime) })
	}
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	if total.failed > 0 || total.passed == 0 {
		return 1
	}
	return 0
}

// step runs a command that must succeed.
func step(what, name string, args ...string) { stepEnv(what, nil, name, args...) }

func stepEnv(what string, env []string, name string, args ...string) {
	start := time.Now()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Run()
	if err != nil {
		fatal("%s: %v", what, err)
	}
	fmt.Printf("== %s (%s)\n", what, time.Since(start).Round(time.Second))
}

func fatal(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

// fileNewer says whether a exists and is not older than b.
func fileNewer(a, b string) bool {
	fa, errA := os.Stat(a)
	fb, errB := os.Stat(b)
	return errA == nil && errB == nil && !fa.ModTime().Before(fb.ModTime())
}

// parallel is how many packages are tested at once: one more than cores, because database tests wait for the disk.
func parallel() string { return fmt.Sprint(runtime.NumCPU() + 1) }
