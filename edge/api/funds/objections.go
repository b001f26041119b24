package funds

import (
	"context"
	"fanzha/edge/api"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
	"fanzha/term/ident"
)

// ObjectionProof is one thing that the holder handed in.
type ObjectionProof struct {
	Kind  string `json:"kind" enum:"invoice,contract,delivery,payslip,statement,identity,other"`
	Value string `json:"value" doc:"Number of the document, or a note."`
	Hash  string `json:"sha256"`
	Fen   int64  `json:"fen"`
	At    string `json:"at"`
	By    string `json:"by"`
}

// ObjectionRow is what a holder says against a measure.
type ObjectionRow struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	Receipt     string `json:"receipt"`
	Object      string `json:"object" enum:"hold,freeze,restriction,mark,sanction"`
	ObjectID    string `json:"object_id"`
	OrderID     string `json:"order_id"`
	OrderNumber string `json:"order_number"`
	ClaimID     string `json:"claim_id"`
	ClaimNumber string `json:"claim_number"`
	BankName    string `json:"bank_name"`
	Account     string `json:"account"`
	Name        string `json:"name"`
	Phone       string `json:"phone"`
	HeldFen     int64  `json:"held_fen"`
	Ground      string `json:"ground"`
	Reason      string `json:"reason" doc:"The holder's words."`
	Source      string `json:"source" enum:"hotline,bank,public,desk"`
	State       string `json:"state" enum:"open,upheld,refused,missed,withdrawn"`
	Machine     bool   `json:"machine" doc:"A rule decided."`
	FiledAt     string `json:"filed_at"`
	DueAt       string `json:"due_at"`
	Overdue     bool   `json:"overdue"`
	DecidedAt   string `json:"decided_at"`
	DecidedBy   string `json:"decided_by"`
	Decision    string `json:"decision"`
	Remedy      string `json:"remedy"`
	ReleasedAt  string `json:"released_at"`
	Version     int64  `json:"version"`
}

// ObjectionDetail is one objection with its evidence and the order it is about.
type ObjectionDetail struct {
	ObjectionRow
	Evidence  []ObjectionProof `json:"evidence"`
	History   []api.Line       `json:"history"`
	Order     *StopRow         `json:"order"`
	OrderedBy string           `json:"ordered_by"`
	MayDecide bool             `json:"may_decide" doc:"Four eyes: not by those who gave the order, nor by who filed the objection."`
}

// ObjectionFigures are the statistics of wrong holds.
type ObjectionFigures struct {
	Open          int64 `json:"open"`
	Overdue       int64 `json:"overdue"`
	Filed         int64 `json:"filed"`
	Upheld        int64 `json:"upheld"`
	Refused       int64 `json:"refused"`
	Missed        int64 `json:"missed"`
	ByMachine     int64 `json:"by_machine"`
	WrongHeld     int64 `json:"wrong_held"`
	WrongFen      int64 `json:"wrong_fen"`
	ReleaseP50Min int64 `json:"release_p50_min" doc:"-1 when nothing was released."`
	ReleaseMaxMin int64 `json:"release_max_min"`
}

type objectionQuery struct {
	State  []string `query:"state"`
	Object string   `query:"object"`
	Claim  string   `query:"claim"`
	Cursor string   `query:"cursor" maxLength:"256"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

type proofInput struct {
	Kind   string `json:"kind" maxLength:"16"`
	SHA256 string `json:"sha256" minLength:"64" maxLength:"64"`
	Number string `json:"number,omitempty" maxLength:"64"`
	Fen    int64  `json:"fen,omitempty" minimum:"0"`
	At     string `json:"at,omitempty"`
	Note   string `json:"note,omitempty" maxLength:"500"`
}

type fileInput struct {
	Body struct {
		Object   string       `json:"object,omitempty" enum:"hold,freeze,restriction,mark,sanction,"`
		ObjectID string       `json:"object_id" minLength:"1" maxLength:"64"`
		Name     string       `json:"name" maxLength:"100"`
		Phone    string       `json:"phone,omitempty" maxLength:"32"`
		Ground   string       `json:"ground" enum:"merchant,over_held,living_money,not_mine,mistaken,own_money,hardship,other"`
		Text     string       `json:"text,omitempty" maxLength:"4000"`
		Evidence []proofInput `json:"evidence,omitempty" maxItems:"20"`
	}
}

// bankFileInput is what a liaison types: the holder's words, and what he showed.
type bankFileInput struct {
	Body struct {
		OrderID  string `json:"order_id" minLength:"1" maxLength:"64"`
		Holder   string `json:"holder" minLength:"1" maxLength:"100"`
		Phone    string `json:"phone,omitempty" maxLength:"32"`
		Ground   string `json:"ground,omitempty" enum:"merchant,over_held,living_money,not_mine,mistaken,own_money,hardship,other,"`
		Reason   string `json:"reason" minLength:"1" maxLength:"4000"`
		Evidence string `json:"evidence,omitempty" maxLength:"500" doc:"Numbers and kinds of the papers that the holder showed."`
	}
}

func (in *bankFileInput) file() *fileInput {
	b := in.Body
	out := &fileInput{}
	out.Body.ObjectID, out.Body.Name, out.Body.Phone, out.Body.Ground, out.Body.Text = b.OrderID, b.Holder, b.Phone, b.Ground, b.Reason
	if out.Body.Ground == "" {
		out.Body.Ground = "other"
	}
	if b.Evidence != "" {
		out.Body.Text += "\n材料：" + b.Evidence
	}
	return out
}

type decideInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Upheld  bool   `json:"upheld"`
		Fen     int64  `json:"fen,omitempty" minimum:"0" doc:"Upheld in part: so much is released; 0: all."`
		Reason  string `json:"reason" minLength:"1" maxLength:"2000"`
		Remedy  string `json:"remedy,omitempty" maxLength:"2000" doc:"What the holder can do next; required for a refusal."`
	}
}

func (a *desk) objectionRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/objections", ID: "list-objections", Summary: "Objections of holders, the oldest open first", Tag: "objections"}, a.listObjections)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/objections/figures", ID: "objection-figures", Summary: "How often and how long holds were wrong", Tag: "objections"}, a.objectionFigures)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/objections/{id}", ID: "get-objection", Summary: "One objection with its evidence", Tag: "objections"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (ObjectionDetail, error) {
			o, err := a.Measures.Objection(ctx, scope, in.ID)
			return a.objectionDetail(ctx, scope)(o, err)
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/objections", ID: "file-objection", Summary: "Take an objection", Tag: "objections"},
		func(ctx context.Context, scope access.Scope, in *fileInput) (ObjectionDetail, error) {
			return a.objectionDetail(ctx, scope)(a.fileObjection(ctx, scope, in, "desk"))
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/objections/{id}/decide", ID: "decide-objection", Summary: "Uphold or refuse: upheld releases at once", Tag: "objections"},
		func(ctx context.Context, scope access.Scope, in *decideInput) (ObjectionDetail, error) {
			b := in.Body
			if !b.Upheld && b.Remedy == "" {
				b.Remedy = a.Remedy
			}
			cmd := measure.DecideCmd{ID: in.ID, Version: b.Version, Uphold: b.Upheld, Fen: b.Fen, Reason: b.Reason, Remedy: b.Remedy}
			return a.objectionDetail(ctx, scope)(a.Measures.Decide(ctx, scope, cmd))
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/bank/objections", ID: "bank-objections", Summary: "Objections about accounts of the caller's own bank", Tag: "bank"},
		func(ctx context.Context, scope access.Scope, in *objectionQuery) (api.List[ObjectionRow], error) {
			err := bankScope(scope)
			if err != nil {
				return api.List[ObjectionRow]{Items: []ObjectionRow{}}, err
			}
			return a.listObjections(ctx, scope, in)
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/bank/objections", ID: "bank-file-objection", Summary: "Hand on what a holder says", Tag: "bank"},
		func(ctx context.Context, scope access.Scope, in *bankFileInput) (ObjectionRow, error) {
			err := bankScope(scope)
			if err != nil {
				return ObjectionRow{}, err
			}
			o, err := a.fileObjection(ctx, scope, in.file(), "bank")
			return a.objectionRow(ctx, o), err
		})
}

func (a *desk) listObjections(ctx context.Context, scope access.Scope, in *objectionQuery) (api.List[ObjectionRow], error) {
	f := measure.Filter{States: in.State, Object: measure.ObjectKind(in.Object), Claim: in.Claim, Limit: in.Limit, Cursor: in.Cursor}
	found, next, err := a.Measures.Objections(ctx, scope, f)
	out := api.List[ObjectionRow]{Items: []ObjectionRow{}, Next: next}
	if err != nil {
		return out, err
	}
	for page := range slices.Chunk(found, stoppay.PageMax) {
		rows := a.objectionRows(ctx, page)
		out.Items = append(out.Items, rows...)
	}
	return out, nil
}

func (a *desk) fileObjection(ctx context.Context, scope access.Scope, in *fileInput, channel string) (measure.Objection, error) {
	b := in.Body
	cmd := measure.FileCmd{Object: measure.ObjectKind(b.Object), ObjectID: b.ObjectID, Name: b.Name, Channel: channel, Ground: b.Ground, Text: b.Text}
	if cmd.Object == "" {
		cmd.Object = measure.OfHold
	}
	if b.Phone != "" {
		phone, err := ident.ParsePhone(b.Phone)
		if err != nil {
			return measure.Objection{}, err
		}
		cmd.Phone = phone
	}
	for _, p := range b.Evidence {
		at, err := api.ParseMoment("body.evidence.at", p.At)
		if err != nil {
			return measure.Objection{}, err
		}
		cmd.Evidence = append(cmd.Evidence, measure.Evidence{Kind: p.Kind, SHA256: p.SHA256, Number: p.Number, Fen: p.Fen, At: at, Note: p.Note})
	}
	return a.Measures.File(ctx, scope, cmd)
}

// objectionRow renders one.
func (a *desk) objectionRow(ctx context.Context, o measure.Objection) ObjectionRow {
	return a.objectionRows(ctx, []measure.Objection{o})[0]
}

// objectionRows renders a page with the orders that are objected to, which are read at once. Where they cannot be read now, the
// objections stand without them: each has a clock, and must be seen.
func (a *desk) objectionRows(ctx context.Context, list []measure.Objection) []ObjectionRow {
	var ids, claims []string
	for _, o := range list {
		if o.Object == measure.OfHold {
			ids = append(ids, o.ObjectID)
		}
	}
	orders, err := a.Stops.OrdersByID(ctx, access.System(), ids)
	for _, o := range orders {
		claims = append(claims, o.Claim)
	}
	var briefs map[string]stoppay.Brief
	if err == nil {
		briefs, err = a.Stops.Briefs(ctx, access.System(), claims)
	}
	if err != nil {
		slog.Warn("objections are shown without their orders", "err", err)
	}
	view := a.moneyView(ctx)
	out := make([]ObjectionRow, 0, len(list))
	for _, o := range list {
		r := ObjectionRow{
			ID: o.ID, Number: o.Number, Receipt: o.Receipt, Object: string(o.Object), ObjectID: o.ObjectID, ClaimID: o.Claim, Name: ident.MaskName(o.Name),
			Phone: o.Phone.Mask(), Ground: o.Ground, Reason: o.Text, Source: o.Channel, State: string(o.State), Machine: o.Machine, FiledAt: api.Stamp(o.FiledAt),
			DueAt: api.Stamp(o.HumanBy), Overdue: o.State == measure.ObjectionOpen && o.HumanBy < a.Clock.Now(), DecidedAt: api.Stamp(o.DecidedAt),
			DecidedBy: o.DecidedBy, Decision: o.Reason, Remedy: o.Remedy, ReleasedAt: api.Stamp(o.ReleasedAt), Version: o.Version, BankName: view.bank(o.Bank),
		}
		order, known := orders[o.ObjectID]
		if o.Object == measure.OfHold && known {
			r.ClaimNumber = briefs[order.Claim].Number
			r.OrderID, r.OrderNumber, r.Account, r.HeldFen = order.ID, order.Number, order.Target.Account.Mask(), order.HeldFen
		}
		out = append(out, r)
	}
	return out
}

// objectionDetail renders what a command returned. The objection was read within the caller's scope, so its order is in it too.
func (a *desk) objectionDetail(ctx context.Context, scope access.Scope) func(measure.Objection, error) (ObjectionDetail, error) {
	return func(o measure.Objection, err error) (ObjectionDetail, error) {
		if err != nil {
			return ObjectionDetail{}, err
		}
		d := ObjectionDetail{ObjectionRow: a.objectionRow(ctx, o), Evidence: []ObjectionProof{}, History: objectionHistory(o), OrderedBy: a.orderers(ctx, o)}
		for _, e := range o.Evidence {
			value := e.Number
			if value == "" {
				value = e.Note
			}
			d.Evidence = append(d.Evidence, ObjectionProof{Kind: e.Kind, Value: value, Hash: e.SHA256, Fen: e.Fen, At: api.Stamp(e.At), By: ident.MaskName(o.Name)})
		}
		if o.Object == measure.OfHold {
			order, _, err := a.Stops.Order(ctx, scope, o.ObjectID)
			if err == nil {
				row := a.moneyView(ctx).stop(order, d.ClaimNumber)
				d.Order = &row
			}
		}
		d.MayDecide = o.State == measure.ObjectionOpen && scope.Can(access.ClaimReview) && o.FiledBy != scope.User && !orderedBy(o, scope.User)
		return d, nil
	}
}

// orderers names who ordered what is objected to; the centre itself has no name of its own.
func (a *desk) orderers(ctx context.Context, o measure.Objection) string {
	view := a.moneyView(ctx)
	var names []string
	for _, id := range strings.Fields(o.Orderers) {
		if id != access.System().User {
			names = append(names, view.actor(id))
		}
	}
	return strings.Join(names, "、")
}

func orderedBy(o measure.Objection, user string) bool {
	for _, id := range strings.Fields(o.Orderers) {
		if id == user {
			return true
		}
	}
	return false
}

func objectionHistory(o measure.Objection) []api.Line {
	out := []api.Line{{At: api.Stamp(o.FiledAt), TextZH: "提出异议", TextEN: "objection filed"}}
	if o.DecidedAt != 0 {
		words := map[measure.ObjectionState]pair{
			measure.ObjectionUpheld: {"异议成立，立即解除", "upheld, released at once"}, measure.ObjectionRefused: {"异议不成立", "refused"},
			measure.ObjectionMissed: {"逾期未处理，自动解除", "the clock was missed: released"}, measure.ObjectionWithdrawn: {"已撤回", "withdrawn"},
		}[o.State]
		out = append(out, api.Line{At: api.Stamp(o.DecidedAt), TextZH: words.zh, TextEN: words.en})
	}
	if o.ReleasedAt != 0 {
		out = append(out, api.Line{At: api.Stamp(o.ReleasedAt), TextZH: "银行已解除", TextEN: "released by the bank"})
	}
	return out
}

func (a *desk) objectionFigures(ctx context.Context, scope access.Scope, in *spanQuery) (ObjectionFigures, error) {
	from, to, err := in.span()
	if err != nil {
		return ObjectionFigures{}, err
	}
	f, err := a.Measures.Figures(ctx, scope, measure.Span{From: from, To: to})
	if err != nil {
		return ObjectionFigures{}, err
	}
	out := ObjectionFigures{
		Open: f.Open, Filed: f.Filed, Upheld: f.Upheld, Refused: f.Refused, Missed: f.Missed, ByMachine: f.ByMachine, WrongHeld: f.WrongHeld,
		ReleaseP50Min: f.MedianRelease, ReleaseMaxMin: f.LatestRelease,
	}
	err = a.eachObjection(ctx, scope, measure.Filter{States: []string{string(measure.ObjectionOpen)}}, func(o *measure.Objection) {
		if o.HumanBy < a.Clock.Now() {
			out.Overdue++
		}
	})
	if err != nil {
		return out, err
	}
	wrong := measure.Filter{States: []string{string(measure.ObjectionUpheld), string(measure.ObjectionMissed)}, Object: measure.OfHold}
	err = a.eachObjection(ctx, scope, wrong, func(o *measure.Objection) { out.WrongFen += o.Fen })
	return out, err
}

// objectionPages bounds how many pages one figure is counted over: a hundred thousand objections are more than any centre has had.
const objectionPages = 100_000 / measure.PageMax

// eachObjection goes through all objections of a filter, page by page.
func (a *desk) eachObjection(ctx context.Context, scope access.Scope, f measure.Filter, do func(*measure.Objection)) error {
	f.Limit = measure.PageMax
	for range objectionPages {
		list, next, err := a.Measures.Objections(ctx, scope, f)
		if err != nil {
			return err
		}
		for i := range list {
			do(&list[i])
		}
		if next == "" {
			return nil
		}
		f.Cursor = next
	}
	return nil
}

// freezeStop proposes a freeze of what an order holds; the approver's post decides. Without the scanned notice, by its hash, there is
// no document attached, and the room refuses it (measure.basis_needed).
func (a *desk) freezeStop(ctx context.Context, scope access.Scope, in *freezeInput) (FreezeRow, error) {
	b := in.Body
	cmd := measure.ProposeCmd{
		Order: in.ID, Fen: b.Fen, Interest: b.Interest, Major: b.Major, Note: b.Note,
		Basis: measure.Basis{Case: b.Basis, Document: b.Document, SHA256: b.SHA256},
	}
	if cmd.Fen == 0 {
		o, _, err := a.Stops.Order(ctx, scope, in.ID)
		if err != nil {
			return FreezeRow{}, err
		}
		cmd.Fen = o.HeldFen
	}
	f, err := a.Measures.ProposeFreeze(ctx, scope, cmd)
	return a.freezeRow(ctx, f), err
}
