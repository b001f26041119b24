package govern

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Notice (通知) is sent to member units by the joint office.
type Notice struct {
	Head
	Title string     `json:"title"`
	Text  string     `json:"text"`
	To    []string   `json:"to"` // codes of member units
	Files []Evidence `json:"files"`
	Sent  Who        `json:"sent"`
}

// Receipt (签阅) is a notice in the hands of one member unit. Ref is the notice.
type Receipt struct {
	Head
	Title string `json:"title"`
	Read  Who    `json:"read"`
}

func (n *Notice) tell(b *EventBody) { b.N = int64(len(n.To)) }

// NoticeCmd sends a notice. To names member units; empty: all of the kinds; no kinds: all.
type NoticeCmd struct {
	Title, Text string
	To, Kinds   []string
	Files       []Evidence
}

// IssueNotice sends a notice to member units, each with a receipt of its own.
func (s *Service) IssueNotice(ctx context.Context, scope access.Scope, c NoticeCmd) (Notice, error) {
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = fields("title", c.Title)
	}
	if err == nil {
		err = words("text", c.Text)
	}
	if err == nil {
		err = proven(c.Files)
	}
	if err != nil {
		return Notice{}, err
	}
	if len(c.To) > ListMax || len(c.Kinds) > len(MemberKinds) {
		return Notice{}, badField("to")
	}
	all, err := s.Members(ctx, scope, Filter{})
	if err != nil {
		return Notice{}, err
	}
	by := s.by(scope, "")
	n := Notice{Head: s.fresh(scope.Unit, "", "notice"), Title: mend(c.Title), Text: mend(c.Text), To: []string{}, Files: c.Files, Sent: by.who()}
	next := move{book: Notices, by: by, act: "issue", kinds: []string{EvNoticeIssued}}
	for _, m := range all {
		named, chosen := len(c.To) == 0 || slices.Contains(c.To, m.Member), len(c.Kinds) == 0 || slices.Contains(c.Kinds, m.Kind)
		if !named || !chosen {
			continue
		}
		sent, err := s.hand(&n, m, by)
		if err != nil {
			return n, err
		}
		next.with = append(next.with, sent)
	}
	if len(n.To) == 0 || slices.ContainsFunc(c.To, func(code string) bool { return !slices.Contains(n.To, code) }) {
		return Notice{}, badField("to")
	}
	return n, saved(ctx, s, &n, next)
}

// hand sends a notice to one member unit, with a receipt.
func (s *Service) hand(n *Notice, m Member, by By) (Change, error) {
	n.To = append(n.To, m.Member)
	r := Receipt{Head: s.under(m, n.Kind), Title: n.Title}
	r.Ref, r.Due = n.ID, by.At+when.Micros(s.o.Rules.Unread)*when.Hour
	return moved(Receipts, &r, move{by: by, act: "send"})
}

// Circular (通报) is a published issue of a bulletin that is addressed to the member units.
type Circular struct {
	Issue string
	Unit  string // whose conference's member units get it
	Title string
	Text  string
}

// circular is the kind of a notice that hands a bulletin over; its Ref is the issue.
const circular = "bulletin"

// Circulate hands a published bulletin to every member unit of the conference, each with a receipt of its own. A second time does nothing:
// whoever has it has it. A conference without member units gets none.
func (s *Service) Circulate(ctx context.Context, c Circular) error {
	system := access.System()
	have, err := every[Notice](ctx, place{s, system}, Notices, Filter{Kind: circular, Ref: c.Issue})
	if err != nil || len(have) > 0 {
		return err
	}
	all, err := s.Members(ctx, system, Filter{})
	if err != nil {
		return err
	}
	by := s.by(system, "")
	n := Notice{Head: s.fresh(c.Unit, "", circular), Title: mend(c.Title), Text: mend(c.Text), To: []string{}, Files: []Evidence{}, Sent: by.who()}
	n.Ref = c.Issue
	next := move{book: Notices, by: by, act: "issue"}
	for _, m := range all {
		if m.Unit != c.Unit {
			continue
		}
		sent, err := s.hand(&n, m, by)
		if err != nil {
			return err
		}
		next.with = append(next.with, sent)
	}
	if len(n.To) == 0 {
		return nil
	}
	return saved(ctx, s, &n, next)
}

// Notices lists notices of the office.
func (s *Service) Notices(ctx context.Context, scope access.Scope, f Filter) ([]Notice, string, error) {
	err := scope.Require(access.GovernRead)
	if err != nil {
		return nil, "", err
	}
	return list[Notice](ctx, place{s, scope}, Notices, f)
}

// Receipts lists who has read a notice, or what a member unit has been sent.
func (s *Service) Receipts(ctx context.Context, scope access.Scope, f Filter) ([]Receipt, string, error) {
	return list[Receipt](ctx, place{s, scope}, Receipts, f)
}

// ReadNotice opens a notice by its receipt; the first time that somebody of the member unit does so is recorded.
func (s *Service) ReadNotice(ctx context.Context, scope access.Scope, receipt string) (Notice, Receipt, error) {
	err := readable(scope)
	if err != nil {
		return Notice{}, Receipt{}, err
	}
	r, err := get[Receipt](ctx, place{s, scope}, Receipts, receipt)
	if err != nil {
		return Notice{}, r, err
	}
	// the receipt is the member unit's right to its notice
	n, err := get[Notice](ctx, place{s, access.System()}, Notices, r.Ref)
	if err != nil || scope.Member == "" || r.State != "unread" {
		return n, r, err
	}
	by := s.by(scope, "")
	r.Read = by.who()
	return n, r, saved(ctx, s, &r, move{book: Receipts, by: by, act: "read"})
}
