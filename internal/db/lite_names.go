package db

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// SQLite reports a broken unique constraint by its columns ("UNIQUE constraint failed: t.a, t.b"), PostgreSQL by its name.
// liteNames leads from the columns back to the names, learnt from the schema text. It is one table for the process, because
// an error alone does not say which store it came from; the same schema gives the same entries.
var liteNames sync.Map // "t.a, t.b" → []string{constraint names…, "t"}

var (
	namedConstraint = regexp.MustCompile(`(?i)constraint\s+(\w+)\s+(?:unique|primary\s+key)\s*\(([^)]*)\)`)
	columnNamed     = regexp.MustCompile(`(?i)(?:^|[(,])\s*(\w+)\s+\w+[^,()]*?\bconstraint\s+(\w+)\s+(?:unique|primary\s+key)\b`)
	columnKey       = regexp.MustCompile(`(?i)(?:^|[(,])\s*(\w+)\s+\w+[^,()]*?\b(unique|primary\s+key)\b`)
	tableKey        = regexp.MustCompile(`(?i)(?:^|[(,])\s*(unique|primary\s+key)\s*\(([^)]*)\)`)
	sqlComment      = regexp.MustCompile(`--[^\n]*`)
	uniqueIndex     = regexp.MustCompile(`(?is)^create\s+unique\s+index\s+(?:if\s+not\s+exists\s+)?(\w+)\s+on\s+(\w+)\s*\(([^)]*)\)`)
)

// learn reads the names of all unique constraints from the schema.
func (l *lite) learn(ctx context.Context) error {
	rows, err := l.read.QueryContext(ctx, `select type, tbl_name, sql from sqlite_master where sql is not null`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, table, text string
		err = rows.Scan(&kind, &table, &text)
		if err != nil {
			return err
		}
		learnText(kind, table, text)
	}
	return rows.Err()
}

func learnText(kind, table, text string) {
	text = sqlComment.ReplaceAllString(text, "")
	if kind == "index" {
		m := uniqueIndex.FindStringSubmatch(text)
		if m != nil {
			learnName(table, m[3], m[1])
		}
		return
	}
	for _, m := range namedConstraint.FindAllStringSubmatch(text, -1) {
		learnName(table, m[2], m[1])
	}
	for _, m := range columnNamed.FindAllStringSubmatch(text, -1) {
		learnName(table, m[1], m[2])
	}
	for _, m := range columnKey.FindAllStringSubmatch(text, -1) {
		learnName(table, m[1], defaultName(table, m[1], m[2]))
	}
	for _, m := range tableKey.FindAllStringSubmatch(text, -1) {
		learnName(table, m[2], defaultName(table, m[2], m[1]))
	}
}

// defaultName is what PostgreSQL calls a constraint without a name.
func defaultName(table, columns, kind string) string {
	if strings.EqualFold(kind, "unique") {
		return table + "_" + strings.Join(columnList(columns), "_") + "_key"
	}
	return table + "_pkey"
}

func columnList(columns string) []string {
	var out []string
	for _, c := range strings.Split(columns, ",") {
		out = append(out, strings.Trim(strings.TrimSpace(c), `"`))
	}
	return out
}

func learnName(table, columns, name string) {
	list := columnList(columns)
	for i := range list {
		list[i] = table + "." + list[i]
	}
	key := strings.Join(list, ", ")
	have, _ := liteNames.LoadOrStore(key, []string{table})
	names := have.([]string)
	if !slices.Contains(names, name) {
		liteNames.Store(key, append(slices.Clone(names), name))
	}
}

// liteConstraints returns the names that a unique error may be called by: of its constraint, and of its table.
func liteConstraints(e *sqlite.Error) []string {
	_, columns, found := strings.Cut(e.Error(), "UNIQUE constraint failed: ")
	if !found {
		return nil
	}
	columns, _, _ = strings.Cut(columns, " (") // the driver appends the code
	name, isIndex := strings.CutPrefix(columns, "index '")
	if isIndex {
		return []string{strings.TrimSuffix(name, "'")}
	}
	have, ok := liteNames.Load(columns)
	if ok {
		return have.([]string)
	}
	table, _, _ := strings.Cut(columns, ".")
	return []string{table}
}

// wrap is Wrap for the writer: it learns the schema again when a unique error has no name yet.
func (l *lite) wrap(op string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && len(liteConstraints(e)) == 1 {
		_ = l.learn(context.Background()) // without it the error is still known by its table
	}
	return Wrap(op, err)
}
