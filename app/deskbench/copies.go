package deskbench

import (
	"context"
	"fmt"
	"strings"

	"fanzha/internal/db"
)

// The past is lived for so many warnings and then copied in the records: other persons with other numbers, the same course. What is copied is what
// lists and files are read from; events, audit entries and counted facts are not.
const lived = 5000

// copied are the tables of the desk with their columns that name something, which differ in every copy.
var copied = []struct {
	table string
	names []string
}{
	{"target", []string{"id", "last_warning", "phone"}},
	{"target_phone", []string{"phone", "target"}},
	{"warning", []string{"id", "number", "target", "previous", "absorbed_by"}},
	{"warning_history", []string{"warning"}},
	{"hit", []string{"id", "target", "warning", "phone"}},
	{"dispatch_order", []string{"id", "number", "cause", "warning", "target"}},
	{"dispatch_step", []string{"order_id"}},
}

// copies fills the records up with n copies of what stands there.
func copies(ctx context.Context, records *db.DB, n int) error {
	if n == 0 {
		return nil
	}
	for _, t := range copied {
		columns, err := columnsOf(ctx, records, t.table)
		if err != nil {
			return err
		}
		for k := 1; k <= n; k++ {
			values := make([]string, len(columns))
			for i, c := range columns {
				values[i] = c
				for _, name := range t.names {
					switch {
					case c != name:
					case c == "phone":
						values[i] = fmt.Sprintf("replace(phone, '+86199000', '+861990%02d')", k)
					default:
						values[i] = fmt.Sprintf("case when %s = '' then '' else %s || '~%02d' end", c, c, k)
					}
				}
			}
			first := t.names[0] + " not like '%~%'"
			if t.table == "target_phone" {
				first = "target not like '%~%'"
			}
			query := "insert into " + t.table + " (" + strings.Join(columns, ", ") + ") select " + strings.Join(values, ", ") + " from " + t.table + " where " + first
			err = records.Write(ctx, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, query)
				return db.Wrap("copy "+t.table, err)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// columnsOf names the columns of a table.
func columnsOf(ctx context.Context, records *db.DB, table string) ([]string, error) {
	rows, err := records.Query(ctx, "select * from "+table+" where 1 = 0")
	if err != nil {
		return nil, db.Wrap("columns of "+table, err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err == nil {
		err = rows.Err()
	}
	return names, db.Wrap("columns of "+table, err)
}
