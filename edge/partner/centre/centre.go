// Package centre (上下级交换接口) is the HTTP by which other centres reach us: one route, POST /partner/centre/v1/exchange. The body is a parcel
// (交换包) and so is the answer: what we have of the caller, and what we have for him. docs/partner/centre.md describes it.
//
// Who calls is known by the seal of his parcel and by nothing else; what cannot be opened is refused before it touches a record. A parcel
// that came before is refused; a parcel whose answer was lost is not sent again but made anew, and its numbers make sure that nothing is
// done twice.
package centre

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"fanzha/base/seal"
	"fanzha/centre/upstream"
	"fanzha/edge/partner/parcel"
	"fanzha/term/fault"
)

// Path is the route of version 1.
const Path = "/partner/centre/v1/exchange"

// Media is the type of a parcel.
const Media = "application/vnd.fanzha.parcel"

// Bounds of the door. Opening a parcel costs a private-key operation; strangers must not take all of the machine with it.
const (
	atOnce   = 4
	bodyTime = 20 * time.Second
)

// ErrBusy: too many parcels at once.
var ErrBusy = fault.New(fault.Unavailable, "parcel.busy")

// ErrMedia: the body is no parcel.
var ErrMedia = fault.New(fault.Invalid, "parcel.media")

// Handler serves the exchange.
func Handler(d *parcel.Desk, log *slog.Logger) http.Handler {
	places := make(chan struct{}, atOnce)
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+Path, func(w http.ResponseWriter, r *http.Request) {
		raw, err := body(w, r)
		if err == nil {
			select {
			case places <- struct{}{}:
				raw, err = exchange(d, r, raw)
				<-places
			default:
				err = ErrBusy
			}
		}
		if err != nil {
			refuse(w, log, err)
			return
		}
		w.Header().Set("Content-Type", Media)
		_, _ = w.Write(raw) // who does not get it asks again
	})
	return mux
}

func body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Type") != Media {
		return nil, ErrMedia
	}
	// A server without this control keeps its own deadline.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, parcel.Max))
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return nil, parcel.ErrTooBig
	}
	if err != nil {
		return nil, parcel.ErrForm
	}
	return raw, nil
}

// exchange takes a parcel and makes the answer. A gap is answered like everything else: the answer says from where to go on.
func exchange(d *parcel.Desk, r *http.Request, raw []byte) ([]byte, error) {
	peer, p, _, err := d.In(r.Context(), raw, parcel.Request, 0)
	if err != nil && !errors.Is(err, upstream.ErrGap) {
		return nil, err
	}
	out, _, err := d.Out(r.Context(), peer, p.MadeAt)
	return out, err
}

var statusOf = map[fault.Kind]int{
	fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusBadRequest, fault.Denied: http.StatusForbidden, fault.NotFound: http.StatusForbidden,
	fault.Conflict: http.StatusConflict, fault.Expired: http.StatusGone, fault.Unavailable: http.StatusServiceUnavailable,
}

// Refusal is the one shape of a refused parcel. It never repeats what was sent.
type Refusal struct {
	Code string `json:"code"`
	ZH   string `json:"message_zh"`
	EN   string `json:"message_en"`
}

func refuse(w http.ResponseWriter, log *slog.Logger, err error) {
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = fault.New(fault.Internal, "internal").With(err)
	}
	if f.Kind == fault.Internal {
		log.Error("exchange with a centre", "err", err)
	}
	if errors.Is(err, parcel.ErrSender) || errors.Is(err, parcel.ErrOther) {
		f = fault.New(seal.ErrSeal.Kind, seal.ErrSeal.Code) // strangers are not told which centres we know
	}
	text := fault.Lookup(f)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(statusOf[f.Kind])
	_ = json.NewEncoder(w).Encode(Refusal{Code: f.Code, ZH: text.ZH, EN: text.EN}) // who does not get it asks again
}
