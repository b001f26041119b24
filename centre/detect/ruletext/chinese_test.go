package ruletext

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects: every sentence in which the loader says what is wrong has Chinese words. The sentences are read from the source: arguments of
// Wrong, At, wrong and NewError, Message of a Problem, and what misplaced, add and New of the suppressions return.
func TestEverySentenceHasChinese(t *testing.T) {
	_, err := chinese()
	check.NoError(t, err)
	seen := 0
	for _, dir := range []string{".", "../scenario", "../suppress", "../units", "../life", "../example"} {
		names, err := filepath.Glob(dir + "/*.go")
		check.NoError(t, err)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			check.NoError(t, err)
			for _, s := range sentences(f) {
				seen++
				zh, known := Chinese(s)
				if !known || zh == "" {
					t.Errorf("%s: no Chinese for %q", name, s)
				}
			}
		}
	}
	check.True(t, seen > 75, "only "+strconv.Itoa(seen)+" sentences were found")
}

var says = map[string]bool{"Wrong": true, "At": true, "wrong": true, "NewError": true, "badEvent": true}

func sentences(f *ast.File) []string {
	var out []string
	add := func(e ast.Expr) {
		s := skeleton(e)
		if strings.HasPrefix(s, "is ") { // the number stands in front
			s = "X " + s
		}
		s = strings.TrimSuffix(s, " (character X of the line of the condition)")
		if strings.Count(s, " ") >= 2 && !strings.HasPrefix(s, "$") && !strings.HasPrefix(s, "this is X and") {
			out = append(out, s)
		}
	}
	for _, d := range f.Decls {
		fn, is := d.(*ast.FuncDecl)
		if !is || fn.Body == nil {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.SelectorExpr:
					name = f.Sel.Name
				case *ast.Ident:
					name = f.Name
				}
				if says[name] {
					for _, a := range n.Args {
						add(a)
					}
				}
			case *ast.KeyValueExpr:
				key, is := n.Key.(*ast.Ident)
				if is && (key.Name == "Message" || key.Name == "Why") {
					add(n.Value)
				}
			case *ast.ReturnStmt:
				if fn.Name.Name == "misplaced" || fn.Name.Name == "add" {
					for _, r := range n.Results {
						add(r)
					}
				}
			case *ast.CompositeLit:
				if fn.Name.Name == "checkHead" || fn.Name.Name == "check" {
					for _, e := range n.Elts {
						add(e)
					}
				}
			}
			return true
		})
	}
	return out
}

// skeleton is the text of an expression with an X for what only the run knows.
func skeleton(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.BinaryExpr:
		return skeleton(e.X) + skeleton(e.Y)
	case *ast.CallExpr:
		s, is := e.Fun.(*ast.SelectorExpr)
		if is && s.Sel.Name == "DidYouMean" {
			return ""
		}
		if is && s.Sel.Name == "Sprintf" {
			text := skeleton(e.Args[0])
			last, isCall := e.Args[len(e.Args)-1].(*ast.CallExpr)
			if isCall && skeleton(last) == "" {
				text = strings.TrimSuffix(text, "%s")
			}
			for _, verb := range []string{"%d", "%s", "%v"} {
				text = strings.ReplaceAll(text, verb, "X")
			}
			return strings.ReplaceAll(strings.ReplaceAll(text, "%q", `"X"`), "%%", "%")
		}
	}
	return "X"
}

// Protects: what a sentence names stands in the Chinese, a proposal and a place in the condition behind it, and what nobody foresaw is said
// with its own words.
func TestChinese(t *testing.T) {
	for _, c := range []struct{ en, zh string }{
		{`no field, window or function is called "amount_fe"; did you mean "amount_fen"?`, "没有叫“amount_fe”的字段、时间窗或函数；是否想写“amount_fen”？"},
		{`lists/a.yaml: unknown field "titel"; did you mean "title"?`, "lists/a.yaml：没有“titel”这一项；是否想写“title”？"},
		{`found no matching overload for '_>_' applied to '(int, string)' (character 7 of the line of the condition)`, "“>”不能用于（(数字、文字)）（该行条件的第 7 个字符）"},
		{`this is a span of time and cannot be compared with an amount of money; write an amount like 5000元`, "这里是时长，不能与金额比较；请写金额，如 5000元"},
		{`{n_24} is no field, window or step that a reason may show`, "理由里不能显示 {n_24}：没有这个可显示的字段、时间窗或步骤"},
		{`the window "{2}" is never used`, "时间窗“{2}”没有用到"},
		{`something new`, "写法有误（原文：something new）"},
	} {
		zh, _ := Chinese(c.en)
		check.Equal(t, zh, strings.ReplaceAll(c.zh, "（(数字、文字)）", "（数字、文字）"))
	}
}

// Protects: no sentence, however strange, stops the reader or blows up.
func FuzzChinese(f *testing.F) {
	f.Add(`{1}{2} takes one of {3}; did you mean "x"?`)
	f.Fuzz(func(t *testing.T, s string) {
		zh, _ := Chinese(s)
		check.True(t, len(zh) <= 40*len(s)+400, "the Chinese is far longer")
	})
}
