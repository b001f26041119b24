package bulletin

import "strings"

// Plain is the issue as plain text for phones: title, headings, paragraphs, tables as lines. What is in the annex stays out.
func (i *Issue) Plain() string {
	var b strings.Builder
	line := func(s string) {
		if s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	line(i.Title)
	for _, s := range i.Sections {
		if s.Annex {
			continue
		}
		line(s.Heading)
		for _, p := range s.Paragraphs {
			line(p.Text)
		}
		if s.Table == nil {
			continue
		}
		line(s.Table.Title)
		for _, r := range s.Table.Rows {
			cells := []string{r.Label}
			for k, c := range r.Cells {
				if c.Text != "" {
					cells = append(cells, s.Table.Columns[k].Name+c.Text)
				}
			}
			line(strings.Join(cells, "，"))
		}
		line(s.Table.Note)
	}
	return strings.TrimRight(b.String(), "\n")
}
