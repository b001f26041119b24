package funds

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/edge/api"
)

// BankKeyRow is one way in of one bank: a shared secret, or a certificate that is pinned. The secret itself is shown once, when it
// is made.
type BankKeyRow struct {
	ID          string `json:"id"`
	Bank        string `json:"bank"`
	Kind        string `json:"kind" enum:"secret,certificate"`
	Suite       string `json:"suite"`
	Fingerprint string `json:"fingerprint"`
	Active      bool   `json:"active"`
	CreatedAt   string `json:"created_at"`
	EndsAt      string `json:"ends_at"`
	RevokedAt   string `json:"revoked_at"`
}

// NewBankKey is a key with its secret.
type NewBankKey struct {
	BankKeyRow
	Secret string `json:"secret" doc:"Shown once."`
}

type byCode struct {
	Code string `path:"code" maxLength:"32"`
}

type bankKeyInput struct {
	Code string `path:"code" maxLength:"32"`
	Body struct {
		Kind        string `json:"kind" enum:"secret,certificate"`
		Suite       string `json:"suite,omitempty" enum:"hmac-sha256,hmac-sm3,"`
		Fingerprint string `json:"fingerprint,omitempty" maxLength:"64" doc:"SHA-256 of the certificate, hexadecimal."`
		EndsAt      string `json:"ends_at,omitempty"`
	}
}

type keyInput struct {
	Code string `path:"code" maxLength:"32"`
	Key  string `path:"key" maxLength:"64"`
}

func (a *desk) bankKeyRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/banks/{code}/keys", ID: "list-bank-keys", Summary: "Keys of a bank, without secrets", Tag: "banks"},
		func(ctx context.Context, scope access.Scope, in *byCode) (api.List[BankKeyRow], error) {
			keys, err := a.Keys.List(ctx, scope, in.Code)
			out := api.List[BankKeyRow]{Items: []BankKeyRow{}}
			for _, k := range keys {
				out.Items = append(out.Items, bankKeyRow(k))
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/banks/{code}/keys", ID: "create-bank-key", Summary: "Make a shared secret, or pin a certificate", Tag: "banks"},
		func(ctx context.Context, scope access.Scope, in *bankKeyInput) (NewBankKey, error) {
			if in.Body.Kind == string(access.BankCertificate) {
				ends, err := api.ParseMoment("body.ends_at", in.Body.EndsAt)
				if err != nil {
					return NewBankKey{}, err
				}
				k, err := a.Keys.Pin(ctx, scope, access.BankKey{Bank: in.Code, Fingerprint: in.Body.Fingerprint, Ends: ends})
				return NewBankKey{BankKeyRow: bankKeyRow(k)}, err
			}
			suite := in.Body.Suite
			if suite == "" {
				suite = "hmac-sha256"
			}
			k, secret, err := a.Keys.Create(ctx, scope, in.Code, suite)
			return NewBankKey{bankKeyRow(k), secret}, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/banks/{code}/keys/{key}/revoke", ID: "revoke-bank-key", Summary: "End a key at once", Tag: "banks"},
		func(ctx context.Context, scope access.Scope, in *keyInput) (api.None, error) {
			return api.None{}, a.Keys.Revoke(ctx, scope, in.Key)
		})
}

func bankKeyRow(k access.BankKey) BankKeyRow {
	return BankKeyRow{
		ID: k.ID, Bank: k.Bank, Kind: string(k.Kind), Suite: k.Suite, Fingerprint: k.Fingerprint, Active: k.Active, CreatedAt: api.Stamp(k.Created),
		EndsAt: api.Stamp(k.Ends), RevokedAt: api.Stamp(k.Revoked),
	}
}
