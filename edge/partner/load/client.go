package load

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"time"

	"fanzha/centre/signal"
)

// answerTime is how long an answer may take before the measurement is given up.
const answerTime = 60 * time.Second

// client is one keep-alive connection.
type client struct {
	conn net.Conn
	r    *bufio.Reader
	head []byte // the request up to the length
	buf  []byte
	body []byte
}

// Client is one keep-alive connection for a measurement that makes its own bodies.
type Client struct{ c *client }

// Dial connects to the server of an address like http://127.0.0.1:8096.
func Dial(ctx context.Context, address, key string) (*Client, error) {
	c, err := dial(ctx, address, key)
	if err != nil {
		return nil, err
	}
	return &Client{c}, nil
}

// Batch sends lines of mixed signals and checks that all n were accepted.
func (c *Client) Batch(body []byte, n int) error {
	status, answer, err := c.c.post(body)
	if err != nil {
		return err
	}
	return expect(status, answer, n)
}

// Close ends the connection.
func (c *Client) Close() error { return c.c.conn.Close() }

// dial connects to the server of an address like http://127.0.0.1:8096.
func dial(ctx context.Context, address, key string) (*client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("address %q: want http://host:port", address)
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), map[string]string{"https": "443"}[u.Scheme]+map[string]string{"http": "80"}[u.Scheme])
	}
	dialer := &net.Dialer{}
	var conn net.Conn
	if u.Scheme == "https" {
		conn, err = (&tls.Dialer{NetDialer: dialer}).DialContext(ctx, "tcp", host)
	} else {
		conn, err = dialer.DialContext(ctx, "tcp", host)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", host, err)
	}
	c := &client{conn: conn, r: bufio.NewReaderSize(conn, 4096)}
	c.head = fmt.Appendf(nil, "POST /v1/signals/mixed HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/x-ndjson\r\nContent-Length: ", u.Host, key)
	return c, nil
}

// post sends a body and returns status and answer.
func (c *client) post(body []byte) (status int, answer []byte, err error) {
	c.buf = append(c.buf[:0], c.head...)
	c.buf = strconv.AppendInt(c.buf, int64(len(body)), 10)
	c.buf = append(c.buf, "\r\n\r\n"...)
	err = c.conn.SetDeadline(time.Now().Add(answerTime))
	if err != nil {
		return 0, nil, err
	}
	pieces := net.Buffers{c.buf, body}
	_, err = pieces.WriteTo(c.conn) // in one go, without a copy
	if err != nil {
		return 0, nil, err
	}
	return c.answer()
}

// answer reads a response with a Content-Length, which ours always has.
func (c *client) answer() (status int, answer []byte, err error) {
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, errors.New("not an HTTP answer")
	}
	status, err = strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, nil, err
	}
	length := -1
	for {
		line, err = c.r.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			length, err = strconv.Atoi(string(value))
			if err != nil {
				return 0, nil, err
			}
		}
	}
	if length < 0 {
		return 0, nil, errors.New("answer without a length")
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	_, err = io.ReadFull(c.r, c.body)
	return status, c.body, err
}

// expect checks that all n signals of a request were accepted.
func expect(status int, answer []byte, n int) error {
	if status != 200 {
		return fmt.Errorf("answered %d: %.300s", status, answer)
	}
	var r signal.Receipt
	err := json.Unmarshal(answer, &r)
	if err != nil {
		return err
	}
	if r.Accepted != n {
		return fmt.Errorf("%d of %d accepted: %.300s", r.Accepted, n, answer)
	}
	return nil
}
