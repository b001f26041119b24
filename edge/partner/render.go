package partner

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"fanzha/centre/signal"
	"fanzha/term/fault"
)

// problem is the answer to a request that was not processed. It never repeats what was sent.
type problem struct {
	Code      string         `json:"code"`
	MessageZH string         `json:"message_zh"`
	MessageEN string         `json:"message_en"`
	DoZH      string         `json:"do_zh"`
	DoEN      string         `json:"do_en"`
	Args      map[string]any `json:"args"`
}

// statuses are those that do not follow from the kind of the fault.
var statuses = map[string]int{
	ErrKeyMissing.Code:            http.StatusUnauthorized,
	ErrKeyUnknown.Code:            http.StatusUnauthorized,
	ErrQuota.Code:                 http.StatusTooManyRequests,
	ErrQuotaBatch.Code:            http.StatusRequestEntityTooLarge,
	ErrCompressed.Code:            http.StatusRequestEntityTooLarge,
	ErrGzipRatio.Code:             http.StatusRequestEntityTooLarge,
	signal.ErrBodyTooLarge.Code:   http.StatusRequestEntityTooLarge,
	signal.ErrTooManyRecords.Code: http.StatusRequestEntityTooLarge,
	ErrContentType.Code:           http.StatusUnsupportedMediaType,
	ErrEncoding.Code:              http.StatusUnsupportedMediaType,
	ErrCharset.Code:               http.StatusUnsupportedMediaType,
	ErrSlow.Code:                  http.StatusRequestTimeout,
	ErrMethod.Code:                http.StatusMethodNotAllowed,
}

var kindStatuses = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusBadRequest, fault.Denied: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict, fault.Expired: http.StatusGone,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// refuse renders a fault.
func (e *edge) refuse(w http.ResponseWriter, err error) {
	f := fault.New(fault.Internal, "internal")
	if !errors.As(err, &f) || f.Kind == fault.Internal {
		e.opts.Logger.Error("partner request", "error", err)
	}
	status := statuses[f.Code]
	if status == 0 {
		status = kindStatuses[f.Kind]
	}
	args := map[string]any{}
	for i := 0; i+1 < len(f.Args); i += 2 {
		name, ok := f.Args[i].(string)
		if ok {
			args[name] = f.Args[i+1]
		}
	}
	switch status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		after, ok := f.Arg("retry_after_s").(string)
		if !ok {
			after = strconv.Itoa(retryAfter)
		}
		w.Header().Set("Retry-After", after)
	}
	text := fault.Lookup(f)
	writeJSON(w, status, problem{Code: f.Code, MessageZH: text.ZH, MessageEN: text.EN, DoZH: text.DoZH, DoEN: text.DoEN, Args: args})
}

// retryAfter is the pause in seconds asked for when the reason has none of its own.
const retryAfter = 1

// writeJSON sends one small answer.
func writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "{}", http.StatusInternalServerError) // our own types always marshal
		return
	}
	h := w.Header()
	h["Content-Type"] = jsonType
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the caller has gone when this fails
}

var jsonType = []string{"application/json"}
