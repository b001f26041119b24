package spoken_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"fanzha/centre/dissuade/spoken"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/fraud"
)

func load(t testing.TB) *spoken.Book {
	t.Helper()
	b, err := spoken.Load()
	check.NoError(t, err)
	return b
}

// Protects the person who is called: every type of fraud has scripts, at least 38 kinds in all, each whole in four readings, each line
// within the manner; and every kind that the library of what fraudsters say knows has its answer here.
func TestEveryText(t *testing.T) {
	b := load(t)
	check.True(t, len(b.Scripts) >= 38, "too few kinds")
	for _, e := range fraud.All {
		check.True(t, len(b.Find(string(e.Code), "")) >= 2, "too few kinds of "+e.NameZH)
	}
	lines := 0
	for _, x := range b.Scripts {
		for _, r := range spoken.Readings {
			check.Equal(t, b.Tone.Check(r, x.Texts[r]), []spoken.Problem(nil))
			for _, step := range spoken.Steps {
				lines += len(x.Texts[r][step])
			}
		}
		check.True(t, strings.Join(x.Texts[spoken.ZH][spoken.Foretell], "") != strings.Join(x.Texts[spoken.ZHElder][spoken.Foretell], ""), x.Code+": the elder reading is the same")
	}
	check.True(t, lines > 38*6*4, "steps without lines")
	raw, err := rulebook.FS.ReadFile("scripts.yaml")
	check.NoError(t, err)
	said := 0
	for _, line := range strings.Split(string(raw), "\n") {
		code, found := strings.CutPrefix(line, "  - code: ")
		if found {
			said++
			_, ok := b.Get(code)
			check.True(t, ok, "nothing is said against "+code)
		}
	}
	check.Equal(t, said, len(b.Scripts))
}

// Protects: what is foretold and tested belongs to the kind. No two kinds share a line there.
func TestEachKindForetellsItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, x := range load(t).Scripts {
		for _, r := range []spoken.Reading{spoken.ZH, spoken.EN} {
			for _, line := range x.Texts[r][spoken.Foretell] {
				check.Equal(t, seen[line], "")
				seen[line] = x.Code
			}
		}
	}
}

// files are the shipped files, to be changed by a test.
func files(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	list, err := fs.Glob(rulebook.FS, "scripts/*.yaml")
	check.NoError(t, err)
	for _, name := range list {
		raw, err := rulebook.FS.ReadFile(name)
		check.NoError(t, err)
		out[strings.TrimPrefix(name, "scripts/")] = &fstest.MapFile{Data: raw}
	}
	return out
}

// Protects: a damaged or rude file is refused when the program starts, at its line and column.
func TestRefusedAtItsPlace(t *testing.T) {
	for _, x := range []struct{ file, old, with, says string }{
		{"romance.yaml", "- 你们见过面吗，或者清清楚楚地视频过吗？", "- 您怎么这么傻呢。", "romance.yaml:12:7: no blame"},
		{"romance.yaml", "- 你们见过面吗，或者清清楚楚地视频过吗？", "- 请您把验证码念一下。", "romance.yaml:12:7: never asks"},
		{"romance.yaml", "- 你们见过面吗，或者清清楚楚地视频过吗？", "- 您必须马上停下。", "romance.yaml:12:7: no lecture"},
		{"romance.yaml", "- 你们见过面吗，或者清清楚楚地视频过吗？", "- 我们保证帮您要回来。", "romance.yaml:12:7: no promises"},
		{"romance.yaml", "- 你们见过面吗，或者清清楚楚地视频过吗？", "- 请点{link}查看。", "a hole that nobody fills"},
		{"romance.yaml", "- 你们见过面吗，或者清清楚楚地视频过吗？", "- [一, 二]", "romance.yaml"},
		{"romance.yaml", "- Have you ever met, or seen each other clearly on video?", "- You must stop this.", "no lecture"},
		{"romance.yaml", "- Have you ever met, or seen each other clearly on video?", "- Please read me the verification code.", "never asks"},
		{"romance.yaml", "- 你们见过面没有？", "- 您在那个平台上开过户没有？", "elder reading"},
		{"romance.yaml", "pinyin: wang lian gao fu shuai", "pinyin: wang lian", "one syllable a character"},
		{"romance.yaml", "code: love_parcel", "code: love_rich", "the code stands twice"},
		{"romance.yaml", "fraud: romance", "fraud: love", "romance.yaml"},
		{"romance.yaml", "edition: 1", "edition: 0", "romance.yaml"},
		{"romance.yaml", "    test:", "    tests:", "romance.yaml"},
		{"common.yaml", "96110", "那里", "names 96110"},
		{"tone.yaml", "words: [傻, 笨", "words: [笨", "lets this pass"},
		{"tone.yaml", "good: [换了我也会先怀疑。]", "good: [您真糊涂。]", "in what is good"},
		{"tone.yaml", "zh_elder: 26", "zh_elder: 0", "longest"},
		{"tone.yaml", "lines_most: 6", "lines_most: 1", "1 to 1 lines"},
	} {
		all := files(t)
		text := strings.ReplaceAll(string(all[x.file].Data), x.old, x.with)
		check.True(t, text != string(all[x.file].Data), "not there: "+x.old)
		all[x.file] = &fstest.MapFile{Data: []byte(text)}
		_, err := spoken.Read(all)
		check.Fault(t, err, "spoken.rules_file")
		check.True(t, strings.Contains(err.Error(), x.says), x.with+": "+err.Error())
	}
	all := files(t)
	delete(all, "romance.yaml")
	_, err := spoken.Read(all)
	check.Fault(t, err, "spoken.rules_file")
}

// Protects: an operator finds a script with few keys: by type, pinyin, initials or a word.
func TestFind(t *testing.T) {
	b := load(t)
	codes := func(fraudType, typed string) string {
		var out []string
		for _, x := range b.Find(fraudType, typed) {
			out = append(out, x.Code)
		}
		return strings.Join(out, " ")
	}
	for typed, want := range map[string]string{"aqzh": "police_account", "anquanzhang": "police_account", "dian zan": "brush_like", "通缉令": "police_case", "lost parcel": "service_refund", "没有这样的话": ""} {
		check.Equal(t, codes("", typed), want)
	}
	check.Equal(t, codes("game_trade", ""), "game_account game_child")
	check.Equal(t, codes("", "网络婚恋"), "love_rich love_parcel love_naked")
	check.Equal(t, codes("romance", "aqzh"), "")
}

// FuzzType protects the start of the program from any file of a type: it is read or refused, never a panic, and what is read keeps the
// manner. The other files are as small as they may be.
func FuzzType(f *testing.F) {
	raw, err := rulebook.FS.ReadFile("scripts/romance.yaml")
	check.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("fraud: romance\nkinds:\n  - code: !!x"))
	f.Add([]byte("kinds: [{code: {a: b}}]"))
	f.Add([]byte(head + "fraud: romance\nkinds: [{code: some_kind, zh: 某, en: some, pinyin: mou}]"))
	small := files(f)
	common := head
	for _, s := range []string{"open: ", "prove: ", "foretell: ", "test: ", "relatives: ", "close: "} {
		common += s + `{zh: [他接下来说打96110好吗？], zh_elder: [孩子接下来打96110好吗？], en: [Next 96110?], en_elder: [Next your son or 96110?]}` + "\n"
	}
	small["common.yaml"] = &fstest.MapFile{Data: []byte(common)}
	for i, e := range fraud.All {
		text := head + "fraud: " + string(e.Code) + "\nkinds: [{code: kind_" + string(rune('a'+i)) + ", zh: 某, en: some, pinyin: mou}]"
		small[string(e.Code)+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	_, err = spoken.Read(small)
	check.NoError(f, err)
	f.Fuzz(func(t *testing.T, raw []byte) {
		small["romance.yaml"] = &fstest.MapFile{Data: raw}
		b, err := spoken.Read(small)
		if err != nil {
			check.Fault(t, err, "spoken.rules_file")
			return
		}
		for _, x := range b.Scripts {
			check.Equal(t, len(b.Tone.Check(spoken.ZH, x.Texts[spoken.ZH])), 0)
		}
	})
}

const head = "version: 1\nedition: 1\nfrom: 2026-11-22\nlabel_zh: 甲\nlabel_en: a\nsource: 乙\n"
