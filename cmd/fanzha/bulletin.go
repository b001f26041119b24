package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"fanzha/centre/stats/check"
	"fanzha/centre/stats/facts"
	"fanzha/centre/stats/phrase"
	"fanzha/internal/charset"
)

// bulletinCmd works on the texts of bulletins (通报).
type bulletinCmd struct {
	Parse  bulletinParseCmd  `cmd:"" help:"Find the figures of a text, with their places."`
	Check  bulletinCheckCmd  `cmd:"" help:"Look for slips in a text: magnitude, units, sums, comparisons, names, superlatives. Exit status 1 when there are any."`
	Render bulletinRenderCmd `cmd:"" help:"Print published facts in words, from their structure, and read the words back."`
	Year   bulletinYearCmd   `cmd:"" help:"Draft a year of bulletins of the invented city; read every figure back and count it a second time."`
}

// maxBulletin bounds a text, in bytes.
const maxBulletin = phrase.MaxText

// textOf reads a text in UTF-8 or GB18030; - is standard input.
func textOf(path string) (text string, err error) {
	f := os.Stdin
	if path != "-" {
		f, err = os.Open(path)
		if err != nil {
			return "", err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxBulletin+1))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	if len(raw) > maxBulletin {
		return "", fmt.Errorf("%s is larger than %d MiB: no bulletin is", path, maxBulletin>>20)
	}
	return decoded(raw), nil
}

// decoded is a text in UTF-8. Places that are reported are places in it.
func decoded(raw []byte) string {
	name := charset.Detect(raw, true)
	if name == charset.UTF8 || name == charset.UTF8BOM || name == charset.Unknown {
		return string(raw)
	}
	text, err := io.ReadAll(charset.Reader(strings.NewReader(string(raw)), name))
	if err != nil {
		return string(raw)
	}
	return string(text)
}

type bulletinParseCmd struct {
	File string `arg:"" help:"Text in UTF-8 or GB18030, perhaps with HTML; - is standard input." placeholder:"FILE"`
	Day  string `help:"Day of the text, for 今年 and 上半年: 2024-07-15. Without it the first full date in the text." placeholder:"DAY"`
	JSON bool   `help:"One JSON object instead of lines." name:"json"`
}

// Run prints the figures of a text.
func (c *bulletinParseCmd) Run(_ *env) error { return c.print(os.Stdout) }

func (c *bulletinParseCmd) print(out io.Writer) error {
	text, err := textOf(c.File)
	if err != nil {
		return err
	}
	found := phrase.ParseWith(text, phrase.Options{Day: c.Day})
	if c.JSON {
		return bulletinJSON(out, found)
	}
	for _, f := range found.Figures {
		_, err = fmt.Fprintf(out, "%d-%d\t%s\t%s\n", f.Start, f.End, f.Code, phrase.Print(f))
		if err != nil {
			return err
		}
	}
	for _, w := range found.Warnings {
		_, err = fmt.Fprintf(out, "%d-%d\t! %s\t%s\n", w.Start, w.End, w.Code, w.Quote)
		if err != nil {
			return err
		}
	}
	return nil
}

func bulletinJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

type bulletinCheckCmd struct {
	File    string `arg:"" help:"Text in UTF-8 or GB18030; - is standard input." placeholder:"FILE"`
	History string `help:"CSV of earlier figures: columns indicator_code or indicator_cn, value, unit_cn, period_text (指标, 数值, 单位, 期间)." placeholder:"CSV"`
	Day     string `help:"Day of the text: 2024-07-15." placeholder:"DAY"`
	JSON    bool   `help:"One JSON object instead of lines." name:"json"`
}

// Run prints what is found; any finding makes the exit status 1.
func (c *bulletinCheckCmd) Run(_ *env) error { return c.print(os.Stdout) }

func (c *bulletinCheckCmd) print(out io.Writer) error {
	text, err := textOf(c.File)
	if err != nil {
		return err
	}
	o := check.Options{Day: c.Day}
	if c.History != "" {
		o.History, err = historyOf(c.History)
		if err != nil {
			return fmt.Errorf("read the history %s: %w", c.History, err)
		}
	}
	findings := check.Text(text, o)
	if c.JSON {
		err = bulletinJSON(out, map[string]any{"findings": append([]check.Finding{}, findings...), "history": len(o.History)})
	} else {
		err = bulletinFindings(out, text, findings)
	}
	if err == nil && len(findings) > 0 {
		err = errFailed
	}
	return err
}

func bulletinFindings(out io.Writer, text string, findings []check.Finding) error {
	for _, f := range findings {
		line := 1 + strings.Count(text[:f.Start], "\n")
		_, err := fmt.Fprintf(out, "%s line %d, byte %d: [%s] %s\n    %s\n", f.Severity, line, f.Start, f.Code, f.ZH, f.EN)
		if err != nil {
			return err
		}
	}
	if len(findings) == 0 {
		_, err := fmt.Fprintln(out, "未发现问题 / nothing found")
		return err
	}
	return nil
}

func historyOf(path string) (h check.History, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return check.ReadHistory(f)
}

type bulletinRenderCmd struct {
	Facts string `required:"" help:"CSV of published facts; docs/phrases.md names the columns." placeholder:"CSV"`
	JSON  bool   `help:"One JSON object a line." name:"json"`
}

// Run prints the facts in words.
func (c *bulletinRenderCmd) Run(_ *env) error { return c.print(os.Stdout) }

func (c *bulletinRenderCmd) print(out io.Writer) (err error) {
	f, err := os.Open(c.Facts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := facts.Read(f)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.Facts, err)
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, l := range facts.Render(rows) {
		if c.JSON {
			err = e.Encode(l)
		} else {
			_, err = fmt.Fprintf(out, "%s\t%s\t%s\t%t\t%s\n", l.ID, l.Value, l.Change, l.Reparsed, strings.Join(l.Flags, " "))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
