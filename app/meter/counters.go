package meter

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/signal"
	"fanzha/edge/api"
)

// collector reads the centre's own counters when they are asked for, so that the hot path pays nothing for them.
type collector struct{ of Sources }

// Sources are the parts of a centre that count.
type Sources struct {
	Intake  *signal.Intake
	Hub     *api.Hub
	Clock   clock.Clock
	Workers []*detect.Turner
}

// Counters are these parts' own counters as metrics.
func Counters(of Sources) prometheus.Collector { return collector{of} }

var (
	descSignals  = prometheus.NewDesc("fanzha_signals_total", "Signals by outcome and kind of intake since the start.", []string{"outcome", "kind"}, nil)
	descGroups   = prometheus.NewDesc("fanzha_intake_groups_total", "Group commits of intake.", nil, nil)
	descFailed   = prometheus.NewDesc("fanzha_intake_failed_groups_total", "Groups that the log did not acknowledge.", nil, nil)
	descHeld     = prometheus.NewDesc("fanzha_intake_held_bytes", "Memory that requests in work hold.", nil, nil)
	descPosition = prometheus.NewDesc("fanzha_detect_position", "Newest envelope whose hits are recorded.", []string{"partition"}, nil)
	descLag      = prometheus.NewDesc("fanzha_detect_event_lag_seconds", "Clock minus the greatest event time seen.", []string{"partition"}, nil)
	descKeys     = prometheus.NewDesc("fanzha_detect_retries_total", "Times that the recording of hits was tried again.", []string{"partition"}, nil)
	descShed     = prometheus.NewDesc("fanzha_detect_shed_total", "Events that found no room in the memory of detection.", []string{"partition"}, nil)
	descLate     = prometheus.NewDesc("fanzha_detect_late_total", "Events older than the window that they belong to.", []string{"partition"}, nil)
	descSource   = prometheus.NewDesc("fanzha_detect_source_event_lag_seconds", "Clock minus the greatest event time of a source.", []string{"source", "partition"}, nil)
	descConsoles = prometheus.NewDesc("fanzha_consoles", "Consoles that listen to the live push.", nil, nil)
)

// Describe implements prometheus.Collector.
func (collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descSignals, descGroups, descFailed, descHeld, descPosition, descLag, descKeys, descShed, descLate, descSource, descConsoles} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (m collector) Collect(ch chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, v int64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	s := m.of.Intake.Stats()
	for k := signal.Call; k <= signal.Sighting; k++ {
		count(descSignals, s.Accepted[k], "accepted", k.String())
	}
	count(descSignals, s.Duplicate, "duplicate", "")
	count(descSignals, s.Rejected, "rejected", "")
	count(descGroups, s.Groups)
	count(descFailed, s.Failed)
	gauge(descHeld, float64(s.Held))
	gauge(descConsoles, float64(m.of.Hub.Consoles()))
	now := m.of.Clock.Now()
	for _, w := range m.of.Workers {
		st := w.Stats()
		partition := strconv.Itoa(st.Partition)
		gauge(descPosition, float64(st.Position), partition)
		count(descKeys, int64(st.Retries), partition)
		count(descShed, int64(st.Engine.Memory.Shed), partition)
		count(descLate, int64(st.Engine.Memory.Late), partition)
		for _, x := range st.Engine.Sources {
			gauge(descSource, now.Sub(x.Event).Seconds(), x.Source, partition)
		}
		if st.EventTime != 0 {
			gauge(descLag, now.Sub(st.EventTime).Seconds(), partition)
		}
	}
}
