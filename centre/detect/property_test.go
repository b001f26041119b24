package detect

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// oneOf takes one at random.
func oneOf[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// anyCondition makes a condition over fields of the kind and the given whole numbers.
func anyCondition(r *rand.Rand, kind string, numbers []string) string {
	parts := map[string][]string{
		"transfer": {"amount_fen >= 20000", "amount_fen < 90000", `channel == "atm"`, `channel in ["web", "mobile"]`, `first_seen("payee")`, `involved("account")`, `holder("payee") != ""`, `first_seen("own")`, `holder("payee") != phone`, `owner("phone") == ""`},
		"call":     {"answered", "!outgoing", "duration_s >= 100", "peer_foreign", `first_seen("peer")`, "duration_s > 30 || !answered", `owner("peer") == ""`},
		"visit":    {`app == "com.a"`, `app in ["com.a", "com.b"]`, `first_seen("app")`, "duration_s >= 60"},
	}[kind]
	var out []string
	for range 1 + r.IntN(2) {
		out = append(out, oneOf(r, parts...))
	}
	for _, n := range numbers {
		name, unit, _ := strings.Cut(n, " ")
		out = append(out, fmt.Sprintf("%s %s %d%s", name, oneOf(r, ">=", "<", ">"), oneOf(r, 1, 2, 3, 4, 300, 60000), unit))
	}
	if r.IntN(4) == 0 && len(out) > 2 {
		return out[0] + " && (" + strings.Join(out[1:], " || ") + ")"
	}
	return strings.Join(out, " && ")
}

// anyKey is a key of a window over signals of the kind: in half of the cases one of the person's own.
func anyKey(r *rand.Rand, kind string) string {
	if r.IntN(2) == 0 {
		return oneOf(r, "person", "phone", "[phone, payee]", "[person, hour]", "[person, owner]", "[device, phone]")
	}
	other := map[string][]string{"transfer": {"payee", "account", "holder", "[payee, hour]", "[person, holder]"}, "call": {"peer", "[peer, device]"}, "visit": {"site", "[site, device]"}}[kind]
	return oneOf(r, append(other, "device", "owner", "account")...)
}

// anySet makes scenarios at random: windows by any key, of any measure and span, chains of up to two steps, quiet times.
func anySet(t *testing.T, r *rand.Rand) *scenario.Set {
	t.Helper()
	files := fstest.MapFS{}
	for i := range 10 {
		kind := oneOf(r, "transfer", "call", "visit")
		var b strings.Builder
		fmt.Fprintf(&b, "code: any_%d\nversion: 1\nby: %s\nname: {zh: 任意, en: any}\nfraud: other\nfamily: fund\nlevel: low\nscore: 10\nbasis: made at random for a test\non: [%s]\nquiet: %s\n", i, oneOf(r, "person", "person", "person", "device", "[person, device]", "owner"), kind, oneOf(r, "none", "1h", "24h"))
		var names, numbers []string
		b.WriteString("windows:\n")
		for j := range 1 + r.IntN(2) {
			of := oneOf(r, "transfer", "call", "visit")
			measure := map[string]string{
				"transfer": oneOf(r, "count", "sum(amount_fen)", "max(amount_fen)", "distinct(payee_account)", "since", "min(amount_fen)", "avg(amount_fen)", "entropy(payee_account)", "baseline(sum(amount_fen), 10m)"),
				"call":     oneOf(r, "count", "sum(duration_s)", "distinct(peer)", "last", "baseline(count, 10m)", "entropy(peer)"), "visit": oneOf(r, "count", "distinct(app)", "first", "avg(duration_s)"),
			}[of]
			unit := ""
			if strings.HasSuffix(measure, "(amount_fen)") {
				unit = "分"
			}
			names, numbers = append(names, fmt.Sprintf("w%d", j)), append(numbers, fmt.Sprintf("w%d %s", j, unit))
			fmt.Fprintf(&b, "  - {name: w%d, by: %s, of: [%s], where: '%s', over: %s, measure: '%s', include: %t%s}\n", j,
				anyKey(r, of), of, anyCondition(r, of, nil), oneOf(r, "30m", "6h", "24h", "3d"), measure, r.IntN(3) == 0, oneOf(r, "", "", ", late: 10m", ", late: 30m"))
		}
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, "absent: {of: [%s], within: %s, late: %s}\n", oneOf(r, "transfer", "call", "visit"), oneOf(r, "10m", "2h"), oneOf(r, "1s", "20m"))
		}
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, "points: [{when: '%s', add: 20, reason: {zh: 加, en: more}}]\nbands: [{from: 25, level: high}, {from: %d, level: low}]\n", anyCondition(r, kind, nil), oneOf(r, 5, 15))
		}
		if r.IntN(3) == 0 {
			b.WriteString("sequence:\n")
			for j := range 1 + r.IntN(2) {
				of := oneOf(r, "transfer", "call", "visit")
				fmt.Fprintf(&b, "  - {name: s%d, of: [%s], where: '%s', within: %s}\n", j, of, anyCondition(r, of, nil), oneOf(r, "1h", "12h"))
			}
		}
		example := map[string]string{"transfer": `payee_account: "6222000000000011", amount_fen: 1`, "call": `peer: "13800001000"`, "visit": "app: com.a"}[kind]
		fmt.Fprintf(&b, "where: '%s'\nreason: {zh: \"%s\", en: \"any\"}\nexamples:\n", anyCondition(r, kind, numbers), "值 {"+strings.Join(names, "} {")+"}")
		for _, side := range []string{"positive", "negative"} {
			fmt.Fprintf(&b, "  %s:\n    - title: any\n      signals:\n        - {kind: %s, at: 0s, phone: \"13900010001\", %s}\n", side, kind, example)
		}
		files[fmt.Sprintf("any_%d.yaml", i)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	set, err := scenario.Load(files)
	check.NoError(t, err)
	return set
}

// anySignals makes a few days of a few people, received up to half an hour late, with leads among them.
func anySignals(r *rand.Rand, n int) []signal.Signal {
	out := make([]signal.Signal, n)
	now := when.Micros(scenario.ExampleNow)
	for i := range out {
		now += when.Micros(r.Int64N(int64(4 * when.Minute)))
		s := &out[i]
		*s = signal.Signal{Source: "t", ID: fmt.Sprint("s", i), Received: now, Time: now - when.Micros(r.Int64N(int64(30*when.Minute)))*when.Micros(r.IntN(2))}
		person := r.IntN(60)
		s.Phone, s.Device = ident.Phone(fmt.Sprintf("+86139000%05d", person)), oneOf(r, "", fmt.Sprint("d", person/3))
		if r.IntN(3) == 0 {
			s.Account = ident.Account(fmt.Sprintf("62220000000000%02d", (person+r.IntN(3)*r.IntN(2))%40))
		}
		if r.IntN(4) == 0 {
			s.PersonID = ident.IDNumber(fmt.Sprintf("1101051949123%04d", 10+person/2))
		}
		if r.IntN(20) == 0 && s.PersonID+ident.IDNumber(s.Account) != "" {
			s.Phone = ""
		}
		switch r.IntN(10) {
		case 0, 1, 2, 3:
			s.Kind, s.AmountFen, s.Channel = signal.Transfer, 10000+r.Int64N(100000), oneOf(r, "atm", "web", "mobile", "other")
			s.PayeeAccount = ident.Account(fmt.Sprintf("62220000000000%02d", r.IntN(30)))
		case 4, 5, 6:
			s.Kind, s.Answered, s.Outgoing, s.Duration = signal.Call, r.IntN(4) > 0, r.IntN(2) == 0, r.Int64N(300)
			s.Peer = ident.Phone(oneOf(r, "+852512345", "+861380000") + fmt.Sprintf("%02d", r.IntN(20)))
		case 7, 8:
			s.Kind, s.App, s.Duration = signal.Visit, oneOf(r, "com.a", "com.b", "com.c"), r.Int64N(200)
			s.URL = ident.URL(fmt.Sprintf("https://www.site-%d.com/a", r.IntN(12)))
		default:
			s.Kind, s.Phone, s.Subject, s.Weight = signal.Sighting, "", "account", 80
			s.PersonID, s.Account, s.Device = "", "", ""
			s.PayeeAccount, s.Until = ident.Account(fmt.Sprintf("62220000000000%02d", r.IntN(30))), now+when.Day
		}
	}
	for i := 0; i < n; { // received in groups
		m := min(1+r.IntN(6), n-i)
		for j := range m {
			out[i+j].Received = out[i+m-1].Received
		}
		i += m
	}
	// A lead reaches every partition: with the last one all waits are over.
	out[n-1] = signal.Signal{Kind: signal.Sighting, Source: "t", ID: "end", Time: now + when.Day, Received: now + when.Day, Subject: "phone", Peer: "+85251234567"}
	return out
}

// found are hits in a form that can be compared: who said what of which signal, and why.
func found(hits []Hit) []string {
	out := make([]string, 0, len(hits))
	for _, h := range hits {
		out = append(out, h.Scenario+" "+h.Signal+" "+h.ReasonZH)
	}
	slices.Sort(out)
	return out
}

// Protects: over scenarios with windows by every key and signals, both made at random, the hits are the same one signal at a time, in lots
// of any size, with a stop and a start from a snapshot anywhere, and over 1, 2, 7 and 64 partitions; a replay of the log finds what was
// found live.
func TestSameHits(t *testing.T) {
	total, far := 0, 0
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 8))
		set, signals := anySet(t, r), anySignals(r, 1000)
		whole := NewEngine(set, Options{})
		var plain []Hit
		for i := range signals {
			plain = append(plain, whole.Observe(&signals[i])...)
		}
		want := found(plain)
		total += len(want)
		for _, h := range plain {
			sc, _ := set.Find(h.Scenario)
			if sc.Needs.Far {
				far++
			}
		}
		check.Equal(t, whole.Stats().Memory.Shed, uint64(0))
		check.Equal(t, found(inLots(t, r, set, signals)), want)
		for _, n := range []int{1, 2, 7, 64} {
			check.Equal(t, found(inPartitions(t, set, signals, n)), want)
		}
	}
	check.True(t, total > 500 && far > 200, fmt.Sprintf("only %d hits, %d that look at other persons", total, far))
}

// inLots observes in lots of any size, stopped and restored at a random place.
func inLots(t *testing.T, r *rand.Rand, set *scenario.Set, signals []signal.Signal) []Hit {
	t.Helper()
	var out []Hit
	e, cut := NewEngine(set, Options{}), r.IntN(len(signals))
	for from := 0; from < len(signals); {
		n := min(1+r.IntN(3*Lot), len(signals)-from)
		e.ObserveAll(signals[from:from+n], func(_ int, hits []Hit) { out = append(out, hits...) })
		from += n
		if from < cut || from-n >= cut {
			continue
		}
		var file bytes.Buffer
		check.NoError(t, e.Snapshot(&file, 1))
		e = NewEngine(set, Options{})
		_, err := e.Restore(&file)
		check.NoError(t, err)
	}
	return out
}

// inPartitions lets the workers of a log of n partitions follow it, stopped and started again from their snapshots in the middle, and
// replays it.
func inPartitions(t *testing.T, set *scenario.Set, signals []signal.Signal, n int) []Hit {
	t.Helper()
	log, sink, kept := newFakeLog(), &fakeSink{hits: map[string]Hit{}}, &fakeSnapshots{data: map[int][]byte{}}
	log.partitions = n
	r := rand.New(rand.NewPCG(uint64(n), uint64(len(signals))))
	position := map[int]uint64{}
	follow := func() {
		var group Group
		for p := range order.Places(n) {
			group = append(group, NewWorker(WorkerOptions{Partition: p, Partitions: n, Set: set, Engine: Options{Limits: window.Limits{Entries: 1 << 16, Pairs: 1 << 16}}, Log: log, Sink: sink, Snapshots: kept, Position: position[p]}))
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- group.Run(ctx) }()
		check.NoError(t, group.Drain(ctx))
		cancel()
		check.NoError(t, <-done)
		for p, w := range group {
			check.Equal(t, w.Stats().Restored, position[p])
			position[p] = w.Stats().Position
		}
	}
	stop := len(signals)/3 + r.IntN(len(signals)/3)
	for i := 0; i < len(signals); {
		m := 1
		for i+m < len(signals) && signals[i+m].Received == signals[i].Received {
			m++
		}
		log.addGroup(r, signals[i:i+m])
		if i < stop && i+m >= stop {
			follow()
		}
		i += m
	}
	follow()
	report, err := Replay(context.Background(), ReplayOptions{Log: log, Partitions: n, Set: set, Stored: sink})
	check.NoError(t, err)
	check.Equal(t, [...]uint64{report.Hits, report.Same, report.Missing + report.Extra + report.Differs}, [...]uint64{uint64(len(sink.hits)), uint64(len(sink.hits)), 0})
	var out []Hit
	for _, h := range sink.hits {
		out = append(out, h)
	}
	return out
}
