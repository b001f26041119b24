//go:build !console

package web

import (
	"io"
	"net/http"
)

// absent is what a browser sees when the console is not in this binary.
const absent = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>fanzha</title></head>
<body><p>此程序未内置控制台。请用 <code>make build</code> 构建。</p>
<p lang="en">The console is not built into this binary. Build it with <code>make build</code>.</p></body></html>
`

// content answers every page with the way to get the console; the interface under /api works all the same.
func content() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", types[".html"])
		w.Header().Set("Cache-Control", always)
		w.WriteHeader(http.StatusNotFound)
		_, err := io.WriteString(w, absent)
		_ = err // a browser that went away needs no page
	})
}
