//go:build console

package web

import (
	"embed"
	"io/fs"
	"net/http"
)

// dist is what `npm run build` wrote; "all:" because names of the build may begin with an underscore.
//
//go:embed all:dist
var dist embed.FS

// content serves the embedded console. A binary that was built without its files cannot serve: that is a broken build.
func content() http.Handler {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err)
	}
	files, err := load(root)
	if err != nil {
		panic("console: " + err.Error() + "; run npm ci && npm run build in edge/web before building with the tag console")
	}
	return files
}
