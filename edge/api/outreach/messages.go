package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/edge/api"
)

// CircleMember is a member unit of a group.
type CircleMember struct {
	Code   string `json:"code" minLength:"1" maxLength:"32"`
	Name   string `json:"name" minLength:"1" maxLength:"400"`
	People int64  `json:"people" minimum:"1"`
}

// MessageCircle is a group that messages go to.
type MessageCircle struct {
	Head
	Title   string         `json:"title"`
	Members []CircleMember `json:"members"`
	People  int64          `json:"people"`
}

func circleRow(v *view, c *outreach.Circle) MessageCircle {
	out := MessageCircle{Head: v.head(&c.Head), Title: c.Title, Members: []CircleMember{}, People: c.People()}
	for _, m := range c.Members {
		out.Members = append(out.Members, CircleMember(m))
	}
	return out
}

// MessageCircleInput is what is entered of a group.
type MessageCircleInput struct {
	Title   string         `json:"title" minLength:"1" maxLength:"400"`
	Members []CircleMember `json:"members" minItems:"1" maxItems:"500"`
}

func (in *MessageCircleInput) circle() outreach.Circle {
	c := outreach.Circle{Title: in.Title}
	for _, m := range in.Members {
		c.Members = append(c.Members, outreach.Member(m))
	}
	return c
}

type circleAdding struct{ Body MessageCircleInput }

type circleCorrecting struct {
	api.ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
		MessageCircleInput
	}
}

// GroupMessage is one group message.
type GroupMessage struct {
	Head
	Circle      string `json:"circle"`
	Title       string `json:"title"`
	What        string `json:"what"`
	Why         string `json:"why"`
	Do          string `json:"todo"`
	Text        string `json:"text" doc:"As members read it."`
	ValidUntil  string `json:"valid_until"`
	Department  string `json:"department"`
	Contact     string `json:"contact" doc:"Stays inside."`
	VerifiedBy  string `json:"verified_by"`
	VerifiedAt  string `json:"verified_at"`
	ApprovedBy  string `json:"approved_by"`
	ApprovedAt  string `json:"approved_at"`
	PushedAt    string `json:"pushed_at"`
	Tries       int64  `json:"tries"`
	Failure     string `json:"failure"`
	Members     int64  `json:"members"`
	People      int64  `json:"people"`
	MembersRead int64  `json:"members_read"`
	Read        int64  `json:"read"`
	Forwarded   int64  `json:"forwarded"`
	WithdrawnAt string `json:"withdrawn_at"`
	TakenBack   bool   `json:"taken_back" doc:"The channel knows of the withdrawal."`
	MayApprove  bool   `json:"may_approve" doc:"The caller has the right and neither wrote nor verified it."`
}

func messageRow(v *view, m *outreach.Message) GroupMessage {
	return GroupMessage{
		Head: v.head(&m.Head), Circle: m.Circle, Title: m.Title, What: m.What, Why: m.Why, Do: m.Do, Text: m.Text(), ValidUntil: api.Stamp(m.ValidUntil), Department: m.Department,
		Contact: m.Contact, VerifiedBy: v.person(m.VerifiedBy), VerifiedAt: api.Stamp(m.VerifiedAt), ApprovedBy: v.person(m.ApprovedBy), ApprovedAt: api.Stamp(m.ApprovedAt),
		PushedAt: api.Stamp(m.PushedAt), Tries: m.Tries, Failure: m.Failure, Members: m.Members, People: m.People, MembersRead: m.MembersRead, Read: m.Read, Forwarded: m.Forwarded,
		WithdrawnAt: api.Stamp(m.WithdrawnAt), TakenBack: m.TakenBack,
		MayApprove: m.State == outreach.Verified && v.scope.Can(access.OutreachApprove) && v.scope.User != m.MadeBy && v.scope.User != m.VerifiedBy,
	}
}

// GroupMessageInput is what is written of a message.
type GroupMessageInput struct {
	Circle     string `json:"circle" minLength:"1" maxLength:"64"`
	Title      string `json:"title" minLength:"1" maxLength:"400"`
	What       string `json:"what" minLength:"1" maxLength:"2000" doc:"What is going round."`
	Why        string `json:"why" minLength:"1" maxLength:"2000" doc:"Why it is false or true."`
	Do         string `json:"todo" minLength:"1" maxLength:"2000" doc:"What to do."`
	ValidUntil string `json:"valid_until" maxLength:"40"`
}

func (in *GroupMessageInput) message() (outreach.Message, error) {
	until, err := api.ParseMoment("body.valid_until", in.ValidUntil)
	return outreach.Message{Circle: in.Circle, Title: in.Title, What: in.What, Why: in.Why, Do: in.Do, ValidUntil: until}, err
}

type messageDrafting struct{ Body GroupMessageInput }

type messageRedrafting struct {
	api.ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
		GroupMessageInput
	}
}

type messageVerifying struct {
	api.ByID
	Body struct {
		Version    int64  `json:"version" minimum:"1"`
		Department string `json:"department" minLength:"1" maxLength:"400"`
		Contact    string `json:"contact" minLength:"1" maxLength:"2000" doc:"Who there, how and by which paper; stays inside."`
		Confirmed  bool   `json:"confirmed" doc:"False: the department denies it, and the message is voided."`
		Note       string `json:"note,omitempty" maxLength:"2000"`
	}
}

// MessageReceipt is what one member unit has read and passed on.
type MessageReceipt struct {
	Head
	Message   string `json:"message"`
	Member    string `json:"member"`
	Read      int64  `json:"read"`
	Forwarded int64  `json:"forwarded"`
}

func receiptRow(v *view, t *outreach.Receipt) MessageReceipt {
	return MessageReceipt{Head: v.head(&t.Head), Message: t.Message, Member: t.Member, Read: t.Read, Forwarded: t.Forwarded}
}

type messageReceiving struct {
	api.ByID
	Body struct {
		Member    string `json:"member" minLength:"1" maxLength:"32"`
		Read      int64  `json:"read" minimum:"0"`
		Forwarded int64  `json:"forwarded,omitempty" minimum:"0"`
		At        string `json:"at,omitempty" maxLength:"40" doc:"Empty: now."`
	}
}

func (d *desk) circleRoutes() {
	lists(d, get("/circles", "list-circles", "Groups that messages go to"), func(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Circle, string, error) {
		return d.Outreach.Circles(ctx, scope, f)
	}, circleRow)
	api.Handle(d.api, post("/circles", "add-circle", "Record a group with its members"), func(ctx context.Context, scope access.Scope, in *circleAdding) (MessageCircle, error) {
		c, err := d.Outreach.AddCircle(ctx, scope, in.Body.circle())
		return one(d.view(ctx, scope), c, err, circleRow)
	})
	api.Handle(d.api, post("/circles/{id}/correct", "correct-circle", "Change the members of a group"), func(ctx context.Context, scope access.Scope, in *circleCorrecting) (MessageCircle, error) {
		c, err := d.Outreach.CorrectCircle(ctx, scope, outreach.Act{ID: in.ID, Version: in.Body.Version}, in.Body.circle())
		return one(d.view(ctx, scope), c, err, circleRow)
	})
}

func (d *desk) messageRoutes() {
	lists(d, get("/messages", "list-group-messages", "Group messages, the latest first"), func(ctx context.Context, scope access.Scope, f outreach.Filter) ([]outreach.Message, string, error) {
		return d.Outreach.Messages(ctx, scope, f)
	}, messageRow)
	api.Handle(d.api, get("/messages/{id}", "get-group-message", "One group message"), func(ctx context.Context, scope access.Scope, in *api.ByID) (GroupMessage, error) {
		m, err := d.Outreach.Message(ctx, scope, in.ID)
		return one(d.view(ctx, scope), m, err, messageRow)
	})
	api.Handle(d.api, post("/messages", "draft-group-message", "Write a message"), func(ctx context.Context, scope access.Scope, in *messageDrafting) (GroupMessage, error) {
		m, err := in.Body.message()
		if err != nil {
			return GroupMessage{}, err
		}
		m, err = d.Outreach.Draft(ctx, scope, m)
		return one(d.view(ctx, scope), m, err, messageRow)
	})
	api.Handle(d.api, post("/messages/{id}/correct", "correct-group-message", "Put other words in: what was verified is verified anew"),
		func(ctx context.Context, scope access.Scope, in *messageRedrafting) (GroupMessage, error) {
			m, err := in.Body.message()
			if err != nil {
				return GroupMessage{}, err
			}
			m, err = d.Outreach.Redraft(ctx, scope, outreach.Act{ID: in.ID, Version: in.Body.Version}, m)
			return one(d.view(ctx, scope), m, err, messageRow)
		})
	api.Handle(d.api, post("/messages/{id}/verify", "verify-group-message", "Record what the department said"), d.verify)
	for act, r := range map[string]struct {
		summary string
		do      func(*outreach.Service, context.Context, access.Scope, outreach.Act) (outreach.Message, error)
	}{
		"approve":  {"Let a verified message leave: never by who wrote or verified it", (*outreach.Service).Approve},
		"return":   {"Send it back to its writer, with a reason", (*outreach.Service).Return},
		"discard":  {"Void a message that has not left, with a reason", (*outreach.Service).Discard},
		"push":     {"Send an approved message to its group", (*outreach.Service).Push},
		"withdraw": {"Take a message back, with a reason", (*outreach.Service).Withdraw},
	} {
		acts(d, post("/messages/{id}/"+act, act+"-group-message", r.summary), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Message, error) {
			return r.do(d.Outreach, ctx, scope, a)
		}, messageRow)
	}
	api.Handle(d.api, get("/messages/{id}/receipts", "list-message-receipts", "Who has read a message"), func(ctx context.Context, scope access.Scope, in *api.ByID) (api.List[MessageReceipt], error) {
		found, err := d.Outreach.Receipts(ctx, scope, in.ID)
		v := d.view(ctx, scope)
		return rows(found, "", func(t *outreach.Receipt) MessageReceipt { return receiptRow(v, t) }), err
	})
	api.Handle(d.api, post("/messages/{id}/receipts", "receive-message-receipt", "Record what a member unit has read and passed on"), d.receive)
}

func (d *desk) verify(ctx context.Context, scope access.Scope, in *messageVerifying) (GroupMessage, error) {
	b := in.Body
	m, err := d.Outreach.Verify(ctx, scope, outreach.Act{ID: in.ID, Version: b.Version, Note: b.Note},
		outreach.Verification{Department: b.Department, Contact: b.Contact, Confirmed: b.Confirmed})
	return one(d.view(ctx, scope), m, err, messageRow)
}

func (d *desk) receive(ctx context.Context, scope access.Scope, in *messageReceiving) (GroupMessage, error) {
	at, err := api.ParseMoment("body.at", in.Body.At)
	if err != nil {
		return GroupMessage{}, err
	}
	m, err := d.Outreach.Receive(ctx, scope, outreach.Receipt{
		Head: outreach.Head{At: at}, Message: in.ID, Member: in.Body.Member, Read: in.Body.Read, Forwarded: in.Body.Forwarded,
	})
	return one(d.view(ctx, scope), m, err, messageRow)
}
