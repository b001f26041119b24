package wire

import (
	"net/http"
	"time"
)

// SignRequest is Key.SignRequest.
func SignRequest(r *http.Request, k Key, side Side, body []byte, now time.Time) {
	k.SignRequest(r, side, body, now)
}

// VerifyRequest is Key.VerifyRequest.
func VerifyRequest(r *http.Request, k Key, side Side, body []byte, now time.Time) (nonce string, err error) {
	return k.VerifyRequest(r, side, body, now)
}

// SignAnswer is Key.SignAnswer.
func SignAnswer(h http.Header, k Key, nonce string, status int, body []byte) {
	k.SignAnswer(h, nonce, status, body)
}

// VerifyAnswer is Key.VerifyAnswer.
func VerifyAnswer(h http.Header, k Key, nonce string, status int, body []byte) error {
	return k.VerifyAnswer(h, nonce, status, body)
}
