package harness

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

// StartExercise starts a centre whose clock stands until Push moves it.
func StartExercise(t testing.TB, dir string, more ...string) *Centre {
	t.Helper()
	return StartExerciseWith(t, nil, dir, more...)
}

// StartExerciseWith is StartExercise with additions to the environment.
func StartExerciseWith(t testing.TB, env []string, dir string, more ...string) *Centre {
	t.Helper()
	admin := freeAddress(t)
	c := StartWith(t, env, dir, append([]string{"--admin", admin, "--clock", "manual"}, more...)...)
	c.Admin = "http://" + admin
	return c
}

// Push settles the centre, moves the clock of its exercise, settles what follows and returns the new time.
func (c *Centre) Push(t testing.TB, by time.Duration) time.Time {
	t.Helper()
	body := fmt.Sprintf(`{"add_s":%d}`, int64(by/time.Second))
	res, err := http.Post(c.Admin+"/exercise/clock", "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out struct{ Now time.Time }
	err = json.Unmarshal(raw, &out)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("clock of the exercise: %d %s", res.StatusCode, raw)
	}
	return out.Now
}

// Receipt is the answer of the intake.
type Receipt struct {
	Read, Accepted, Duplicate, Rejected int
	Rejects                             []struct{ Field, Code string }
}

// Send posts records of one kind with a key; status 0 means that no answer came.
func (c *Centre) Send(key, kind string, body []byte) (status int, receipt Receipt, raw []byte) {
	req, err := http.NewRequest(http.MethodPost, c.URL+"/v1/signals/"+kind, bytes.NewReader(body))
	if err != nil {
		return 0, receipt, nil
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/x-ndjson")
	client := http.Client{Timeout: 30 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return 0, receipt, []byte(err.Error())
	}
	defer func() { _ = res.Body.Close() }()
	raw, err = io.ReadAll(res.Body)
	if err != nil {
		return 0, receipt, nil
	}
	if res.StatusCode == http.StatusOK {
		err = json.Unmarshal(raw, &receipt)
		if err != nil {
			return 0, receipt, raw
		}
	}
	return res.StatusCode, receipt, raw
}

// Eventually looks every few milliseconds until what returns "", and fails with its last words when it never does.
func Eventually(t testing.TB, within time.Duration, what func() string) {
	t.Helper()
	deadline := time.Now().Add(within)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		left := what()
		if left == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, left)
		}
		<-tick.C
	}
}
