//go:build amd64 || arm64

package prefetch

import "unsafe"

// lines asks for every line of p ≤ address < p+size.
//
//go:noescape
func lines(p unsafe.Pointer, size uintptr)

// each asks for the elements base[field], of the given size.
//
//go:noescape
func each(base unsafe.Pointer, size uintptr, f fields)
