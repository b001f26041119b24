package api

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"fanzha/base/access"
	"fanzha/term/fault"
)

// Problem is the one shape of every refusal. It never echoes what the caller sent and never shows a cause.
type Problem struct {
	Code      string         `json:"code" doc:"Stable code, listed in docs/faults.md."`
	MessageZH string         `json:"message_zh"`
	MessageEN string         `json:"message_en"`
	DoZH      string         `json:"do_zh" doc:"What to do about it."`
	DoEN      string         `json:"do_en"`
	Args      map[string]any `json:"args,omitempty"`
	status    int
}

// Error makes Problem an error.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.status }

var statusOf = map[fault.Kind]int{
	fault.Invalid:     http.StatusBadRequest,
	fault.Denied:      http.StatusForbidden,
	fault.NotFound:    http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.Expired:     http.StatusGone,
	fault.Unavailable: http.StatusServiceUnavailable,
	fault.Internal:    http.StatusInternalServerError,
}

// unauthorized are the refusals that a new sign-in mends.
var unauthorized = map[string]bool{
	access.ErrNoSession.Code: true, access.ErrExpired.Code: true, access.ErrCredentials.Code: true, access.ErrLocked.Code: true,
}

// problem turns any error into the answer for the user; what is ours to mend is logged with its cause.
func problem(err error) *Problem {
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = fault.New(fault.Internal, "internal").With(err)
	}
	status := statusOf[f.Kind]
	if unauthorized[f.Code] {
		status = http.StatusUnauthorized
	}
	if f.Kind == fault.Internal {
		slog.Error("request failed", "err", err)
	}
	p := &Problem{Code: f.Code, status: status}
	t := fault.Lookup(f)
	p.MessageZH, p.MessageEN, p.DoZH, p.DoEN = t.ZH, t.EN, t.DoZH, t.DoEN
	if len(f.Args) > 0 {
		p.Args = map[string]any{}
		for i := 0; i+1 < len(f.Args); i += 2 {
			name, ok := f.Args[i].(string)
			if ok {
				p.Args[name] = f.Args[i+1]
			}
		}
	}
	return p
}

// refusals of the HTTP layer itself (unknown path member, malformed body) get our shape too: where, but never what was sent.
func newProblem(status int, message string, errs ...error) huma.StatusError {
	for _, err := range errs {
		var f *fault.Fault
		if errors.As(err, &f) {
			return problem(err)
		}
	}
	code := "api.invalid"
	kind := fault.Invalid
	switch {
	case status >= 500:
		for _, err := range errs {
			slog.Error("request failed", "status", status, "err", err)
		}
		code, kind = "internal", fault.Internal
	case status == http.StatusNotFound:
		code, kind = "api.not_found", fault.NotFound
	case status == http.StatusRequestEntityTooLarge:
		code = "api.too_large"
	case status == http.StatusUnsupportedMediaType:
		code = "api.media_type"
	}
	where := ""
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			where = d.ErrorDetail().Location
			break
		}
	}
	if where == "" && status < 500 {
		where = message
	}
	p := problem(fault.New(kind, code, "where", where))
	if status == http.StatusUnprocessableEntity {
		status = http.StatusBadRequest
	}
	p.status = status
	return p
}
