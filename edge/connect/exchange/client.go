// Package exchange (上下级交换) carries parcels (交换包) between this centre and the ones above and below it: over HTTP to a centre that can be
// reached, and as files in a folder that both of two separated networks reach, by hand or by a gate. What a parcel says is not its matter:
// edge/partner/parcel makes and opens them.
package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"fanzha/centre/upstream"
	"fanzha/edge/partner/parcel"
	"fanzha/term/fault"
)

// The faults of carrying. Texts are in term/fault/texts/exchange.yaml.
var (
	ErrReach   = fault.New(fault.Unavailable, "exchange.unreachable")
	ErrRefused = fault.New(fault.Conflict, "exchange.refused") // by the other centre; args: code
	ErrFolder  = fault.New(fault.Unavailable, "exchange.folder")
)

// path and media are those of edge/partner/centre; a test compares them.
const (
	path  = "/partner/centre/v1/exchange"
	media = "application/vnd.fanzha.parcel"
)

// callTime bounds one exchange.
const callTime = 20 * time.Second

// roundsMax bounds how many parcels one look sends to a centre: what is left waits for the next look, so that one centre cannot hold all.
const roundsMax = 16

// Client calls other centres.
type Client struct {
	desk *parcel.Desk
	http *http.Client
}

// NewClient makes a client. A redirect is not followed: the address of a centre is entered by hand.
func NewClient(d *parcel.Desk) *Client {
	return &Client{d, &http.Client{Timeout: callTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Exchange sends a centre what it does not have and takes what it has for us, until neither has more.
func (c *Client) Exchange(ctx context.Context, peer upstream.Peer) error {
	for range roundsMax {
		sent, err := c.once(ctx, peer)
		if err != nil {
			return err
		}
		peer, err = c.desk.Room.LinkOf(ctx, peer.Code)
		if err != nil || !sent && peer.Sent == peer.Acked {
			return err
		}
	}
	return nil
}

// once is one parcel and its answer. It says whether anything moved: then there may be more.
func (c *Client) once(ctx context.Context, peer upstream.Peer) (moved bool, err error) {
	raw, made, err := c.desk.Out(ctx, peer, 0)
	if err != nil {
		return false, err
	}
	answer, err := c.post(ctx, strings.TrimSuffix(peer.URL, "/")+path, raw)
	if err != nil {
		return false, c.trouble(ctx, peer, err)
	}
	from, _, done, err := c.desk.In(ctx, answer, parcel.Answer, made.MadeAt)
	if err == nil && from.Code != peer.Code {
		err = parcel.ErrSender
	}
	return done.New > 0, err
}

// trouble notes on the link why nothing came.
func (c *Client) trouble(ctx context.Context, peer upstream.Peer, why error) error {
	return errors.Join(why, c.desk.Heard.Heard(ctx, upstream.Peer{Code: peer.Code, Trouble: fault.CodeOf(why)}))
}

func (c *Client) post(ctx context.Context, url string, raw []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		return nil, ErrReach.With(err)
	}
	req.Header.Set("Content-Type", media)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, ErrReach.With(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, parcel.Max+1))
	if err != nil {
		return nil, ErrReach.With(err)
	}
	if res.StatusCode == http.StatusOK {
		return answer, nil
	}
	var said struct {
		Code string `json:"code"`
	}
	err = json.Unmarshal(answer, &said)
	if err != nil || said.Code == "" || len(said.Code) > upstream.WordMax {
		said.Code = http.StatusText(res.StatusCode)
	}
	return nil, fault.New(ErrRefused.Kind, ErrRefused.Code, "code", said.Code)
}
