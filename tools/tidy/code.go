package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checkClock forbids the machine's clock in the rooms of the centre: time comes in as an argument.
func checkClock(t *Tree) []Finding {
	var out []Finding
	for f := range t.product {
		if !under(f.Dir, "centre") && !under(f.Dir, "playbook") {
			continue
		}
		name := importName(f, "time")
		ast.Inspect(f.AST, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if ok && name != "" && pkg.Name == name {
				out = append(out, Finding{Rule: "clock", Subject: f.Path, Line: f.line(n.Pos()), Text: "time." + sel.Sel.Name + ": use base/clock or take the time as an argument"})
			}
			return true
		})
	}
	return out
}

func under(dir, top string) bool { return dir == top || strings.HasPrefix(dir, top+"/") }

// importName is the name by which a file knows a package, "" when it does not import it.
func importName(f *File, pkg string) string {
	for _, spec := range f.AST.Imports {
		if spec.Path.Value != strconv.Quote(pkg) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(pkg)
	}
	return ""
}

// checkInline wants a call and the check of its error on separate lines.
func checkInline(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Files {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			stmt, ok := n.(*ast.IfStmt)
			if ok && stmt.Init != nil && assignsError(stmt.Init) && comparesNil(stmt.Cond) {
				out = append(out, Finding{Rule: "inline", Subject: f.Path, Line: f.line(n.Pos()), Text: "call and check on separate lines"})
			}
			return true
		})
	}
	return out
}

func assignsError(s ast.Stmt) bool {
	assign, ok := s.(*ast.AssignStmt)
	if !ok {
		return false
	}
	for _, l := range assign.Lhs {
		id, ok := l.(*ast.Ident)
		if ok && (id.Name == "err" || strings.HasSuffix(id.Name, "Err")) {
			return true
		}
	}
	return false
}

func comparesNil(e ast.Expr) bool {
	bin, ok := e.(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if bin.Op == token.LAND || bin.Op == token.LOR {
		return comparesNil(bin.X) || comparesNil(bin.Y)
	}
	id, ok := bin.Y.(*ast.Ident)
	return ok && id.Name == "nil"
}

var fenName = regexp.MustCompile(`([a-z]Fen|^Fen|^fen|_fen)$`)

// checkMoney forbids floats for amounts: fields, variables, parameters and results named …Fen or …_fen of a float type, and
// conversions of such a name into a float.
func checkMoney(t *Tree) []Finding {
	var out []Finding
	report := func(f *File, n ast.Node, name string) {
		out = append(out, Finding{Rule: "money", Subject: f.Path, Line: f.line(n.Pos()), Text: name + " is money: an integer, never a float"})
	}
	for _, f := range t.Files {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.Field:
				if isFloat(x.Type) {
					for _, id := range x.Names {
						if fenName.MatchString(id.Name) || x.Tag != nil && strings.Contains(x.Tag.Value, `_fen`) {
							report(f, x, id.Name)
						}
					}
				}
			case *ast.ValueSpec:
				for _, id := range x.Names {
					if x.Type != nil && isFloat(x.Type) && fenName.MatchString(id.Name) {
						report(f, x, id.Name)
					}
				}
			case *ast.CallExpr:
				if isFloat(x.Fun) && len(x.Args) == 1 && fenName.MatchString(lastName(x.Args[0])) {
					report(f, x, lastName(x.Args[0]))
				}
			}
			return true
		})
	}
	return out
}

func isFloat(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name == "float64" || x.Name == "float32"
	case *ast.StarExpr:
		return isFloat(x.X)
	case *ast.ArrayType:
		return isFloat(x.Elt)
	}
	return false
}

// lastName is the name at the end of a selector chain.
func lastName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// sqlClock is what databases call the present; the time of a record comes from the caller.
var sqlClock = regexp.MustCompile(`(?i)\b(now\s*\(\s*\)|current_timestamp|current_date|current_time|localtimestamp|clock_timestamp|statement_timestamp|getdate\s*\()|\b(datetime|date|time|strftime|julianday|unixepoch)\s*\([^)]*'now'`)

// checkSQLNow forbids the database's clock in migrations and in the string literals of stores.
func checkSQLNow(t *Tree) []Finding {
	var out []Finding
	report := func(p string, line int) {
		out = append(out, Finding{Rule: "sqlnow", Subject: p, Line: line, Text: "the database's clock: pass the time as an argument"})
	}
	for _, f := range t.Files {
		if path.Base(f.Dir) != "store" && !under(f.Dir, "internal/db") {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if ok && lit.Kind == token.STRING && sqlClock.MatchString(lit.Value) {
				report(f.Path, f.line(lit.Pos()))
			}
			return true
		})
	}
	for _, p := range t.Texts {
		if path.Ext(p) != ".sql" {
			continue
		}
		for i, line := range strings.Split(t.read(p), "\n") {
			code, _, _ := strings.Cut(line, "--")
			if sqlClock.MatchString(code) {
				report(p, i+1)
			}
		}
	}
	return out
}

var readName = regexp.MustCompile(`^(List|Get|Find|Search)([A-Z]|$)`)

// checkScope wants an access.Scope in every exported read of a room's store, so that no list can forget jurisdiction.
func checkScope(t *Tree) []Finding {
	var out []Finding
	for _, x := range functions(t) {
		f, fn := x.file, x.decl
		if !under(f.Dir, "centre") || path.Base(f.Dir) != "store" || !readName.MatchString(fn.Name.Name) {
			continue
		}
		if fn.Recv != nil && !ast.IsExported(typeName(fn.Recv.List[0].Type)) {
			continue
		}
		scoped := false
		for _, p := range fn.Type.Params.List {
			scoped = scoped || typeName(p.Type) == "access.Scope"
		}
		if !scoped {
			out = append(out, Finding{Rule: "scope", Subject: x.name, Line: f.line(fn.Pos()), Text: "a read of the store without access.Scope"})
		}
	}
	return out
}
