package book

import (
	"fmt"
	"slices"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/fraud"
)

// Levels of readers of a script (话术), from the widest: whoever may read one reads those before it.
const (
	LevelPublic = "public" // 公开: passed on to anybody
	LevelMember = "member" // 成员单位: to member units of the joint conference
	LevelPolice = "police" // 内部: inside the centre
)

var levels = []string{LevelPublic, LevelMember, LevelPolice}

// Script is one kind of what fraudsters say (诈骗话术): how it is told from what is true, and what is answered.
type Script struct {
	Code    string         `yaml:"code"`
	Fraud   string         `yaml:"fraud"` // of term/fraud
	Level   string         `yaml:"level"`
	Edition rulefile.Whole `yaml:"edition"` // from 1; a changed text is the next
	From    string         `yaml:"from"`    // day of the edition, YYYY-MM-DD
	ZH      string         `yaml:"zh"`
	EN      string         `yaml:"en"`
	Says    string         `yaml:"says"`
	Tell    string         `yaml:"tell"`
	Answer  string         `yaml:"answer"`
}

// Library is the script library (话术库) with its source.
type Library struct {
	Scripts []Script `yaml:"scripts"`
	LabelZH string   `yaml:"label_zh"`
	LabelEN string   `yaml:"label_en"`
	Source  string   `yaml:"source"`
}

// LoadScripts reads the library that is shipped; its texts are held to what the rules say of texts for others.
func LoadScripts(r *Rules) (*Library, error) {
	raw, err := rulebook.FS.ReadFile("scripts.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return ParseScripts(raw, r)
}

// ParseScripts reads rulebook/scripts.yaml. It refuses a library with an entry that is doubled, incomplete, of an unknown type or level,
// or that holds what a text for others may not hold.
func ParseScripts(raw []byte, r *Rules) (*Library, error) {
	var file struct {
		Version rulefile.Whole `yaml:"version"`
		Library `yaml:",inline"`
	}
	err := rulefile.Decode(raw, &file)
	switch {
	case err != nil:
		return nil, ErrRules.With(err)
	case file.Version != 1 || file.Source == "" || len(file.Scripts) == 0:
		return nil, ErrRules.With(fmt.Errorf("version %d, %d scripts, source %q", file.Version, len(file.Scripts), file.Source))
	}
	for i, x := range file.Scripts {
		err = x.check(r)
		if err == nil && slices.ContainsFunc(file.Scripts[:i], func(y Script) bool { return y.Code == x.Code || y.ZH == x.ZH }) {
			err = fmt.Errorf("it stands there twice")
		}
		if err != nil {
			return nil, ErrRules.With(fmt.Errorf("script %s: %w", x.Code, err))
		}
	}
	return &file.Library, nil
}

func (x *Script) check(r *Rules) error {
	day := strings.Split(x.From, "-")
	switch {
	case !PlainCode(x.Code) || !fraud.Known(x.Fraud) || !slices.Contains(levels, x.Level):
		return fmt.Errorf("code %q, type %q or level %q", x.Code, x.Fraud, x.Level)
	case x.Edition < 1 || len(x.From) != 10 || len(day) != 3:
		return fmt.Errorf("edition %d of %q", x.Edition, x.From)
	case x.ZH == "" || x.EN == "" || x.Says == "" || x.Tell == "" || x.Answer == "":
		return fmt.Errorf("a text is empty")
	}
	found := r.Check(x.ZH + "。" + x.Says + x.Tell + x.Answer)
	if len(found) > 0 {
		return fmt.Errorf("a text for others may not hold this: %s", found[0].Code)
	}
	return nil
}

// For are the scripts that a reader of a level sees, of a fraud type or of all, with a word in their texts or any.
func (l *Library) For(level, fraudType, word string) []Script {
	out := []Script{}
	for _, x := range l.Scripts {
		seen := slices.Index(levels, x.Level) <= slices.Index(levels, level)
		if seen && (fraudType == "" || x.Fraud == fraudType) && strings.Contains(x.ZH+x.Says+x.Tell+x.Answer, word) {
			out = append(out, x)
		}
	}
	return out
}
