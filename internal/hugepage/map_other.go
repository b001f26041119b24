//go:build !linux

package hugepage

const mapped = false

func reserve(int) ([]byte, error) { return nil, nil }

func release([]byte) error { return nil }

func advise(uintptr, uintptr) {}
