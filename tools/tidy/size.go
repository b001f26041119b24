package tidy

import (
	"fmt"
	"go/ast"
)

// The limits of style: long things hide that two things are one.
const (
	maxFunctionLines   = 70
	maxFileLines       = 500
	maxPackageLines    = 3000
	maxParameters      = 4
	maxMethods         = 4
	maxDependencies    = 30
	minDocumentedShare = 90 // percent of the exported names of a package
)

// function is one function of product code, with the name that exceptions use: path:Name or path:Type.Name.
type function struct {
	file *File
	decl *ast.FuncDecl
	name string
}

func functions(t *Tree) []function {
	var out []function
	for f := range t.product {
		for _, d := range f.AST.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if ok {
				out = append(out, function{f, fn, f.Path + ":" + functionName(fn)})
			}
		}
	}
	return out
}

// functionName is "Name", or "Type.Name" for a method.
func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	return typeName(fn.Recv.List[0].Type) + "." + fn.Name.Name
}

// typeName is the name of a named type behind pointers and type arguments.
func typeName(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.StarExpr:
		return typeName(x.X)
	case *ast.IndexExpr:
		return typeName(x.X)
	case *ast.IndexListExpr:
		return typeName(x.X)
	case *ast.SelectorExpr:
		return typeName(x.X) + "." + x.Sel.Name
	}
	return ""
}

func checkFunctions(t *Tree) []Finding {
	var out []Finding
	for _, x := range functions(t) {
		f, fn := x.file, x.decl
		lines := f.line(fn.End()) - f.line(fn.Pos()) + 1
		if lines > maxFunctionLines {
			out = append(out, Finding{"function", x.name, f.line(fn.Pos()), lines, fmt.Sprintf("%d lines, at most %d", lines, maxFunctionLines)})
		}
	}
	return out
}

func checkFiles(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Files {
		if f.Lines > maxFileLines {
			out = append(out, Finding{"file", f.Path, 0, f.Lines, fmt.Sprintf("%d lines, at most %d", f.Lines, maxFileLines)})
		}
	}
	return out
}

func checkPackages(t *Tree) []Finding {
	var out []Finding
	for _, files := range t.packages() {
		lines := 0
		for _, f := range files {
			lines += f.Lines
		}
		if lines > maxPackageLines {
			out = append(out, Finding{"package", files[0].Dir, 0, lines, fmt.Sprintf("%d lines, at most %d", lines, maxPackageLines)})
		}
	}
	return out
}

// checkParameters counts parameters; the context counts, the receiver does not.
func checkParameters(t *Tree) []Finding {
	var out []Finding
	for _, x := range functions(t) {
		f, fn := x.file, x.decl
		n := fn.Type.Params.NumFields()
		if n > maxParameters {
			out = append(out, Finding{"parameters", x.name, f.line(fn.Pos()), n, fmt.Sprintf("%d parameters, at most %d: use an options struct", n, maxParameters)})
		}
	}
	return out
}

// checkInterfaces counts methods, those of embedded interfaces of the same package included.
func checkInterfaces(t *Tree) []Finding {
	var out []Finding
	for _, files := range t.packages() {
		named := map[string]*ast.InterfaceType{}
		where := map[string]*File{}
		for _, f := range files {
			for _, spec := range typeSpecs(f) {
				face, ok := spec.Type.(*ast.InterfaceType)
				if ok {
					named[spec.Name.Name], where[spec.Name.Name] = face, f
				}
			}
		}
		for name, face := range named {
			n := methods(face, named, 0)
			if n > maxMethods {
				f := where[name]
				out = append(out, Finding{"interface", f.Path + ":" + name, f.line(face.Pos()), n, fmt.Sprintf("%d methods, at most %d: split it by who uses it", n, maxMethods)})
			}
		}
	}
	return out
}

func methods(face *ast.InterfaceType, named map[string]*ast.InterfaceType, depth int) int {
	n := 0
	for _, m := range face.Methods.List {
		inner := named[typeName(m.Type)]
		switch {
		case len(m.Names) > 0:
			n += len(m.Names)
		case inner != nil && depth < 8:
			n += methods(inner, named, depth+1)
		}
	}
	return n
}

// typeSpecs lists the types that a file declares at its top.
func typeSpecs(f *File) []*ast.TypeSpec {
	var out []*ast.TypeSpec
	for _, d := range f.AST.Decls {
		gen, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range gen.Specs {
			spec, ok := s.(*ast.TypeSpec)
			if ok {
				out = append(out, spec)
			}
		}
	}
	return out
}
