package wire

import "context"

// Report is a victim's report as the duty officer types it in; the names are those of the console's HTTP.
type Report struct {
	Cause         string    `json:"cause,omitempty"` // the same cause opens one claim, however often it is sent
	Source        string    `json:"source"`
	Fraud         string    `json:"fraud"`
	Brief         string    `json:"brief"`
	Victim        Victim    `json:"victim"`
	Payments      []Payment `json:"payments"`
	PhoneVerified bool      `json:"phone_verified"`
	Signed        bool      `json:"signed"`
}

// Victim is who paid.
type Victim struct {
	Name     string `json:"name"`
	IDNumber string `json:"id_number"`
	Phone    string `json:"phone"`
}

// Payee is whom the victim paid.
type Payee struct {
	Bank    string `json:"bank"`
	Account string `json:"account"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
}

// Payment is one transfer of the victim.
type Payment struct {
	Bank    string `json:"bank"`
	Account string `json:"account"`
	Ref     string `json:"ref"`
	At      string `json:"at"`
	Fen     int64  `json:"fen"`
	Channel string `json:"channel"`
	Voucher bool   `json:"voucher"`
	Payee   Payee  `json:"payee"`
}

// OpenClaim enters a report; the centre sends its orders at once.
func (c *Console) OpenClaim(ctx context.Context, r Report) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	err := c.ask(ctx, question{method: "POST", path: "/api/v1/claims", body: r, into: &made})
	return made.ID, err
}
