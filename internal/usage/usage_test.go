// Protects: the processor time of a thread grows with its work; memory of this process is what it says of itself.
package usage_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/internal/usage"
)

func TestUsage(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := usage.ThreadTime()
	held := make([]byte, 64<<20)
	for i := range held {
		held[i] = byte(i)
	}
	check.Equal(t, usage.ThreadTime() > began, true)
	check.Equal(t, usage.Own() >= usage.ThreadTime()-began, true)
	used, err := usage.Of(os.Getpid())
	check.NoError(t, err)
	check.Equal(t, used >= 0 && used <= usage.Own()+time.Second, true)
	_, err = usage.Of(-1)
	check.Equal(t, err != nil, true)
	now, peak, err := usage.Resident()
	check.NoError(t, err)
	check.Equal(t, now > int64(len(held)) && peak >= now, true)
	runtime.KeepAlive(held)
	other, most, err := usage.ResidentOf(os.Getpid())
	check.NoError(t, err)
	check.Equal(t, other > 0 && most >= peak, true)
	_, _, err = usage.ResidentOf(-1)
	check.Equal(t, err != nil, true)
}
