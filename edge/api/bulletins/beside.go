package bulletins

import (
	"context"
	"net/http"
	"net/url"

	"fanzha/base/access"
	"fanzha/centre/stats/bulletin"
	"fanzha/edge/api"
	"fanzha/edge/print"
)

type issueRemarkInput struct {
	api.ByID
	Body struct {
		Paragraph string `json:"paragraph,omitempty" maxLength:"200" doc:"Empty: the whole issue."`
		Text      string `json:"text" minLength:"1" maxLength:"2000"`
	}
}

type issueErratumInput struct {
	api.ByID
	Body struct {
		Place  string `json:"place" minLength:"1" maxLength:"200" doc:"Figure or paragraph."`
		Text   string `json:"text,omitempty" maxLength:"4000" doc:"New words of a paragraph; a figure is counted anew and nobody types it."`
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type compareQuery struct {
	api.ByID
	With string `query:"with" maxLength:"64" doc:"Empty: the last published issue of its kind."`
}

// Comparison is an issue beside another one.
type Comparison struct {
	With IssueRow        `json:"with"`
	Rows []DifferenceRow `json:"rows"`
}

// DifferenceRow is a paragraph in two issues.
type DifferenceRow struct {
	Paragraph string     `json:"paragraph"`
	Before    string     `json:"before"`
	After     string     `json:"after"`
	Figures   []MovedRow `json:"figures"`
}

// MovedRow is a figure in two issues.
type MovedRow struct {
	Figure string `json:"figure"`
	Title  string `json:"title"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// CheckAnswer is what release would find.
type CheckAnswer struct {
	Findings []FindingRow `json:"findings"`
	Stops    int          `json:"stops" doc:"That are neither mended nor let pass."`
}

func (d *desk) besideRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins/{id}/check", ID: "check-bulletin", Summary: "Look at an issue as release does: words, limits, and a count anew", Tag: tag}, d.check)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins/{id}/remarks", ID: "remark-bulletin", Summary: "Comment on an issue or a paragraph", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *issueRemarkInput) (IssueDetail, error) {
			_, err := d.Bulletins.Remark(ctx, scope, bulletin.RemarkCmd{ID: in.ID, Paragraph: in.Body.Paragraph, Text: in.Body.Text})
			return d.detail(ctx, scope, in.ID, err)
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins/{id}/errata", ID: "correct-bulletin", Summary: "Publish a correction of a published issue", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *issueErratumInput) (ErratumRow, error) {
			e, err := d.Bulletins.Correct(ctx, scope, bulletin.ErratumCmd{ID: in.ID, Place: in.Body.Place, Text: in.Body.Text, Reason: in.Body.Reason})
			return erratum(e), err
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/bulletins/{id}/compare", ID: "compare-bulletin", Summary: "An issue beside the one before", Tag: tag}, d.compare)
}

func (d *desk) check(ctx context.Context, scope access.Scope, in *api.ByID) (CheckAnswer, error) {
	list, err := d.Bulletins.Check(ctx, scope, in.ID)
	if err != nil {
		return CheckAnswer{}, err
	}
	x, err := d.Bulletins.Issue(ctx, scope, in.ID)
	return CheckAnswer{findings(&x.Issue, list), bulletin.Blocking(list)}, err
}

func (d *desk) compare(ctx context.Context, scope access.Scope, in *compareQuery) (Comparison, error) {
	list, with, err := d.Bulletins.Compare(ctx, scope, in.ID, in.With)
	out := Comparison{Rows: []DifferenceRow{}}
	if err != nil {
		return out, err
	}
	if with.ID != "" {
		out.With = d.view(ctx).row(&with)
	}
	for _, x := range list {
		r := DifferenceRow{Paragraph: x.Paragraph, Before: x.Before, After: x.After, Figures: []MovedRow{}}
		for _, f := range x.Figures {
			r.Figures = append(r.Figures, MovedRow{f.Figure, f.Title, f.Before, f.After})
		}
		out.Rows = append(out.Rows, r)
	}
	return out, nil
}

// export sends a document of an issue. Who took it, in which format and why is recorded before it leaves.
func (d *desk) export(w http.ResponseWriter, r *http.Request, scope access.Scope) error {
	x, err := d.Bulletins.Issue(r.Context(), scope, r.PathValue("id"))
	if err != nil {
		return err
	}
	format := r.URL.Query().Get("format")
	job := print.Job{Issue: x.Issue, Definitions: d.Bulletins.Definitions(&x.Issue), Errata: x.Errata, Kind: x.Issue.Kind}
	t, ok := d.Bulletins.Template(x.Issue.Kind)
	if ok {
		job.Kind = t.ZH
	}
	file, err := print.Make(job, format)
	if err != nil {
		return err
	}
	reason := r.URL.Query().Get("reason")
	if len(reason) > bulletin.NoteMax {
		reason = ""
	}
	err = d.Bulletins.Exported(r.Context(), scope, x.Issue, "导出"+format+" "+reason)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", file.Type)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(file.Name))
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(file.Raw)
	return err
}
