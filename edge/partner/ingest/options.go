package ingest

import (
	"io"
	"net/http"
	"time"

	"fanzha/term/fault"
)

// Bounds of an ingestion.
const (
	batchRecords = 1000     // records a request: the sync to disk is shared by them all
	batchBytes   = 4 << 20  // bytes a request
	inflight     = 4        // requests at once
	lineMax      = 1 << 20  // bytes of a line that is still looked at; the server takes less
	cellLines    = 64       // lines that a quoted CSV cell may span
	rejectsMax   = 10_000   // rejects listed in the summary; the count is always exact
	sampleBytes  = 64 << 10 // looked at to recognise charset and format
	patience     = 5 * time.Minute
	pauseMin     = 200 * time.Millisecond
	pauseMax     = 10 * time.Second
	saveEvery    = time.Second
	requestTime  = 90 * time.Second
)

// Formats of files.
const (
	JSONL = "jsonl"
	CSV   = "csv"
	Lines = "lines" // one field a line
)

// Faults of an ingestion. Their texts are in term/fault/texts/ingest.yaml.
var (
	ErrKind     = fault.New(fault.Invalid, "ingest.kind")
	ErrNoFiles  = fault.New(fault.Invalid, "ingest.no_files")
	ErrMap      = fault.New(fault.Invalid, "ingest.map")
	ErrFormat   = fault.New(fault.Invalid, "ingest.format")
	ErrCharset  = fault.New(fault.Invalid, "ingest.charset")
	ErrOpen     = fault.New(fault.Invalid, "ingest.open")
	ErrRead     = fault.New(fault.Invalid, "ingest.read")
	ErrHeader   = fault.New(fault.Invalid, "ingest.header")
	ErrArray    = fault.New(fault.Invalid, "ingest.array")
	ErrLineKind = fault.New(fault.Invalid, "ingest.lines_kind")
	ErrRefused  = fault.New(fault.Denied, "ingest.refused")
	ErrAway     = fault.New(fault.Unavailable, "ingest.away")
	ErrState    = fault.New(fault.Invalid, "ingest.state")
)

// Codes of rows that make no record.
const (
	codeColumns = "ingest.columns"
	codeQuote   = "ingest.quote"
)

// Options of an ingestion.
type Options struct {
	URL      string            // of the server, http://host:port
	Key      string            // of the source
	Kind     string            // a kind of signal, or mixed
	Files    []string          // "-" is Stdin
	Map      map[string]string // field → column it is taken from
	Format   string            // empty: by the file's name or its beginning
	Charset  string            // empty: recognised
	Zone     string            // added to times that have none, as +08:00; empty: the server refuses them
	StateDir string            // where positions are kept for going on; empty: nowhere
	Target   string            // names the receiving centre in the position, where its URL changes; empty: URL
	Restart  bool              // begin again from the first line
	Stdin    io.Reader
	Progress io.Writer    // a terminal to show progress on; nil: none
	Client   *http.Client // nil: one of its own
}

// Reject is a record that was not accepted.
type Reject struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	ID       string `json:"id,omitempty"`
	Field    string `json:"field,omitempty"`
	Code     string `json:"code"`
	Reason   string `json:"reason"`
	ReasonZH string `json:"reason_zh,omitempty"`
}

// Summary is the truth about an ingestion: Read = Accepted + Duplicate + Rejected.
type Summary struct {
	Read           int64    `json:"read"`
	Accepted       int64    `json:"accepted"`
	Duplicate      int64    `json:"duplicate"`
	Rejected       int64    `json:"rejected"`
	Rejects        []Reject `json:"rejects"` // the first in order of files and lines, at most 10,000
	Seconds        float64  `json:"seconds"`
	RatePerS       float64  `json:"rate_per_s"`
	Charset        string   `json:"charset"`         // as recognised; several are joined by commas
	IgnoredColumns []string `json:"ignored_columns"` // columns that are no fields of the kind
	ResumedLines   int64    `json:"resumed_lines"`   // lines that an earlier run had delivered
	Retries        int64    `json:"retries"`
}
