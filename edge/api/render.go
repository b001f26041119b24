package api

import (
	"encoding/json"
	"net/http"
	"time"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// errForeign refuses commands that do not come from the console itself.
var errForeign = fault.New(fault.Denied, "api.foreign", "header", commandHeader)

// stamp renders a moment: RFC 3339 in UTC with milliseconds, empty when unset.
func stamp(m when.Micros) string {
	if m == 0 {
		return ""
	}
	return m.Time().Format("2006-01-02T15:04:05.000Z")
}

// moment parses what a console sends; empty is zero.
func moment(field, s string) (when.Micros, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "api.invalid", "where", field)
	}
	return when.Of(t), nil
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(p)
}
