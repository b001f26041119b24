// Package print makes documents of an issue of a bulletin: docx in the layout of official documents, PDF with its own layout and an
// embedded typeface so that every machine shows the same Chinese, xlsx with formulas for whoever wants to count along, and plain text
// for phones. What is printed is what the issue says: no number is made here, except those that the formulas of the xlsx compute
// before the reader's eyes.
package print

import (
	"fmt"
	"strings"
	"time"

	"fanzha/centre/stats/bulletin"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// ErrPrint says that a document could not be made.
var ErrPrint = fault.New(fault.Internal, "print.broken")

// ErrFormat says that there is no such format.
var ErrFormat = fault.New(fault.Invalid, "print.format")

// Job is what is printed.
type Job struct {
	Issue       bulletin.Issue
	Definitions map[string]bulletin.Definition // by code, of the figures
	Errata      []bulletin.Erratum
	Kind        string // name of the kind: 周通报
}

// File is a document.
type File struct {
	Name string
	Type string
	Raw  []byte
}

// Formats are the formats there are.
var Formats = []string{"docx", "pdf", "xlsx", "txt"}

var types = map[string]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pdf":  "application/pdf",
	"txt":  "text/plain; charset=utf-8",
}

// Make makes a document. The same job is the same document.
func Make(j Job, format string) (File, error) {
	makers := map[string]func(Job) ([]byte, error){"docx": Docx, "pdf": PDF, "xlsx": Xlsx, "txt": Text}
	m, ok := makers[format]
	if !ok {
		return File{}, ErrFormat
	}
	raw, err := m(j)
	if err != nil {
		return File{}, ErrPrint.With(err)
	}
	return File{Name: j.name() + "." + format, Type: types[format], Raw: raw}, nil
}

// name is that of the file: kind, period, number or state.
func (j *Job) name() string {
	i := &j.Issue
	state := "草稿"
	if i.No > 0 {
		state = fmt.Sprintf("第%d期", i.No)
	}
	return strings.Join([]string{j.Kind, i.Span.From.String(), i.Span.To.String(), state}, "_")
}

// Text prints plain text for phones.
func Text(j Job) ([]byte, error) {
	out := j.Issue.Plain()
	for _, e := range j.Errata {
		out += "\n" + errata(e)
	}
	return []byte(out + "\n"), nil
}

func errata(e bulletin.Erratum) string {
	return fmt.Sprintf("更正（%s）：“%s”原为%s，现为%s。原因：%s", day(e.At), e.Name, e.Old, e.New, e.Reason)
}

func day(m when.Micros) string { return m.Time().In(when.Zone).Format("2006年1月2日") }

func minute(m when.Micros) string { return m.Time().In(when.Zone).Format("2006年1月2日15时04分") }

// dated is when the issue is dated: published, or drafted.
func (j *Job) dated() when.Micros {
	if j.Issue.PublishedAt != 0 {
		return j.Issue.PublishedAt
	}
	return j.Issue.DraftedAt
}

func (j *Job) created() time.Time { return j.dated().Time().UTC() }

// mark is the number of the document (发文字号), or what it is instead.
func (j *Job) mark() string {
	i := &j.Issue
	if i.No > 0 {
		return fmt.Sprintf("〔%d〕第%d期", i.Span.To.Time().Year(), i.No)
	}
	return "（" + map[bulletin.State]string{
		bulletin.Draft: "草稿，未经批准", bulletin.Review: "送审稿，未经批准", bulletin.Approved: "已批准，未发布", bulletin.Withdrawn: "已撤回",
	}[i.State] + "）"
}
