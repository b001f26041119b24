package scenario

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/term/when"
	"fanzha/test/harness"
)

// Protects the figures from end to end: every scene of testdata/figures, in the real binary, over HTTP, with exact numbers. The scenes share
// one centre, whose clock is pushed; each has months and weeks of its own, so that what one counts is not in the figure of another.
func TestFigureStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/figures/*.txt")
	check.True(t, err == nil && len(files) > 0, "no stories")
	p := newPlay(t, harness.StartExercise(t, t.TempDir()))
	s := &stage{play: p, kept: map[string]any{}}
	told := 0
	for _, file := range files {
		for _, one := range scenes(t, file) {
			told++
			t.Run(one.title, func(t *testing.T) { s.tell(t, one.lines) })
		}
	}
	check.True(t, told >= 30, "too few scenes")
	harness.MustRun(t, "audit", "verify", "--data", p.c.Dir)
	p.nothingParked()
	check.Equal(t, p.c.Stop(t), 0)
}

// scene is one story of a file: from a line "== title" to the next.
type scene struct {
	title string
	lines []line
}

// scenes cuts a file into its scenes. What stands before the first title belongs to the first.
func scenes(t *testing.T, file string) []scene {
	t.Helper()
	raw, err := os.ReadFile(file)
	check.NoError(t, err)
	var out []scene
	for i, text := range strings.Split(string(raw), "\n") {
		text = strings.TrimSpace(text)
		title, begins := strings.CutPrefix(text, "== ")
		switch {
		case begins:
			out = append(out, scene{title: title})
			continue
		case text == "" || text[0] == '#':
			continue
		case len(out) == 0:
			t.Fatalf("%s:%d: a scene begins with its title", file, i+1)
		}
		last := &out[len(out)-1]
		last.lines = append(last.lines, line{file: filepath.Base(file), n: i + 1, words: spell(text)})
	}
	return out
}

// spell cuts a sentence at its spaces; within double quotes spaces stay, and the quotes go.
func spell(text string) []string {
	var out []string
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range text {
		switch {
		case r == '"':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		out = append(out, word.String())
	}
	return out
}

// stage is a play whose sentences are requests and expectations in exact numbers; docs of the sentences stand at act.
type stage struct {
	*play
	kept  map[string]any // what answers were kept as
	dirty bool           // something was done that has not been worked off
}

// tell plays a scene; what it kept and whom it introduced stays for the scenes behind it.
func (s *stage) tell(t *testing.T, lines []line) {
	q := &stage{play: s.play.in(t), kept: s.kept, dirty: true}
	defer func() { s.people = q.people }()
	for _, l := range lines {
		err := q.perform(l)
		if err != nil {
			t.Fatalf("%s\n  %v", l, err)
		}
	}
}

// perform plays one sentence:
//
//	county 990101 云东县                        a centre of a county with its area
//	lin is officer at 990101000000              an account, signed in; once for all scenes
//	wang answers for edu                        an account of a member unit's liaison
//	clock +24h 10                               the clock is pushed, ten times
//	clock thursday twice                        day by day to the second Thursday from now
//	lin posts /cases number=… age:=36 as c1     JSON of strings and raw values; the answer is kept
//	lin posts /cases/@c1/solve at=2025-03-05    @c1: id in the path, version in the body, and the new state kept
//	lin posts /cases/@c1/solve refused CODE     it must be refused with exactly that code
//	lin gets /cases unit=990101000000 as list   a query
//	lin takes /bulletins/{i.id}/export format=docx as f   a file; its texts are kept as f.text, of a workbook its cells and formulas
//	lin sends /cases/import dry=1 "line\nline" as o       a body that is a file
//	checks "a text" against "a history" as looked         the command that looks for slips in a text
//	figure case.filed week 2025-03-03 by lin [side=value]: num=3 text_zh=3起
//	expect c1 state=solved loss_fen=100 items#=2 sections[id=overall].paragraphs.0.text~"立电信" (= equal, != not, ~ holds, !~ holds not, #= length)
func (s *stage) perform(l line) error {
	w := l.words
	switch {
	case w[0] == "county":
		harness.AddUnit(s.staff("sys"), w[1]+"000000", w[2], w[1])
		return nil
	case w[0] == "clock" && w[1] == "thursday":
		for left, days := len(w)-1, 0; left > 0 && days < 21; days++ {
			s.forward(24 * time.Hour)
			if s.now().In(when.Zone).Weekday() == time.Thursday {
				left--
			}
		}
		s.dirty = false
		return nil
	case w[0] == "clock":
		times := 1
		if len(w) == 3 {
			_, err := fmt.Sscan(w[2], &times)
			if err != nil {
				return err
			}
		}
		for range times {
			s.forward(span(s.t, l, w[1]))
		}
		s.dirty = false
		return nil
	case w[0] == "figure":
		return s.figure(w[1:])
	case w[0] == "checks":
		return s.checks(w)
	case w[0] == "expect":
		return s.compareKept(s.kept[w[1]], w[2:])
	case len(w) == 5 && w[1] == "is":
		if s.people[w[0]] == nil {
			s.introduce(w[0], w[2], w[4])
		}
		return nil
	case len(w) == 4 && w[1] == "answers":
		s.liaison(w[0], w[3])
		return nil
	case len(w) > 2 && s.people[w[0]] != nil:
		return s.request(w)
	}
	return errUnknown
}

// liaison makes the account of a member unit's person.
func (s *stage) liaison(login, member string) {
	if s.people[login] == nil {
		s.people[login] = s.c.AddMemberLiaison(s.t, [2]*harness.Client{s.staff("sys"), s.staff("sec")}, login, member)
	}
}

// figure reads an indicator of a period and compares what is named behind the colon.
func (s *stage) figure(w []string) error {
	if len(w) < 6 || w[3] != "by" {
		return errUnknown
	}
	query, rest := []string{"period=" + w[1], "at=" + w[2]}, []string(nil)
	for i, x := range w[4:] {
		word, ends := strings.CutSuffix(x, ":")
		if i > 0 {
			query = append(query, word)
		}
		if ends {
			rest = w[5+i:]
			break
		}
	}
	if rest == nil {
		return fmt.Errorf("%w: no colon", errUnknown)
	}
	login := strings.TrimSuffix(w[4], ":")
	err := s.request(append([]string{login, "gets", "/indicators/" + w[0] + "/reading"}, append(cutEmpty(query), "as", "figure")...))
	if err != nil {
		return err
	}
	return s.compareKept(s.kept["figure"], rest)
}

// checks runs the command that looks for slips in a text. A text with slips ends it with 1, which is no failure here.
func (s *stage) checks(w []string) error {
	if len(w) != 6 {
		return errUnknown
	}
	dir := s.t.TempDir()
	text, history := filepath.Join(dir, "text.txt"), filepath.Join(dir, "history.csv")
	err := os.WriteFile(text, []byte(w[1]), 0o600)
	if err == nil {
		err = os.WriteFile(history, []byte(strings.ReplaceAll(w[3], `\n`, "\n")), 0o600)
	}
	if err != nil {
		return err
	}
	out, _, _ := harness.Run(s.t, "bulletin", "check", text, "--history", history, "--json")
	return s.keep(answer{status: http.StatusOK, raw: []byte(out)}, w[5], "")
}

func cutEmpty(list []string) []string {
	var out []string
	for _, x := range list {
		if x != "" {
			out = append(out, x)
		}
	}
	return out
}
