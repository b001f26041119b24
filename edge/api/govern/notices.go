package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
)

// NoticeRow is a notice of the joint office.
type NoticeRow struct {
	GovernHead
	Title string           `json:"title"`
	Text  string           `json:"text"`
	To    []string         `json:"to"`
	Files []GovernEvidence `json:"files"`
	Sent  GovernPerson     `json:"sent"`
}

// ReceiptRow is a notice in the hands of one member unit.
type ReceiptRow struct {
	GovernHead
	Title string       `json:"title"`
	Read  GovernPerson `json:"read"`
	// Unreachable: unread for longer than the setting allows.
	Unreachable bool `json:"unreachable"`
}

// NoticeRead is a notice that was opened.
type NoticeRead struct {
	Notice  NoticeRow  `json:"notice"`
	Receipt ReceiptRow `json:"receipt"`
}

type governNoticeInput struct {
	Body struct {
		Title string           `json:"title" minLength:"1" maxLength:"60"`
		Text  string           `json:"text" minLength:"1" maxLength:"2000"`
		To    []string         `json:"to,omitempty" maxItems:"200" doc:"Codes of member units; empty: all of the kinds."`
		Kinds []string         `json:"kinds,omitempty" maxItems:"10"`
		Files []GovernEvidence `json:"files,omitempty" maxItems:"20"`
	}
}

func (d *desk) noticeRoutes() {
	listing(d, route{"/govern/notices", "list-notices", "Notices of the joint office"},
		d.Room.Notices, d.notice)
	making(d, route{"/govern/notices", "issue-notice", "Send a notice to member units"}, func(ctx context.Context, scope access.Scope, in *governNoticeInput) (govern.Notice, error) {
		b := in.Body
		return d.Room.IssueNotice(ctx, scope, govern.NoticeCmd{Title: b.Title, Text: b.Text, To: b.To, Kinds: b.Kinds, Files: proof(b.Files)})
	}, d.notice)
	listing(d, route{"/govern/receipts", "list-receipts", "Who has read a notice; of a member unit: what it was sent"},
		d.Room.Receipts, d.receipt)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/govern/receipts/{id}/read", ID: "read-notice", Summary: "Open a notice; the first reading is recorded", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (NoticeRead, error) {
			n, r, err := d.Room.ReadNotice(ctx, scope, in.ID)
			return NoticeRead{d.notice(ctx, &n), d.receipt(ctx, &r)}, err
		})
}

func (d *desk) notice(ctx context.Context, n *govern.Notice) NoticeRow {
	return NoticeRow{d.head(ctx, n.Head), n.Title, n.Text, n.To, files(n.Files), person(n.Sent)}
}

func (d *desk) receipt(ctx context.Context, r *govern.Receipt) ReceiptRow {
	return ReceiptRow{d.head(ctx, r.Head), r.Title, person(r.Read), r.State == "unread" && r.Due != none && d.Clock.Now() >= r.Due}
}
