package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const (
	start     = "index.html"
	hashedDir = "assets/" // the build writes a hash of the content into every name here
	// forever may be cached for a year: another content has another name.
	forever = "public, max-age=31536000, immutable"
	// always must be asked for again: the start page names the newest assets.
	always = "no-cache"
)

// errNoStart is a build without its start page.
var errNoStart = errors.New("the console has no " + start)

// types are named here and not taken from the machine, where they may be missing or wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
	".webmanifest": "application/manifest+json",
}

// file is one file of the console, ready to be sent.
type file struct {
	plain  []byte
	packed []byte // gzip, nil when the build did not pack it
	kind   string
	cache  string
	tag    string
}

// site is all files of the console in memory, by their path.
type site map[string]*file

// load reads all files once, with the packed form beside each.
func load(dist fs.FS) (site, error) {
	out := site{}
	packed := map[string][]byte{}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		data, err := fs.ReadFile(dist, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if original, ok := strings.CutSuffix(name, ".gz"); ok {
			packed[original] = data
			return nil
		}
		out[name] = newFile(name, data)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name, data := range packed {
		if out[name] != nil {
			out[name].packed = data
		}
	}
	if out[start] == nil {
		return nil, errNoStart
	}
	return out, nil
}

func newFile(name string, data []byte) *file {
	sum := sha256.Sum256(data)
	f := &file{plain: data, kind: types[path.Ext(name)], cache: always, tag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	if f.kind == "" {
		f.kind = mime.TypeByExtension(path.Ext(name))
	}
	if strings.HasPrefix(name, hashedDir) {
		f.cache = forever
	}
	return f
}

// ServeHTTP sends a file, or the start page for the console's own places.
func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	f := s[name]
	if f == nil && path.Ext(name) == "" {
		f = s[start]
	}
	if f == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.cache)
	body, tag := f.plain, f.tag
	if f.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r) && r.Header.Get("Range") == "" {
			h.Set("Content-Encoding", "gzip")
			h.Set("Content-Length", strconv.Itoa(len(f.packed)))
			body, tag = f.packed, strings.TrimSuffix(f.tag, `"`)+`-gz"`
		}
	}
	h.Set("ETag", tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
