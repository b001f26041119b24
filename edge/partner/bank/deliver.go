package bank

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
)

// Headers of a delivery.
type mediaType struct {
	ContentType string `header:"Content-Type" hidden:"true"`
}

// byOrder names an order in the path.
type byOrder struct {
	ID string `path:"id" maxLength:"64"`
}

// lines cuts a body into objects.
func (m mediaType) lines(body []byte) ([][]byte, error) {
	kind, _, err := mime.ParseMediaType(m.ContentType)
	if err != nil {
		return nil, ErrMedia
	}
	var out [][]byte
	switch kind {
	case "application/json":
		out = [][]byte{bytes.TrimSpace(body)}
	case "application/x-ndjson", "application/ndjson", "application/jsonl":
		for line := range bytes.Lines(body) {
			line = bytes.TrimSpace(line)
			if len(line) == 0 {
				continue
			}
			if len(out) == wire.BatchMax {
				return nil, refuse(ErrLines, "limit", wire.BatchMax)
			}
			out = append(out, line)
		}
	default:
		return nil, ErrMedia
	}
	if len(out) == 0 || len(out[0]) == 0 {
		return nil, ErrEmpty
	}
	return out, nil
}

// one takes a single object.
func (m mediaType) one(body []byte) ([]byte, error) {
	kind := m.ContentType
	if kind != "application/json" {
		var err error
		kind, _, err = mime.ParseMediaType(kind)
		if err != nil || kind != "application/json" {
			return nil, ErrMedia
		}
	}
	if len(body) == 0 {
		return nil, ErrEmpty
	}
	return body, nil
}

// deliver takes every line for itself: one bad line does not keep the others out.
func deliver(lines [][]byte, take func(line []byte) (id string, err error)) wire.Receipts {
	out := wire.Receipts{Receipts: make([]wire.Receipt, 0, len(lines))}
	for i, line := range lines {
		id, err := take(line)
		r := receipt(id, err)
		r.Line = i + 1
		if r.Status == wire.Accepted {
			out.Accepted++
		} else {
			out.Rejected++
		}
		out.Receipts = append(out.Receipts, r)
	}
	return out
}

// receipt says what became of one line; never with what was in it.
func receipt(id string, err error) wire.Receipt {
	if err == nil {
		return wire.Receipt{ID: id, Status: wire.Accepted}
	}
	f := fault.New(fault.Internal, "internal")
	_ = errors.As(err, &f)
	t := fault.Lookup(f)
	return wire.Receipt{ID: id, Status: wire.Rejected, Code: f.Code, ZH: t.ZH, EN: t.EN, Retry: f.Kind == fault.Internal || f.Kind == fault.Unavailable}
}

// safeID is an id that may be repeated in a receipt; what only looks like one is not.
func safeID(id string) string {
	q := wire.Query{Version: wire.Version, Account: "000000", Customer: id}
	err := q.Check()
	if err != nil {
		return ""
	}
	return id
}

// logged keeps what is ours to mend from being lost in a receipt.
func (a *API) logged(err error) error {
	if err != nil && fault.KindOf(err) == fault.Internal {
		a.opts.Logger.Error("bank delivery", "error", err)
	}
	return err
}

// answers takes one answer or a batch.
func (a *API) answers(ctx context.Context, c caller, in *mediaType) (wire.Receipts, error) {
	lines, err := in.lines(c.body)
	if err != nil {
		return wire.Receipts{}, err
	}
	return deliver(lines, func(line []byte) (string, error) {
		answer, err := wire.DecodeAnswer(line)
		if err == nil && answer.Bank != c.bank {
			err = refuse(ErrOtherBank, "field", "bank")
		}
		if err == nil {
			err = a.logged(a.opts.Desk.Answer(ctx, c.bank, answer))
		}
		return safeID(answer.ID), err
	}), nil
}

// notices takes one notice or a batch.
func (a *API) notices(ctx context.Context, c caller, in *mediaType) (wire.Receipts, error) {
	lines, err := in.lines(c.body)
	if err != nil {
		return wire.Receipts{}, err
	}
	return deliver(lines, func(line []byte) (string, error) {
		notice, err := wire.DecodeNotice(line)
		if err == nil && notice.Bank != c.bank {
			err = refuse(ErrOtherBank, "field", "bank")
		}
		if err == nil {
			err = a.logged(a.opts.Desk.Notice(ctx, c.bank, notice))
		}
		return safeID(notice.ID), err
	}), nil
}

// seen records that the bank has the order. It may be said again, and needs no body: each saying has an id of its own and takes
// no place in the row of answers.
func (a *API) seen(ctx context.Context, c caller, in *byOrder) (wire.Receipt, error) {
	now := a.opts.Now().UTC().Truncate(time.Microsecond)
	answer := wire.Answer{Version: wire.Version, ID: "seen." + wire.NewNonce(), Order: in.ID, Bank: c.bank, At: now, Result: wire.Seen}
	err := answer.Check()
	if err != nil {
		return wire.Receipt{}, err
	}
	err = a.opts.Desk.Answer(ctx, c.bank, answer)
	if err != nil {
		return wire.Receipt{}, err
	}
	return wire.Receipt{Line: 1, ID: in.ID, Status: wire.Accepted}, nil
}

// objection hands a holder's objection on.
func (a *API) objection(ctx context.Context, c caller, in *mediaType) (wire.Case, error) {
	if a.opts.Objections == nil {
		return wire.Case{}, ErrNoService
	}
	raw, err := in.one(c.body)
	if err != nil {
		return wire.Case{}, err
	}
	o, err := wire.DecodeObjection(raw)
	if err != nil {
		return wire.Case{}, err
	}
	if o.Bank != c.bank {
		return wire.Case{}, refuse(ErrOtherBank, "field", "bank")
	}
	return a.opts.Objections.Object(ctx, c.bank, o)
}

// Words are the tables that a bank's software needs.
type Words struct {
	Refusals     []wire.Refusal `json:"refusals"`
	Dispositions []wire.Meaning `json:"dispositions"`
}

func (a *API) words(context.Context, caller, *none) (Words, error) {
	return Words{Refusals: wire.Refusals(), Dispositions: wire.Meanings()}, nil
}
