package bank

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
)

// Problem is the one shape of every refused request. It never repeats what was sent and never shows a cause.
type Problem struct {
	Code      string         `json:"code" doc:"Stable code, listed in docs/faults.md."`
	MessageZH string         `json:"message_zh"`
	MessageEN string         `json:"message_en"`
	DoZH      string         `json:"do_zh" doc:"What to do about it."`
	DoEN      string         `json:"do_en"`
	Args      map[string]any `json:"args,omitempty"`
	status    int
	retry     string
}

// Error makes Problem an error.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.status }

// GetHeaders says when to come back, for huma.
func (p *Problem) GetHeaders() http.Header {
	if p.retry == "" {
		return nil
	}
	return http.Header{"Retry-After": {p.retry}}
}

var kindStatus = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusBadRequest, fault.Denied: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.Expired: http.StatusGone,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// codeStatus are those that do not follow from the kind of the fault.
var codeStatus = map[string]int{
	ErrNoKey.Code: http.StatusUnauthorized, ErrKey.Code: http.StatusUnauthorized, ErrCert.Code: http.StatusUnauthorized,
	wire.ErrUnsigned.Code: http.StatusUnauthorized, wire.ErrHeader.Code: http.StatusUnauthorized, wire.ErrSignature.Code: http.StatusUnauthorized,
	wire.ErrStale.Code: http.StatusUnauthorized, wire.ErrReplayed.Code: http.StatusConflict, wire.ErrTooLarge.Code: http.StatusRequestEntityTooLarge,
	ErrBody.Code: http.StatusRequestEntityTooLarge, ErrLines.Code: http.StatusRequestEntityTooLarge,
	ErrMedia.Code: http.StatusUnsupportedMediaType, ErrEncoding.Code: http.StatusUnsupportedMediaType, ErrBroken.Code: http.StatusRequestTimeout,
	ErrMethod.Code: http.StatusMethodNotAllowed, ErrRate.Code: http.StatusTooManyRequests, ErrPolls.Code: http.StatusTooManyRequests,
	ErrTokens.Code: http.StatusTooManyRequests, ErrCustomer.Code: http.StatusTooManyRequests,
}

// refusal turns any error into the answer; what is ours to mend is logged with its cause.
func (a *API) refusal(err error) *Problem {
	var done *Problem
	if errors.As(err, &done) {
		return done
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = fault.New(fault.Internal, "internal").With(err)
	}
	if f.Kind == fault.Internal {
		a.opts.Logger.Error("bank request", "error", err)
	}
	p := &Problem{Code: f.Code, status: codeStatus[f.Code]}
	if p.status == 0 {
		p.status = kindStatus[f.Kind]
	}
	t := fault.Lookup(f)
	p.MessageZH, p.MessageEN, p.DoZH, p.DoEN = t.ZH, t.EN, t.DoZH, t.DoEN
	for i := 0; i+1 < len(f.Args); i += 2 {
		name, ok := f.Args[i].(string)
		if ok {
			if p.Args == nil {
				p.Args = map[string]any{}
			}
			p.Args[name] = f.Args[i+1]
		}
	}
	if p.status == http.StatusTooManyRequests || p.status == http.StatusServiceUnavailable {
		p.retry = "1"
		after, named := p.Args["retry_after_s"]
		if named {
			p.retry = fmt.Sprint(after)
		}
	}
	return p
}

// write sends a refusal that huma does not see.
func (a *API) write(w http.ResponseWriter, err error) {
	p := a.refusal(err)
	h := w.Header()
	h.Set("Content-Type", "application/json")
	if p.retry != "" {
		h.Set("Retry-After", p.retry)
	}
	if p.Code == ErrMethod.Code {
		h.Set("Allow", fmt.Sprint(p.Args["allow"]))
	}
	w.WriteHeader(p.status)
	_ = json.NewEncoder(w).Encode(p) // the caller has gone when this fails
}

// huma's own refusals get our shape too, while the routes are described: see New.
func newRefusal(status int, _ string, _ ...error) huma.StatusError {
	f := fault.New(fault.Invalid, ErrQuery.Code, "field", "query")
	t := fault.Lookup(f)
	return &Problem{Code: f.Code, MessageZH: t.ZH, MessageEN: t.EN, DoZH: t.DoZH, DoEN: t.DoEN, status: status}
}
