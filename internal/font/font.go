// Package font keeps the one typeface with Chinese characters that printed documents are set in: Noto Sans SC Regular, whole, so
// that rare characters of names print. It is under the SIL Open Font License 1.1 (OFL.txt). Documents carry only the characters
// they use.
package font

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the typeface
	"io"
	"sync"
)

// Family is the name that documents know the typeface by.
const Family = "NotoSansSC"

//go:embed NotoSansSC-Regular.ttf.gz
var packed []byte

// SansSC is the typeface as TrueType. It is unpacked at the first use and then shared: callers do not change it.
var SansSC = sync.OnceValues(func() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
})
