// Package usage reads what a process has used of the machine: processor time of a thread, memory. It is for measuring; Linux only
// tells the memory.
package usage

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ThreadTime is the processor time of the calling thread, exact to the clock of the processor; 0 where nobody tells. The caller
// stays on its thread (runtime.LockOSThread) between two readings.
func ThreadTime() time.Duration {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) // Getrusage counts in ticks of 4 ms
	if err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// Own is the processor time of this process.
func Own() time.Duration {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t)
	if err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// tick is the unit of times in /proc: the kernel tells programs hundredths of a second, whatever it counts in.
const tick = 10 * time.Millisecond

// Of is the processor time of another process, exact to ticks of the kernel; Linux only tells it.
func Of(process int) (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
	if err != nil {
		return 0, fmt.Errorf("time of process %d: %w", process, err)
	}
	_, rest, _ := strings.Cut(string(raw), ") ") // the name before may hold anything else
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("time of process %d: %d fields", process, len(fields))
	}
	var sum time.Duration
	for _, f := range fields[11:13] { // of its own, of the kernel for it
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("time of process %d: %w", process, err)
		}
		sum += time.Duration(n) * tick
	}
	return sum, nil
}

// Resident is what this process holds, and held at most, of the machine's memory, in bytes.
func Resident() (now, peak int64, err error) { return resident("self") }

// ResidentOf is Resident of another process.
func ResidentOf(process int) (now, peak int64, err error) { return resident(fmt.Sprint(process)) }

func resident(process string) (now, peak int64, err error) {
	raw, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0, 0, fmt.Errorf("memory of process %s: %w", process, err)
	}
	m := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		name, value, _ := strings.Cut(line, ":")
		m[name] = strings.TrimSpace(value)
	}
	var kib [2]int64
	for i, name := range []string{"VmRSS", "VmHWM"} {
		_, err := fmt.Sscanf(m[name], "%d kB", &kib[i])
		if err != nil {
			return 0, 0, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return kib[0] << 10, kib[1] << 10, nil
}
