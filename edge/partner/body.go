package partner

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"fanzha/centre/signal"
	"fanzha/internal/charset"
)

// Limits of a body before it reaches the intake.
const (
	// CompressedMax bounds a gzip body as sent.
	CompressedMax = 8 << 20
	// RatioMax is how many times larger than sent a body may become, counted after ratioFrom bytes. Real records compress 5 to
	// 40 times; a bomb a thousand times.
	RatioMax  = 200
	ratioFrom = 1 << 20
)

// format says how a body is cut into records, and its charset.
func format(r *http.Request) (document bool, set string, err error) {
	value := r.Header.Get("Content-Type")
	switch value { // what nearly all send
	case "application/x-ndjson":
		return false, charset.UTF8, nil
	case "application/json":
		return true, charset.UTF8, nil
	}
	kind, params, err := mime.ParseMediaType(value)
	if err != nil {
		return false, "", ErrContentType
	}
	switch kind {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines":
	case "application/json":
		document = true
	default:
		return false, "", ErrContentType
	}
	set = charset.Of(params["charset"])
	if set != charset.UTF8 && set != charset.GB18030 {
		return false, "", ErrCharset
	}
	return document, set, nil
}

// body opens a request's body: limited, decompressed, in UTF-8. done gives the decompressor back.
func body(w http.ResponseWriter, r *http.Request, set string) (in io.Reader, done func(), err error) {
	done = func() {}
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
		if r.ContentLength > signal.BodyMax {
			return nil, done, signal.ErrBodyTooLarge
		}
		in = &raw{r: http.MaxBytesReader(w, r.Body, signal.BodyMax+1), tooLarge: signal.ErrBodyTooLarge}
	case "gzip", "x-gzip":
		if r.ContentLength > CompressedMax {
			return nil, done, ErrCompressed
		}
		z, err := newUnzip(&raw{r: http.MaxBytesReader(w, r.Body, CompressedMax), tooLarge: ErrCompressed})
		if err != nil {
			return nil, done, err
		}
		in, done = z, z.release
	default:
		return nil, done, ErrEncoding
	}
	return charset.Reader(in, set), done, nil
}

// raw counts what the network gives and names its errors.
type raw struct {
	r        io.Reader
	n        int64
	tooLarge error
}

// Read reads from the network.
func (b *raw) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return n, b.tooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, ErrSlow
	}
	return n, err
}

// unzip decompresses and stops a bomb early.
type unzip struct {
	gz  *gzip.Reader
	src *raw
	out int64
}

// unzippers are used again: each holds tables of 40 KiB.
var unzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}

func newUnzip(src *raw) (*unzip, error) {
	z := &unzip{gz: unzippers.Get().(*gzip.Reader), src: src}
	err := z.gz.Reset(src)
	if err != nil {
		z.release()
		return nil, named(err)
	}
	return z, nil
}

// named keeps our own faults and calls everything else broken gzip.
func named(err error) error {
	if errors.Is(err, ErrCompressed) || errors.Is(err, ErrSlow) {
		return err
	}
	return ErrGzip.With(err)
}

// Read reads decompressed bytes.
func (z *unzip) Read(p []byte) (int, error) {
	n, err := z.gz.Read(p)
	z.out += int64(n)
	if z.out > ratioFrom && z.out > z.src.n*RatioMax {
		return n, ErrGzipRatio
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = named(err)
	}
	return n, err
}

func (z *unzip) release() {
	if z.gz != nil {
		unzippers.Put(z.gz)
		z.gz = nil
	}
}
