package wire

import (
	"context"
	"errors"
	"time"

	"fanzha/term/when"
)

// Words of simulated staff about a person whom nobody finds.
const (
	searchNote   = "多次电话及上门均未联系到当事人"
	searchAgain  = 24 * time.Hour
	searchPlaces = 8 // entries of the list of what is to be tried that are worked through; more are a defect
)

func stamp(m when.Micros) string { return m.Time().Format("2006-01-02T15:04:05.000Z07:00") }

func refusedAs(err error, code string) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Code == code
}

// tracked is what the page of lines says of a search.
type tracked struct {
	Plan struct {
		State string `json:"state"`
	} `json:"plan"`
	Checklist []struct {
		Code     string `json:"code"`
		Least    int    `json:"least"`
		Have     int    `json:"have"`
		NotFound bool   `json:"not_found"`
	} `json:"checklist"`
	Tracks []struct {
		ID    string `json:"id"`
		Kind  string `json:"kind"`
		State string `json:"state"`
	} `json:"tracks"`
}

// search works through what must have been tried before a person is given up, asks for it, and has a colleague confirm it.
func (c *Console) search(ctx context.Context, warning string) error {
	at := "/api/v1/warnings/" + warning
	var page tracked
	err := c.get(ctx, at+"/lines", &page)
	if err != nil {
		return err
	}
	done := 0
	for _, item := range page.Checklist {
		for have := item.Have; item.NotFound && have < item.Least && done < searchPlaces; have++ {
			done++
			err = c.look(ctx, warning, item.Code)
			if err != nil {
				return err
			}
		}
	}
	if page.Plan.State != "not_found_asked" {
		err = c.post(ctx, at+"/plan/not_found", map[string]string{"note": searchNote})
	}
	if err != nil {
		return err
	}
	if c.second == nil {
		c.second, err = Login(ctx, Options{Base: c.opts.Base, Login: c.opts.Second, Client: c.opts.Client})
	}
	if err != nil {
		return err
	}
	return c.second.post(ctx, at+"/plan/confirm", map[string]string{"note": "情况属实"})
}

// look does one thing of the list.
func (c *Console) look(ctx context.Context, warning, code string) error {
	from := c.latest
	if from == 0 {
		from = when.Of(time.Now())
	}
	tried := map[string]any{"warning_id": warning, "next_at": stamp(from.Add(searchAgain)), "reason": "查找当事人"}
	switch code {
	case "call":
		tried["channel"], tried["outcome"] = "call", "no_answer"
		return c.post(ctx, "/api/v1/attempts", tried)
	case "station":
		tried["channel"], tried["outcome"] = "visit", "absent"
		return c.post(ctx, "/api/v1/attempts", tried)
	case "carrier":
		return c.line(ctx, warning, way{map[string]string{"kind": "carrier", "carrier": "mobile", "task": "请核实号码状态"}, "done", map[string]string{"note": "号码已停机"}})
	}
	return c.line(ctx, warning, way{map[string]string{"kind": "relatives", "task": "联系亲属"}, "try", map[string]string{"outcome": "none_known"}})
}

// way is a line with what is asked, and how it ends.
type way struct {
	ask map[string]string
	act string
	say map[string]string
}

// line opens a line unless it stands, and ends it.
func (c *Console) line(ctx context.Context, warning string, w way) error {
	at := "/api/v1/warnings/" + warning + "/lines"
	err := c.post(ctx, at, w.ask)
	if err != nil && !refusedAs(err, "lines.line_open") {
		return err
	}
	var page tracked
	err = c.get(ctx, at, &page)
	if err != nil {
		return err
	}
	for _, t := range page.Tracks {
		if t.Kind == w.ask["kind"] && t.ID != "" && (t.State == "open" || t.State == "asked") {
			return c.post(ctx, "/api/v1/lines/"+t.ID+"/"+w.act, w.say)
		}
	}
	return nil
}
