package life

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/base/rulefile"
	"fanzha/centre/detect/ruletext"
	"fanzha/term/fault"
)

// HubFormat names the file format of exchange, with its version.
const HubFormat = "fanzha-scenario/1"

// HubMax bounds a hub file.
const HubMax = 4 << 20

// HubFile is a scenario on its way from centre to centre: its text with its examples, the lists that it needs, and a content hash over both.
// It carries nothing of any person: the examples are invented, and a centre that writes real ones into a scenario must not send it.
type HubFile struct {
	Format string            `json:"format"`
	Code   string            `json:"code"`
	Number int64             `json:"version"`
	NameZH string            `json:"name_zh"`
	NameEN string            `json:"name_en"`
	From   string            `json:"from"` // unit that sent it
	Sent   string            `json:"sent"` // day, YYYY-MM-DD
	Text   string            `json:"scenario"`
	Lists  map[string]string `json:"lists"`            // name to text of its file
	Local  bool              `json:"locally_changed"`  // 本地修改: it came from a hub and was changed since
	Origin string            `json:"origin,omitempty"` // hash of the scenario as it first came from a hub
	Hash   string            `json:"sha256"`
}

// sum is the content hash: over the format, the text and the lists in order of their names, each with its length before it.
func (f *HubFile) sum() string {
	h := sha256.New()
	put := func(s string) { _, _ = fmt.Fprintf(h, "%d:%s", len(s), s) }
	put(f.Format)
	put(f.Text)
	for _, name := range slices.Sorted(maps.Keys(f.Lists)) {
		put(name)
		put(f.Lists[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Export makes the hub file of a version. The right is scenario.read.
func (s *Service) Export(ctx context.Context, scope access.Scope, id string) (HubFile, error) {
	v, err := s.Get(ctx, scope, id)
	if err != nil {
		return HubFile{}, err
	}
	c := s.check(v.Text, v.Lists, nil)
	if c.Scenario == nil {
		return HubFile{}, sane(&Version{Problems: c.Problems})
	}
	f := HubFile{
		Format: HubFormat, Code: v.Code, Number: v.Number, NameZH: v.NameZH, NameEN: v.NameEN, From: scope.Unit,
		Sent: s.o.Clock.Now().Time().UTC().Format("2006-01-02"), Text: v.Text, Local: v.LocalEdited(), Origin: v.From, Lists: map[string]string{},
	}
	layers := append(slices.Clone(s.o.Bench.Base()), v.Lists)
	for _, name := range c.Set.Lists.Names() {
		if !namesList(v.Text, name) {
			continue
		}
		for _, l := range layers { // the last one is in force
			text, ok := l["lists/"+name+".yaml"]
			if ok {
				f.Lists[name] = text
			}
		}
	}
	f.Hash = f.sum()
	return f, nil
}

// namesList says whether a text asks a list by its name.
func namesList(text, name string) bool {
	return strings.Contains(text, `"`+name+`"`) || strings.Contains(text, `'`+name+`'`)
}

// Encode is the file as bytes.
func (f *HubFile) Encode() ([]byte, error) {
	raw, err := json.MarshalIndent(f, "", " ")
	return append(raw, '\n'), err
}

func hubFault(zh, en string) error {
	return fault.New(ErrHub.Kind, ErrHub.Code, "why_zh", zh, "why_en", en)
}

// ParseHub reads a hub file and refuses one that is damaged, changed on its way, or says two things.
func ParseHub(raw []byte) (HubFile, error) {
	var f HubFile
	if len(raw) > HubMax {
		return f, hubFault("文件太大", "the file is too large")
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	err := dec.Decode(&f)
	if err != nil || dec.More() {
		return HubFile{}, hubFault("不是完整的交换文件", "it is no whole hub file")
	}
	switch {
	case f.Format != HubFormat:
		return HubFile{}, hubFault("不是本系统的交换格式", "the format is not known")
	case f.Hash != f.sum():
		return HubFile{}, hubFault("内容与校验值不符，文件在导出后被改动过", "the content differs from its hash")
	case codeIn(f.Text) == "" || codeIn(f.Text) != f.Code:
		return HubFile{}, hubFault("编号与场景文本中的不一致", "the code differs from the scenario's")
	case f.Number < 1, len(f.Lists) > filesMax:
		return HubFile{}, hubFault("版本号或清单数量不对", "the version or the lists make no sense")
	}
	for name, text := range f.Lists {
		var head struct {
			Name   string   `yaml:"name"`
			Basis  string   `yaml:"basis"`
			Values []string `yaml:"values"`
		}
		err = rulefile.Decode([]byte(text), &head)
		if err != nil || head.Name != name || strings.ContainsAny(name, "/\\.") || len(text) > ruletext.MaxFile {
			return HubFile{}, hubFault("清单与它的名称不符", "a list is not what its name says")
		}
	}
	return f, nil
}

// Import saves the scenario of a hub file as a draft with the next number of its code. A list that this centre has with other content is
// a contradiction and refused; one that it does not have comes along. The right is scenario.work.
func (s *Service) Import(ctx context.Context, scope access.Scope, raw []byte) (Version, error) {
	err := writer(scope)
	if err != nil {
		return Version{}, err
	}
	f, err := ParseHub(raw)
	if err != nil {
		return Version{}, err
	}
	have := Layer{}
	for _, l := range s.o.Bench.Base() {
		maps.Copy(have, l)
	}
	v := Version{Origin: Hub, FromUnit: mend(f.From), Lists: Layer{}}
	for _, name := range slices.Sorted(maps.Keys(f.Lists)) {
		file := "lists/" + name + ".yaml"
		text, ok := have[file]
		switch {
		case !ok:
			v.Lists[file] = f.Lists[name]
		case text != f.Lists[name]:
			return Version{}, fault.New(ErrHubClash.Kind, ErrHubClash.Code, "list", name)
		}
	}
	highest, err := s.o.Ledger.Highest(ctx, access.System(), f.Code)
	if err != nil {
		return Version{}, err
	}
	v.From = HashOf(withNumber(f.Text, highest+1)) // its number here is this centre's, not a change
	return s.fresh(ctx, scope, v, numbered{text: f.Text, act: ActImport, renumber: true})
}
