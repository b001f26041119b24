package ruletext

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"fanzha/rulebook"
)

// catalogue is rulebook/problems/scenario.yaml: the Chinese of what is found wrong.
type catalogue struct {
	Rest      string `yaml:"rest"`
	Hint      string `yaml:"hint"`
	Inline    string `yaml:"inline"`
	Sentences []struct {
		EN string `yaml:"en"`
		ZH string `yaml:"zh"`
	} `yaml:"sentences"`
	Words map[string]string `yaml:"words"`

	shapes []*regexp.Regexp // of Sentences
}

var chinese = sync.OnceValues(func() (*catalogue, error) {
	raw, err := rulebook.FS.ReadFile("problems/scenario.yaml")
	if err != nil {
		return nil, fmt.Errorf("read problems/scenario.yaml: %w", err)
	}
	c := &catalogue{}
	err = yaml.UnmarshalWithOptions(raw, c, yaml.DisallowUnknownField())
	if err != nil {
		return nil, fmt.Errorf("read problems/scenario.yaml: %w", err)
	}
	for _, s := range c.Sentences {
		shape, err := regexp.Compile(`(?s)^` + strings.ReplaceAll(regexp.QuoteMeta(s.EN), `\{\}`, `(.*?)`) + `$`)
		if err != nil {
			return nil, fmt.Errorf("problems/scenario.yaml: %q: %w", s.EN, err)
		}
		c.shapes = append(c.shapes, shape)
	}
	return c, nil
})

var (
	hinted = regexp.MustCompile(`(?s)^(.*); did you mean "([^"]*)"\?$`)
	inLine = regexp.MustCompile(`(?s)^(.*) \(character (\d+) of the line of the condition\)$`)
	inFile = regexp.MustCompile(`(?s)^([\w/.-]+\.yaml): (.*)$`)
)

// Chinese gives the Chinese of what is found wrong; known is false where no sentence fits and the English stands in it.
func Chinese(why string) (zh string, known bool) {
	c, err := chinese()
	if err != nil {
		return why, false // the tests read the file
	}
	if m := inFile.FindStringSubmatch(why); m != nil {
		zh, known = Chinese(m[2])
		return m[1] + "：" + zh, known
	}
	tail := ""
	if m := inLine.FindStringSubmatch(why); m != nil {
		why, tail = m[1], fill(c.Inline, m[2:])
	}
	if m := hinted.FindStringSubmatch(why); m != nil {
		why, tail = m[1], fill(c.Hint, m[2:])+tail
	}
	for i, shape := range c.shapes {
		m := shape.FindStringSubmatch(why)
		if m == nil {
			continue
		}
		for k := range m[1:] {
			m[k+1] = c.word(m[k+1])
		}
		return fill(c.Sentences[i].ZH, m[1:]) + tail, true
	}
	return fill(c.Rest, []string{why}) + tail, false
}

// word is the Chinese of what a sentence names: a word, or several with commas between them.
func (c *catalogue) word(s string) string {
	list := strings.Split(s, ", ")
	for i, one := range list {
		zh, ok := c.Words[one]
		if ok {
			list[i] = zh
		}
	}
	return strings.Join(list, "、")
}

// fill puts values into {1}, {2} … in one pass, so that a value cannot ask for another one.
func fill(text string, values []string) string {
	return placed.ReplaceAllStringFunc(text, func(mark string) string {
		n, err := strconv.Atoi(mark[1 : len(mark)-1])
		if err != nil || n > len(values) {
			return mark
		}
		return values[n-1]
	})
}

var placed = regexp.MustCompile(`\{[1-9]\}`)
