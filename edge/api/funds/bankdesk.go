package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// errNoBank refuses who has no bank to answer for.
var errNoBank = fault.New(fault.Denied, "api.no_bank")

// BankMatch is one credit that the bank must find.
type BankMatch struct {
	Ref          string `json:"ref"`
	Time         string `json:"time"`
	Fen          int64  `json:"fen"`
	PayerBank    string `json:"payer_bank"`
	PayerAccount string `json:"payer_account"`
	PayerName    string `json:"payer_name"`
	Channel      string `json:"channel"`
}

// BankOrder is one instruction as its bank sees it: the account is the bank's own and is not masked for it.
type BankOrder struct {
	ID        string        `json:"id"`
	Number    string        `json:"number"`
	Type      string        `json:"type" enum:"stop,release,freeze,thaw,restrict,lift"`
	Account   string        `json:"account"`
	Name      string        `json:"name"`
	Fen       int64         `json:"fen"`
	HoldUntil string        `json:"hold_until" doc:"Of a freeze; a stop ends 48 hours after its execution."`
	Matches   []BankMatch   `json:"matches"`
	Count     int           `json:"count"`
	FloorFen  int64         `json:"floor_fen"`
	Urgent    bool          `json:"urgent"`
	Basis     string        `json:"basis"`
	Reason    string        `json:"reason"`
	Officers  []BankOfficer `json:"officers"`
	Document  string        `json:"document"`
	Unit      string        `json:"unit"`
	IssuedAt  string        `json:"issued_at"`
	AnswerBy  string        `json:"answer_by"`
	State     string        `json:"state" enum:"sealed,sent,seen,answered,refused,failed,cancelled"`
	Overdue   bool          `json:"overdue"`
	HeldFen   int64         `json:"held_fen"`
	ExpiresAt string        `json:"expires_at"`
	Reminders int           `json:"reminders" doc:"How often the bank was reminded of it (催办). Reminders are no instructions of their own here: they end with the answer."`
	More      bool          `json:"more" doc:"Answered, and the bank has said that more will follow: it can be answered again."`
	Limits    string        `json:"limits" doc:"restrict: what is bounded (non_counter, payments)."`

	Supplements string `json:"supplements" doc:"The order whose stop this one adds to: no further count, the same end (补充指令)."`
}

// BankOfficer is whom a bank may call about an order.
type BankOfficer struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type bankOrderQuery struct {
	State  string `query:"state" enum:"open,held,all," doc:"open: not answered yet; held: live holds; all: everything of every kind that the bank was ever told, the latest first."`
	Cursor string `query:"cursor" maxLength:"100"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"Of held and all; 0: 50."`
}

type bankLine struct {
	Code    string `json:"code" maxLength:"32"`
	Fen     int64  `json:"fen" minimum:"0"`
	Time    string `json:"time,omitempty"`
	Ref     string `json:"ref,omitempty" maxLength:"64"`
	Bank    string `json:"bank,omitempty" maxLength:"64"`
	Account string `json:"account,omitempty" maxLength:"128"`
	Name    string `json:"name,omitempty" maxLength:"100"`
	Kind    string `json:"kind,omitempty" enum:"person,company,payment,"`
	Place   string `json:"place,omitempty" maxLength:"100"`
}

type bankAnswer struct {
	api.ByID
	Body struct {
		Result       string     `json:"result" enum:"held,partially_held,not_held,refused,done,failed"`
		HeldFen      int64      `json:"held_fen" minimum:"0"`
		ExecutedAt   string     `json:"executed_at,omitempty"`
		Refusal      string     `json:"refusal,omitempty" maxLength:"32"`
		Text         string     `json:"text,omitempty" maxLength:"500"`
		Dispositions []bankLine `json:"dispositions,omitempty" maxItems:"500"`
		Final        bool       `json:"final"`
	}
}

// bankScope admits a liaison of a bank and nobody else.
func bankScope(scope access.Scope) error {
	err := scope.Require(access.BankWork)
	if err == nil && scope.Bank == "" {
		err = errNoBank
	}
	return err
}

func (a *desk) bankDeskRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/bank/orders", ID: "bank-orders", Summary: "The orders of the caller's own bank", Tag: "bank"}, a.bankOrders)
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/bank/orders/{id}/seen", ID: "bank-seen", Summary: "Acknowledge an order", Tag: "bank"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (api.None, error) {
			return api.None{}, a.bankSays(ctx, scope, in.ID, wire.Answer{Result: wire.Seen})
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/bank/orders/{id}/answer", ID: "bank-answer", Summary: "Say what was done, and where the money went", Tag: "bank"},
		func(ctx context.Context, scope access.Scope, in *bankAnswer) (api.None, error) {
			w, err := in.answer()
			if err != nil {
				return api.None{}, err
			}
			return api.None{}, a.bankSays(ctx, scope, in.ID, w)
		})
}

func (in *bankAnswer) answer() (wire.Answer, error) {
	b := in.Body
	w := wire.Answer{Result: wire.Result(b.Result), HeldFen: b.HeldFen, Refusal: b.Refusal, Text: b.Text, Final: b.Final}
	at, err := api.ParseMoment("body.executed_at", b.ExecutedAt)
	if err != nil {
		return w, err
	}
	if at != 0 {
		w.ExecutedAt = at.Time()
	}
	for _, l := range b.Dispositions {
		at, err := api.ParseMoment("body.dispositions.time", l.Time)
		if err != nil {
			return w, err
		}
		d := wire.Disposition{Code: wire.Code(l.Code), Fen: l.Fen, Ref: l.Ref, Bank: l.Bank, Account: l.Account, Name: l.Name, Kind: l.Kind, Place: l.Place}
		if at != 0 {
			d.Time = at.Time()
		}
		w.Dispositions = append(w.Dispositions, d)
	}
	return w, nil
}

// bankSays hands on what a liaison said, as any other channel of the bank would: with an id and a number that grows.
func (a *desk) bankSays(ctx context.Context, scope access.Scope, id string, w wire.Answer) error {
	err := bankScope(scope)
	if err != nil {
		return err
	}
	m, err := a.bankMessage(ctx, scope, id)
	if err != nil {
		return err
	}
	w.Version, w.Order, w.Bank, w.At, w.Person = wire.Version, id, scope.Bank, a.Clock.Now().Time(), scope.Name
	w.Seq, err = a.nextSeq(ctx, scope, m)
	if err != nil {
		return err
	}
	w.ID = id + "-" + stampCompact(a.Clock.Now()) + "-" + string(w.Result)
	err = w.Check()
	if err == nil {
		err = a.plausible(m, w)
	}
	if err != nil {
		return err
	}
	_, err = a.Stops.Answer(ctx, scope.Bank, page.Answer(w))
	return err
}

// plausible refuses slips of a hand at the screen: more than was asked, and an execution before the order or later than now. What a bank's
// own system says is taken and flagged instead.
func (a *desk) plausible(m stoppay.Message, w wire.Answer) error {
	now := a.Clock.Now()
	switch {
	case m.Kind == stoppay.KindStop && w.HeldFen > m.HoldFen:
		return fault.New(fault.Invalid, "api.held_above", "where", "body.held_fen")
	case !w.ExecutedAt.IsZero() && (when.Of(w.ExecutedAt) > now+when.Minute || when.Of(w.ExecutedAt) < m.IssuedAt-when.Minute):
		return fault.New(fault.Invalid, "api.executed_at", "where", "body.executed_at")
	}
	return nil
}

// nextSeq is the number of the bank's next answer to an instruction. What rests on a measure alone is answered once.
func (a *desk) nextSeq(ctx context.Context, scope access.Scope, m stoppay.Message) (int, error) {
	if m.Order == "" {
		return 1, nil
	}
	order, said, err := a.Stops.Order(ctx, scope, m.Order)
	seq := 1
	for _, s := range said {
		if s.Message == m.ID {
			seq = max(seq, s.Seq+1)
		}
	}
	if order.ID == m.ID {
		seq = max(seq, order.AnswerSeq+1)
	}
	return seq, err
}

func stampCompact(m when.Micros) string { return m.Time().Format("150405.000") }

// bankMessage finds an instruction of the caller's bank; an answered stop order may be answered again.
func (a *desk) bankMessage(ctx context.Context, scope access.Scope, id string) (stoppay.Message, error) {
	for after := int64(0); ; {
		pending, err := a.Stops.Waiting(ctx, scope.Bank, after, stoppay.PageMax)
		if err != nil {
			return stoppay.Message{}, err
		}
		for _, m := range pending {
			if m.ID == id {
				return m, nil
			}
			after = m.Seq
		}
		if len(pending) < stoppay.PageMax {
			break
		}
	}
	o, _, err := a.Stops.Order(ctx, scope, id)
	return stoppay.Message{Instruction: stoppay.Instruction{ID: o.ID, Kind: stoppay.KindStop, HoldFen: o.Fen, IssuedAt: o.SealedAt}, Order: o.ID}, err
}

func (a *desk) bankOrders(ctx context.Context, scope access.Scope, in *bankOrderQuery) (api.List[BankOrder], error) {
	out := api.List[BankOrder]{Items: []BankOrder{}}
	err := bankScope(scope)
	if err != nil {
		return out, err
	}
	switch in.State {
	case "", "open":
		pending, err := a.bankInbox(ctx, scope.Bank)
		if err == nil {
			out.Items, err = a.bankTold(ctx, scope, pending)
		}
		slices.SortStableFunc(out.Items, func(x, y BankOrder) int { return strings.Compare(x.AnswerBy, y.AnswerBy) })
		return out, err
	case "all":
		told, next, err := a.Stops.Told(ctx, scope, in.Cursor, in.Limit)
		if err == nil {
			out.Items, err = a.bankTold(ctx, scope, told)
		}
		out.Next = next
		return out, err
	}
	view := a.moneyView(ctx)
	f := stoppay.OrderFilter{Bank: scope.Bank, Limit: in.Limit, Cursor: in.Cursor, Holds: []stoppay.HoldState{stoppay.Holding, stoppay.ReleaseSent, stoppay.Frozen}}
	orders, next, err := a.Stops.Orders(ctx, scope, f)
	if err != nil {
		return out, err
	}
	out.Next = next
	pending, err := a.bankInbox(ctx, scope.Bank)
	waits := map[string]stoppay.Message{}
	for _, m := range pending {
		waits[m.ID] = m
	}
	for _, o := range orders {
		b := a.bankOrderOf(view, o)
		m, open := waits[o.ID]
		if open { // what is still to be done is shown with all that the bank must compare
			b = withOrder(a.bankOrder(view, m), o)
		}
		out.Items = append(out.Items, b)
	}
	return out, err
}

// bankTold shows instructions of the bank, each with how it stands.
func (a *desk) bankTold(ctx context.Context, scope access.Scope, told []stoppay.Message) ([]BankOrder, error) {
	out, ids := make([]BankOrder, 0, len(told)), make([]string, 0, len(told))
	for _, m := range told {
		ids = append(ids, m.Order)
	}
	orders, err := a.Stops.OrdersByID(ctx, scope, ids)
	view := a.moneyView(ctx)
	for _, m := range told {
		b := a.bankOrder(view, m)
		b.State, b.Reminders, b.Overdue = string(toldState(m)), m.Reminders, b.Overdue && m.State.Open()
		o, known := orders[m.Order]
		if m.Kind == stoppay.KindStop && known {
			b = withOrder(b, o)
		}
		out = append(out, b)
	}
	return out, err
}

// toldState is how far an instruction has come, in the words of orders; what is no stop is done without being acknowledged first.
func toldState(m stoppay.Message) stoppay.State {
	switch {
	case m.State.Open():
		return stoppay.Seen
	case m.State == stoppay.MessageFailed:
		return stoppay.Failed
	case m.State == stoppay.MessageCancelled:
		return stoppay.Cancelled
	case m.Result == stoppay.ResultRefused:
		return stoppay.Refused
	}
	return stoppay.Answered
}

// bankInbox is what waits for a bank, at most a page. Reminders are left out: each is a mark on what it reminds of.
func (a *desk) bankInbox(ctx context.Context, bank string) ([]stoppay.Message, error) {
	var out []stoppay.Message
	for after := int64(0); ; {
		pending, err := a.Stops.Waiting(ctx, bank, after, stoppay.PageMax)
		if err != nil {
			return out, err
		}
		for _, m := range pending {
			after = m.Seq
			if m.Kind != stoppay.KindRemind {
				out = append(out, m)
			}
		}
		if len(pending) < stoppay.PageMax || len(out) >= stoppay.PageMax {
			return out[:min(len(out), stoppay.PageMax)], nil
		}
	}
}

// withOrder adds to an instruction how its order stands.
func withOrder(b BankOrder, o stoppay.Order) BankOrder {
	b.State, b.Reminders, b.HeldFen, b.ExpiresAt = string(o.State), o.Reminders, o.HeldFen, api.Stamp(o.ExpiresAt)
	b.Overdue = b.Overdue && o.State.Open()
	b.More = o.State == stoppay.Answered && !o.Final
	return b
}

func (a *desk) bankOrder(view moneyView, m stoppay.Message) BankOrder {
	b := BankOrder{
		ID: m.ID, Number: m.Number, Type: string(m.Kind), Account: string(m.Account.Account), Name: m.Account.Name, Fen: max(m.HoldFen, m.Fen),
		HoldUntil: api.Stamp(m.Until), Matches: bankMatches(view, m.Matches), Count: m.Count, FloorFen: m.FloorFen, Urgent: m.Urgent, Basis: m.Basis, Reason: m.Reason,
		Officers: []BankOfficer{}, Document: documentText(m.Document), Unit: m.UnitName, IssuedAt: api.Stamp(m.IssuedAt),
		AnswerBy: api.Stamp(m.AnswerBy), State: string(m.State), Overdue: m.AnswerBy < a.Clock.Now(), Limits: m.Limits, Supplements: m.Supplements,
	}
	for _, o := range m.Officers {
		b.Officers = append(b.Officers, BankOfficer{o.Name, o.Phone})
	}
	return b
}

func (a *desk) bankOrderOf(view moneyView, o stoppay.Order) BankOrder {
	return BankOrder{
		ID: o.ID, Number: o.Number, Type: string(stoppay.KindStop), Account: string(o.Target.Account), Name: o.Target.Name, Fen: o.Fen, Matches: bankMatches(view, o.Matches),
		Count: o.Count, FloorFen: o.FloorFen, Urgent: true, Basis: o.Basis, Reason: o.Reason, Officers: []BankOfficer{}, IssuedAt: api.Stamp(o.SealedAt),
		AnswerBy: api.Stamp(o.AnswerBy), State: string(o.State), Overdue: o.State.Open() && o.AnswerBy < a.Clock.Now(), HeldFen: o.HeldFen, ExpiresAt: api.Stamp(o.ExpiresAt),
		Reminders: o.Reminders, Supplements: o.Supplement,
	}
}

// bankMatches shows the payer's account masked, and its bank by name: it is another bank's.
func bankMatches(view moneyView, matches []stoppay.Match) []BankMatch {
	out := []BankMatch{}
	for _, m := range matches {
		out = append(out, BankMatch{
			Ref: m.Ref, Time: api.Stamp(m.At), Fen: m.Fen, PayerBank: view.bank(m.Payer.Bank), PayerAccount: m.Payer.Account.Mask(), PayerName: ident.MaskName(m.Payer.Name), Channel: m.Channel,
		})
	}
	return out
}

// documentWords are the kinds of legal documents, as banks know them.
var documentWords = map[string]string{
	"standing_authority": "值班授权书", "stop_application": "紧急止付申请表", "freeze_notice": "协助冻结财产通知书",
}

// documentText names a document for the bank: its kind in words, and its number.
func documentText(d stoppay.Document) string {
	kind := documentWords[d.Kind]
	if kind == "" {
		kind = d.Kind
	}
	return kind + " " + d.Number
}
