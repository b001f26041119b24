package sim

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fanzha/sim/town"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/term/fraud"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// digest lives so long in steps of that size and hashes everything that arrived.
func digest(opts Options, span, step when.Micros) string {
	c := New(opts)
	h := sha256.New()
	for c.Now() < opts.Start+span {
		for _, b := range c.Advance(c.Now() + step).Batches {
			h.Write(b.Lines)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// TestSameSeedSameBytes protects the promise that a run can be repeated: equal options give equal bytes, whatever the size
// of the steps; another seed gives others.
func TestSameSeedSameBytes(t *testing.T) {
	opts := Options{Seed: 5, People: 4000, Start: DefaultStart + 7*when.Hour, OneIn: 40}
	want := digest(opts, 6*when.Hour, when.Minute)
	check.Equal(t, digest(opts, 6*when.Hour, when.Minute), want)
	check.Equal(t, digest(opts, 6*when.Hour, when.Hour), want)
	check.Equal(t, digest(opts, 6*when.Hour, 7*when.Second), want)
	opts.Seed = 6
	check.True(t, digest(opts, 6*when.Hour, when.Minute) != want, "another seed gave the same city")
}

// wireRecord is a line as a partner sends it; unknown members fail.
type wireRecord struct {
	Kind         string `json:"kind"`
	ID           string `json:"id"`
	Time         string `json:"time"`
	Phone        string `json:"phone"`
	PersonID     string `json:"person_id"`
	Name         string `json:"name"`
	Place        string `json:"place"`
	Peer         string `json:"peer"`
	URL          string `json:"url"`
	App          string `json:"app"`
	Text         string `json:"text"`
	Channel      string `json:"channel"`
	Direction    string `json:"direction"`
	Answered     bool   `json:"answered"`
	DurationS    int64  `json:"duration_s"`
	Account      string `json:"account"`
	PayeeAccount string `json:"payee_account"`
	PayeeName    string `json:"payee_name"`
	PayeeBank    string `json:"payee_bank"`
	AmountFen    int64  `json:"amount_fen"`
	Fraud        string `json:"fraud"`
	Subject      string `json:"subject"`
	Lost         bool   `json:"lost"`
	Until        string `json:"until"`
	Weight       int64  `json:"weight"`
}

// day lives one day of a small city and hands every line to fn.
func day(t testing.TB, opts Options, fn func(line []byte, arrived when.Micros)) (steps Step) {
	t.Helper()
	c := New(opts)
	for range 24 * 60 {
		s := c.Advance(c.Now() + when.Minute)
		steps.Records += s.Records
		steps.Duplicates += s.Duplicates
		steps.Malformed += s.Malformed
		for _, b := range s.Batches {
			for line := range bytes.Lines(b.Lines) {
				fn(line, s.To)
			}
		}
	}
	return steps
}

// valid says why a line is not a proper record, nil when it is.
func valid(line []byte) (wireRecord, error) {
	var r wireRecord
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	err := d.Decode(&r)
	if err != nil {
		return r, err
	}
	_, err = time.Parse(time.RFC3339Nano, r.Time)
	if err != nil {
		return r, err
	}
	if r.Until != "" {
		_, err = time.Parse(time.RFC3339Nano, r.Until)
		if err != nil {
			return r, err
		}
	}
	for _, p := range []string{r.Phone, r.Peer} {
		if p == "" {
			continue
		}
		_, err = ident.ParsePhone(p)
		if err != nil {
			return r, fmt.Errorf("phone %s: %w", p, err)
		}
	}
	return r, validRest(r)
}

func validRest(r wireRecord) error {
	if r.PersonID != "" {
		_, err := ident.ParseID(r.PersonID)
		if err != nil {
			return err
		}
	}
	for _, a := range []string{r.Account, r.PayeeAccount} {
		if a == "" {
			continue
		}
		_, err := ident.ParseAccount(a)
		if err != nil {
			return err
		}
	}
	if r.URL != "" {
		_, err := ident.ParseURL(r.URL)
		if err != nil {
			return err
		}
	}
	switch {
	case !strings.Contains(" call message visit transfer report sighting ", " "+r.Kind+" "):
		return fmt.Errorf("kind %s", r.Kind)
	case r.AmountFen < 0, r.Kind == kindTransfer && (r.AmountFen == 0 || r.PayeeAccount == ""):
		return fmt.Errorf("payment without amount or payee")
	case r.Fraud != "" && !fraud.Known(r.Fraud):
		return fmt.Errorf("fraud %s", r.Fraud)
	case strings.ContainsAny(r.Text, "{}"):
		return fmt.Errorf("unfilled text %s", r.Text)
	}
	return nil
}

// TestLinesAreRecords protects the partner's side of the contract: all lines but the malformed ones are proper records, ids
// are unique except for what is sent again unchanged, and nothing tells of the future.
func TestLinesAreRecords(t *testing.T) {
	seen := map[string]string{}
	bad, again := 0, 0
	s := day(t, Options{Seed: 2, People: 8000, OneIn: 50}, func(line []byte, arrived when.Micros) {
		r, err := valid(line)
		if err != nil {
			bad++
			return
		}
		at, _ := time.Parse(time.RFC3339Nano, r.Time)
		check.True(t, when.Of(at) <= arrived, "a record from the future: "+string(line))
		if old, ok := seen[r.ID]; ok {
			again++
			check.Equal(t, string(line), old)
		}
		seen[r.ID] = string(line)
	})
	check.Equal(t, s.Malformed, 86400/malformedEvery)
	check.Equal(t, bad, s.Malformed)
	check.Equal(t, again, s.Duplicates)
	share := float64(s.Duplicates) / float64(s.Records)
	check.True(t, share > 0.006 && share < 0.014, fmt.Sprintf("share of duplicates %.4f", share))
}

// TestRates protects believable volumes: six to ten records a person a day, in daytime more than at night, all kinds present.
func TestRates(t *testing.T) {
	const people = 8000
	kinds := map[string]int{}
	hour := [24]int{}
	late := 0
	s := day(t, Options{Seed: 3, People: people}, func(line []byte, arrived when.Micros) {
		r, err := valid(line)
		if err != nil {
			return
		}
		kinds[r.Kind]++
		at, _ := time.Parse(time.RFC3339Nano, r.Time)
		hour[town.LocalHour(when.Of(at))]++
		if r.Kind == kindTransfer && arrived-when.Of(at) > 2*when.Minute {
			late++
		}
	})
	perPerson := float64(s.Records) / people
	check.True(t, perPerson > 6 && perPerson < 10, fmt.Sprintf("%.2f records a person", perPerson))
	for kind, least := range map[string]float64{kindCall: 1.5, kindMessage: 2, kindVisit: 1.5, kindTransfer: 0.5} {
		check.True(t, float64(kinds[kind])/people > least, fmt.Sprintf("%d of kind %s", kinds[kind], kind))
	}
	check.True(t, kinds[kindReport] > 0 && kinds[kindSighting] > 50, "reports and sightings are missing")
	check.True(t, hour[10] > 6*hour[3], "nights are as busy as mornings")
	check.True(t, late > 0 && late < kinds[kindTransfer]/20, fmt.Sprintf("%d late payments", late))
}

// TestVolumeParameter protects Scale.
func TestVolumeParameter(t *testing.T) {
	count := func(scale float64) int {
		c := New(Options{Seed: 1, People: 5000, Start: DefaultStart + 9*when.Hour, Scale: scale})
		return c.Advance(c.Now() + when.Hour).Records
	}
	one, three := count(1), count(3)
	check.True(t, three > one*25/10 && three < one*35/10, fmt.Sprintf("%d and %d", one, three))
}

// TestPeople protects the register: identifiers are unique, valid, invented, and lead back to their person.
func TestPeople(t *testing.T) {
	c := New(Options{Seed: 9, People: 30_000})
	phones, ids := map[string]bool{}, map[string]bool{}
	areas := map[string]int{}
	for i := range c.People() {
		p := c.Person(i)
		check.True(t, !phones[p.Phone] && !ids[p.ID], "an identifier is not unique: "+p.Phone+" "+p.ID)
		phones[p.Phone], ids[p.ID] = true, true
		areas[p.Area]++
		check.True(t, strings.HasPrefix(p.ID, "9901"), "an area code that exists: "+p.ID)
		_, err := ident.ParseID(p.ID)
		check.NoError(t, err)
		for _, phone := range []string{p.Phone, "+86" + p.Phone, "0086" + p.Phone, p.Second} {
			who, ok := c.find(phone)
			check.True(t, phone == "" || ok && who == i, "a number does not lead back: "+phone)
		}
	}
	check.Equal(t, len(areas), len(town.Stations))
	who, ok := c.find(c.Person(777).ID)
	check.True(t, ok && who == 777, "an identity number does not lead back")
	_, ok = c.find("990101199001010000")
	check.True(t, !ok, "an unknown identity number leads to somebody")
}

// TestMemory protects small machines: a city of 100,000 fits into 60 MB.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := New(Options{Seed: 1, Start: DefaultStart + 19*when.Hour})
	for range 10 {
		c.Advance(c.Now() + when.Minute)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	check.True(t, used < 60<<20, fmt.Sprintf("%d MB", used>>20))
	runtime.KeepAlive(c)
}

// TestIDsOfAnotherDay protects a demonstration that is started again on the same data: a city that begins at another moment
// uses other ids, or the intake would take its records for changed ones.
func TestIDsOfAnotherDay(t *testing.T) {
	first := map[string]bool{}
	for day := range when.Micros(2) {
		opts := Options{Seed: 4, People: 1000, Start: DefaultStart + 9*when.Hour + day*when.Second}
		for line := range bytes.Lines(New(opts).Advance(opts.Start + when.Hour).Batches[0].Lines) {
			r, err := valid(line)
			check.NoError(t, err)
			check.True(t, day == 0 || !first[r.ID], "an id of the other day: "+r.ID)
			if day == 0 {
				first[r.ID] = true
			}
		}
	}
}

// TestSplit protects the two ways of delivery: split by partner or mixed, the lines are the same.
func TestSplit(t *testing.T) {
	opts := Options{Seed: 4, People: 3000, Start: DefaultStart + 9*when.Hour}
	mixed := New(opts).Advance(opts.Start + when.Hour)
	opts.Split = true
	split := New(opts).Advance(opts.Start + when.Hour)
	check.Equal(t, len(mixed.Batches), 1)
	check.Equal(t, mixed.Batches[0].Partner, partnerCity)
	check.True(t, len(split.Batches) >= 9, "partners are missing")
	bytesSplit := 0
	for _, b := range split.Batches {
		bytesSplit += len(b.Lines)
		for line := range bytes.Lines(b.Lines) {
			check.True(t, bytes.Contains(line, []byte(`"id":"`+b.Partner+"-")), "a line of another partner: "+string(line))
		}
	}
	check.Equal(t, bytesSplit, len(mixed.Batches[0].Lines))
}

// BenchmarkDay is the cost of one ordinary day of 100,000 people, lines written.
func BenchmarkDay(b *testing.B) {
	records, size := 0, 0
	for b.Loop() {
		c := New(Options{Seed: 1})
		for range 24 * 60 {
			s := c.Advance(c.Now() + when.Minute)
			records += s.Records
			size += len(s.Batches[0].Lines)
		}
	}
	b.ReportMetric(float64(records)/float64(b.N), "signals/op")
	b.ReportMetric(float64(size)/float64(b.N)/1e6, "MB/op")
}

// BenchmarkNew is the cost of making 100,000 people.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(Options{Seed: 1})
	}
}
