package partner

import "fanzha/term/fault"

// Faults of the partners' edge. Their texts are in term/fault/texts/partner.yaml.
var (
	ErrKeyMissing  = fault.New(fault.Denied, "partner.key_missing")
	ErrKeyUnknown  = fault.New(fault.Denied, "partner.key_unknown")
	ErrKeysAway    = fault.New(fault.Unavailable, "partner.keys_away")
	ErrQuota       = fault.New(fault.Unavailable, "partner.quota")
	ErrQuotaBatch  = fault.New(fault.Invalid, "partner.batch_over_quota")
	ErrContentType = fault.New(fault.Invalid, "partner.content_type")
	ErrEncoding    = fault.New(fault.Invalid, "partner.content_encoding")
	ErrCharset     = fault.New(fault.Invalid, "partner.charset")
	ErrGzip        = fault.New(fault.Invalid, "partner.gzip")
	ErrGzipRatio   = fault.New(fault.Invalid, "partner.gzip_ratio", "limit", RatioMax)
	ErrCompressed  = fault.New(fault.Invalid, "partner.compressed_too_large", "limit", CompressedMax)
	ErrSlow        = fault.New(fault.Invalid, "partner.body_slow")
	ErrBusy        = fault.New(fault.Unavailable, "partner.busy")
	ErrMethod      = fault.New(fault.Invalid, "partner.method")
	ErrPath        = fault.New(fault.NotFound, "partner.path")
)
