package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"

	"fanzha/term/fault"
)

var (
	codeLiteral = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)
	codeLine    = regexp.MustCompile(`(?m)^- code: ["']?([a-z0-9._]+)["']?\s*$`)
)

const textFolder = "term/fault/texts"

// checkFaults wants a text for every code that fault.New is given, and the code of every text to occur in the source. Codes
// are append-only, but a text for a code that nobody writes is a misspelt code.
func checkFaults(t *Tree) []Finding {
	texts := map[string]string{}
	for _, p := range t.Texts {
		if path.Dir(p) != textFolder {
			continue
		}
		for _, m := range codeLine.FindAllStringSubmatch(t.read(p), -1) {
			texts[m[1]] = p
		}
	}
	var out []Finding
	literals := map[string]bool{"internal": true}
	for f := range t.product {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.BasicLit:
				literals[stringOf(x)] = true
			case *ast.CallExpr:
				code := declaredCode(x)
				if code != "" && texts[code] == "" {
					out = append(out, Finding{Rule: "fault", Subject: code, Text: fmt.Sprintf("%s:%d declares it, but %s has no text for it", f.Path, f.line(x.Pos()), textFolder)})
				}
			}
			return true
		})
	}
	for code, p := range texts {
		if !literals[code] {
			out = append(out, Finding{Rule: "fault", Subject: code, Text: p + " has a text for it, but nothing declares it"})
		}
	}
	return out
}

// declaredCode is the literal code that a call of fault.New declares.
func declaredCode(call *ast.CallExpr) string {
	if len(call.Args) < 2 || !(typeName(call.Fun) == "fault.New") {
		return ""
	}
	lit, ok := call.Args[1].(*ast.BasicLit)
	if !ok {
		return ""
	}
	return stringOf(lit)
}

func stringOf(lit *ast.BasicLit) string {
	if lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil || s != "internal" && !codeLiteral.MatchString(s) {
		return ""
	}
	return s
}

// FaultsPage writes docs/faults.md: every code with its texts, by room.
func FaultsPage() string {
	var b strings.Builder
	b.WriteString(`# Faults

Every refusal of the system has a code that never changes its meaning. This page is generated from the texts in
` + "`term/fault/texts`" + ` by ` + "`go test ./tools/tidy -update`" + `; texts in braces are filled in.
`)
	last := ""
	for _, code := range fault.Codes() {
		e, _ := fault.Find(code)
		room, _, _ := strings.Cut(code, ".")
		if room != last {
			fmt.Fprintf(&b, "\n## %s\n\n| code | 说明 | 怎么办 | what happened | what to do |\n|---|---|---|---|---|\n", room)
			last = room
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", code, cell(e.ZH), cell(e.DoZH), cell(e.EN), cell(e.DoEN))
	}
	return b.String()
}

// cell makes a text safe for a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(s)
}
