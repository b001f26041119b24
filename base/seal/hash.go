package seal

import (
	"hash"

	"github.com/emmansun/gmsm/sm3"
)

// SM3 is the national hash (GB/T 32905), for those who authenticate with a shared secret instead of a seal.
func SM3() hash.Hash { return sm3.New() }
