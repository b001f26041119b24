package measure

import (
	"fanzha/term/ident"
	"fanzha/term/when"
)

// FreezeState is where a freeze stands.
type FreezeState string

// The states of a freeze, with whose turn it is and which clock runs.
const (
	FreezeProposed  FreezeState = "proposed"  // 待批准: the approver's; the hold's own end runs
	FreezeApproved  FreezeState = "approved"  // 待执行: the bank's
	FreezeWaiting   FreezeState = "waiting"   // 轮候: an earlier freeze of another organ stands before it
	FreezeActive    FreezeState = "active"    // 冻结中, until ExpiresAt; ours to renew before
	FreezeDeclined  FreezeState = "declined"  // 不予批准
	FreezeWithdrawn FreezeState = "withdrawn" // 已撤回, before approval
	FreezeRejected  FreezeState = "rejected"  // 银行未执行
	FreezeLifted    FreezeState = "lifted"    // 已解除
	FreezeLapsed    FreezeState = "lapsed"    // 期满失效: nobody renewed it in time
)

// Live says whether the freeze binds money or may still do so.
func (s FreezeState) Live() bool {
	return s == FreezeProposed || s == FreezeApproved || s == FreezeWaiting || s == FreezeActive
}

// Freeze (冻结) keeps an amount on an account for months. There is no freeze of a whole account.
type Freeze struct {
	ID       string
	Number   string // DJ20261121-000123
	Order    string // stop order whose money it keeps: the same money is frozen once
	Claim    string
	Unit     string
	Bank     string
	Account  ident.Account
	Holder   string // name of the account's holder
	Fen      int64  // asked
	Frozen   int64  // in force at the bank, never more than Fen
	Interest bool   // 含孳息
	Major    bool   // 重大、复杂案件
	Months   int64  // its term, and that of each renewal
	Basis    Basis
	State    FreezeState

	ProposedAt   when.Micros
	ProposedBy   string
	ApprovedAt   when.Micros
	ApprovedBy   string
	ApproverUnit string
	ExecutedAt   when.Micros // by the bank; the term runs from here
	ExpiresAt    when.Micros // also of a freeze in waiting: it never waits without end
	Earlier      Earlier
	Renewals     int64
	RenewAskedAt when.Micros // a renewal waits for its approver
	RenewAskedBy string
	RenewBasis   string      // document of the renewal
	RenewedFrom  when.Micros // the old end, while the bank has not confirmed a renewal: it holds again when the bank refuses
	RenewRefusal string      // code with which the bank refused the latest renewal
	Announced    int64       // alerts that were given in this term
	LiftBy       when.Micros // found unrelated to the case: released by then at the latest
	EndedAt      when.Micros
	EndedBy      string
	EndReason    string
	Told         Told // what the bank has done of its thaw
	Version      int64
}

// Basis is what a freeze rests on.
type Basis struct {
	Case     string // 立案编号
	Document string // number of the 协助冻结财产通知书
	SHA256   string // of the document
}

// Earlier is the freeze of another organ that stands before one in waiting.
type Earlier struct {
	Organ string
	Fen   int64
	Until when.Micros
}

// FreezeBody is what an event of a freeze says. It holds no personal data.
type FreezeBody struct {
	ID         string      `json:"id"`
	Number     string      `json:"number"`
	Order      string      `json:"order"`
	Claim      string      `json:"claim"`
	Unit       string      `json:"unit"`
	Bank       string      `json:"bank"`
	State      FreezeState `json:"state"`
	Fen        int64       `json:"fen"`
	Frozen     int64       `json:"frozen_fen,omitempty"`
	ExecutedAt when.Micros `json:"executed_at,omitempty"`
	ExpiresAt  when.Micros `json:"expires_at,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Refusal    string      `json:"refusal,omitempty"` // of a renewal, by the bank
	Told       ToldState   `json:"told,omitempty"`    // what the bank has done of its thaw
	Actor      string      `json:"actor"`
	Version    int64       `json:"version"`
}
