// Package story tells a masked case (典型案例) for a public text: what kind of person lost about how much to what kind of fraud, and how such
// a fraud goes. It is made of the fields of the register alone, never of what an officer wrote about the case: a brief may hold a name.
//
// What tells a person apart is left out: no name, no place below the whole jurisdiction, no day, an amount rounded down to its first digit. A
// trait (age, sex, occupation) stands only where enough people with the same traits were defrauded in the same way; where there are not
// enough of the type itself, there is no story.
package story

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fanzha/centre/stats"
	"fanzha/term/money"
)

// ErrRefused says that a story could tell who it is about.
var ErrRefused = errors.New("story: it could tell who it is about")

// Case is what the register knows of a case that a story may use.
type Case struct {
	Fraud      string
	Kind       string // person, enterprise
	Sex        string
	AgeBand    string
	Occupation string
	LossFen    int64
	Solved     bool
	Back       bool // some of the money came back
}

// Traits are sides with their values that several victims have in common.
type Traits map[stats.Dim]string

// Room is what a story is told with.
type Room struct {
	Least int64 // so many with the same traits, or they are not told
	// Alike counts the cases of a fraud against a kind of victim with these traits.
	Alike func(ctx context.Context, fraud, kind string, t Traits) (int64, error)
	// Word is what a value of a side is called; empty where it has no name.
	Word  func(d stats.Dim, value string) string
	Area  string   // 全市: what the whole jurisdiction is called
	Name  string   // of the fraud
	Steps []string // how it goes, in five steps
}

// minor is the age band of those of whom nothing is told.
const minor = "under_18"

// mostFen is the loss, in fen, from which on a case is known in its town: nothing is told of it.
const mostFen = 10_000_000 * money.Yuan

// Tell makes the story. ErrRefused where it could tell who it is about: of a minor, of an enterprise among few, of a type among few.
func (r Room) Tell(ctx context.Context, c Case) (string, error) {
	if c.AgeBand == minor || c.LossFen <= 0 || c.LossFen >= mostFen || r.Name == "" || len(r.Steps) == 0 {
		return "", ErrRefused
	}
	who, err := r.who(ctx, c)
	if err != nil {
		return "", err
	}
	out := "近日，" + strings.Replace(r.Area, "全", "我", 1) + who + "遭遇" + r.Name + "诈骗，损失" + About(c.LossFen) + "。"
	out += "此类骗局一般分五步：" + strings.Join(r.Steps, "→") + "。"
	switch {
	case c.Solved && c.Back:
		out += "目前案件已侦破，部分被骗资金已追回。"
	case c.Solved:
		out += "目前案件已侦破。"
	default:
		out += "目前案件正在侦办。"
	}
	return out, nil
}

// who is the victim by as many traits as enough others share.
func (r Room) who(ctx context.Context, c Case) (string, error) {
	if c.Kind == "enterprise" {
		return "一家企业", r.enough(ctx, c, nil)
	}
	all := []Traits{
		{stats.AgeBand: c.AgeBand, stats.Sex: c.Sex, stats.Occupation: c.Occupation}, {stats.AgeBand: c.AgeBand, stats.Sex: c.Sex}, {stats.AgeBand: c.AgeBand}, {},
	}
	for _, t := range all {
		if !r.named(t) {
			continue
		}
		err := r.enough(ctx, c, t)
		if errors.Is(err, ErrRefused) {
			continue
		}
		return r.spell(t), err
	}
	return "", ErrRefused
}

// named says whether every trait has a word.
func (r Room) named(t Traits) bool {
	for d, v := range t {
		if v == "" || r.Word(d, v) == "" {
			return false
		}
	}
	return true
}

func (r Room) enough(ctx context.Context, c Case, t Traits) error {
	n, err := r.Alike(ctx, c.Fraud, c.Kind, t)
	if err == nil && n < r.Least {
		return ErrRefused
	}
	return err
}

func (r Room) spell(t Traits) string {
	if len(t) == 0 {
		return "一名群众"
	}
	out := "一名" + r.Word(stats.AgeBand, t[stats.AgeBand])
	if t[stats.Occupation] != "" {
		return out + "的" + r.Word(stats.Sex, t[stats.Sex]) + "性" + r.Word(stats.Occupation, t[stats.Occupation])
	}
	if t[stats.Sex] != "" {
		return out + "的" + r.Word(stats.Sex, t[stats.Sex]) + "性"
	}
	return out + "的群众"
}

// About is an amount, in fen, rounded down to its first digit: 3万余元, 数千元; from a million on 100万元以上.
func About(fen int64) string {
	yuan := fen / money.Yuan
	switch {
	case yuan < 100:
		return "不足百元"
	case yuan < 1000:
		return "数百元"
	case yuan < 10_000:
		return "数千元"
	case yuan >= 1_000_000:
		return "100万元以上"
	}
	size := int64(10_000)
	if yuan >= 100_000 {
		size = 100_000
	}
	first := yuan / size * size
	more := ""
	if first*money.Yuan < fen {
		more = "余"
	}
	return strconv.FormatInt(first/10_000, 10) + "万" + more + "元"
}
