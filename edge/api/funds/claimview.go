package funds

import "fanzha/edge/api"

// Party is an account with its holder, as every list shows it: masked.
type Party struct {
	Bank     string `json:"bank"`
	BankName string `json:"bank_name"`
	Account  string `json:"account"`
	Name     string `json:"name"`
	Kind     string `json:"kind" enum:"person,company,payment,"`
}

// VictimView is the person who paid, masked.
type VictimView struct {
	Name     string `json:"name"`
	IDNumber string `json:"id_number"`
	Phone    string `json:"phone"`
}

// Coded is a code with its words.
type Coded struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// ClaimHead is what lists and the detail of a claim have in common.
type ClaimHead struct {
	ID          string     `json:"id"`
	Number      string     `json:"number"`
	Receipt     string     `json:"receipt" doc:"What the victim follows the money by."`
	Unit        api.Unit   `json:"unit"`
	State       string     `json:"state" enum:"open,closed,withdrawn"`
	Standing    string     `json:"standing" enum:"provisional,confirmed,lapsed"`
	ConfirmBy   string     `json:"confirm_by"`
	Strength    int        `json:"strength" doc:"0 to 100"`
	Reasons     []Coded    `json:"reasons"`
	Source      string     `json:"source"`
	Fraud       string     `json:"fraud"`
	Brief       string     `json:"brief"`
	Victim      VictimView `json:"victim"`
	LossFen     int64      `json:"loss_fen"`
	HeldFen     int64      `json:"held_fen"`
	ExitFen     int64      `json:"exit_fen"`
	BackFen     int64      `json:"back_fen"`
	FollowedFen int64      `json:"followed_fen" doc:"Neither held nor gone nor given back: still followed."`
	OpenedAt    string     `json:"opened_at"`
	OpenedBy    string     `json:"opened_by"`
	FirstPaidAt string     `json:"first_paid_at"`
	FirstHeldAt string     `json:"first_held_at"`
	Answered    int        `json:"answered"`
	Layers      int        `json:"layers"`
	ReviewBy    string     `json:"review_by"`
	ReviewedAt  string     `json:"reviewed_at"`
	Finding     string     `json:"finding"`
	ExpiringAt  string     `json:"expiring_at" doc:"When the first hold ends."`
	Version     int64      `json:"version"`
}

// ClaimRow is one victim's report of money gone, in a list.
type ClaimRow struct {
	ClaimHead
	Orders int `json:"orders"`
}

// ClaimDetail is one claim with all that is known of it.
type ClaimDetail struct {
	ClaimHead
	Payments     []PaymentView `json:"payments"`
	Orders       []StopRow     `json:"orders"`
	Legs         []LegView     `json:"legs"`
	Candidates   []LegView     `json:"candidates" doc:"Known onward accounts that are not ordered yet."`
	Conservation Conservation  `json:"conservation"`
	History      []api.Line    `json:"history"`
}

// PaymentView is one transfer of the victim.
type PaymentView struct {
	ID       string `json:"id"`
	Bank     string `json:"bank"`
	BankName string `json:"bank_name"`
	Account  string `json:"account"`
	At       string `json:"at"`
	Fen      int64  `json:"fen"`
	Channel  string `json:"channel"`
	Payee    Party  `json:"payee"`
}

// StopRow is one stop order.
type StopRow struct {
	ID          string   `json:"id"`
	Number      string   `json:"number"`
	ClaimID     string   `json:"claim_id"`
	ClaimNumber string   `json:"claim_number"`
	Parent      string   `json:"parent"`
	Layer       int      `json:"layer"`
	Bank        string   `json:"bank"`
	BankName    string   `json:"bank_name"`
	Account     string   `json:"account"`
	Name        string   `json:"name"`
	Kind        string   `json:"kind"`
	Mode        string   `json:"mode"`
	Fen         int64    `json:"fen"`
	FloorFen    int64    `json:"floor_fen"`
	Evidence    int      `json:"evidence"`
	Count       int      `json:"count" doc:"1 or 2: which stop of this account."`
	State       string   `json:"state"`
	Result      string   `json:"result"`
	Refusal     string   `json:"refusal"`
	RefusalZH   string   `json:"refusal_zh"`
	RefusalEN   string   `json:"refusal_en"`
	HeldFen     int64    `json:"held_fen"`
	ExecutedAt  string   `json:"executed_at"`
	ExpiresAt   string   `json:"expires_at"`
	HoldState   string   `json:"hold_state"`
	SealedAt    string   `json:"sealed_at"`
	SentAt      string   `json:"sent_at"`
	SeenAt      string   `json:"seen_at"`
	AnsweredAt  string   `json:"answered_at"`
	SeenBy      string   `json:"seen_by"`
	AnswerBy    string   `json:"answer_by"`
	Reminders   int      `json:"reminders"`
	EscalatedAt string   `json:"escalated_at"`
	Tries       int      `json:"tries" doc:"Deliveries that failed; it is being delivered again."`
	FaultZH     string   `json:"fault_zh" doc:"Why the latest of them failed."`
	FaultEN     string   `json:"fault_en"`
	Flags       []string `json:"flags" doc:"Contradictions in the bank's answers."`
	FrozenFen   int64    `json:"frozen_fen"`
	DuplicateOf []string `json:"duplicate_of" doc:"Numbers of other claims with an order on this account."`
	BasisZH     string   `json:"basis_zh"`
	BasisEN     string   `json:"basis_en"`
	Version     int64    `json:"version"`
}

// LegView is one movement of money known to a claim.
type LegView struct {
	ID      string `json:"id"`
	OrderID string `json:"order_id"`
	From    string `json:"from"`
	To      Party  `json:"to"`
	Code    string `json:"code"`
	CodeZH  string `json:"code_zh"`
	CodeEN  string `json:"code_en"`
	Exit    bool   `json:"exit"`
	At      string `json:"at"`
	Fen     int64  `json:"fen"`
	Ref     string `json:"ref"`
	Place   string `json:"place"`
	Mode    string `json:"mode"`
	Layer   int    `json:"layer"`
	Tainted int64  `json:"tainted_fen"`
	Still   int64  `json:"still_fen" doc:"How much of it is on the account now, as far as is known."`
	Halt    string `json:"halt" doc:"Why no order follows it."`
	HaltZH  string `json:"halt_zh"`
	HaltEN  string `json:"halt_en"`
}

// Conservation says whether every fen of the claim is accounted for.
type Conservation struct {
	InFen       int64 `json:"in_fen"`
	HeldFen     int64 `json:"held_fen"`
	ExitFen     int64 `json:"exit_fen"`
	FollowedFen int64 `json:"followed_fen"`
	UnknownFen  int64 `json:"unknown_fen"`
	Balanced    bool  `json:"balanced"`
}
