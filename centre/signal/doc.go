// Package signal (接入) is the door of the centre: what partners tell us is decoded, normalised, validated, de-duplicated
// by (source, source id) and appended to the durable log. A signal is acknowledged only when the log has synced it.
// It does not judge: that is detect.
package signal
