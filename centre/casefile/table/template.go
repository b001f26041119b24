package table

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"fanzha/centre/casefile"
	"fanzha/term/fault"
)

// errWrite says that a file could not be written.
var errWrite = fault.New(fault.Internal, "api.export")

// listRows is how far down a template offers its lists.
const listRows = 2000

// lists are the dictionaries that a template offers in a column.
func lists(r *casefile.Rules) map[string][]casefile.Word {
	return map[string][]casefile.Word{
		"fraud": r.Frauds, "scope": r.Scopes, "track": r.Tracks, "supervision": r.Supervision, "victim_kind": r.Victims, "victim_sex": r.Sexes,
		"victim_occupation": r.Occupations,
	}
}

// Template writes the workbook that a unit fills in: headings, and a list to choose from where a column has words. unit is put into its
// column's prompt.
func Template(w io.Writer, rules *casefile.Rules, unit string) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	const sheet, words = "案件", "字典"
	err := f.SetSheetName("Sheet1", sheet)
	if err == nil {
		_, err = f.NewSheet(words)
	}
	for i, c := range rules.Columns {
		if err != nil {
			break
		}
		err = column(f, sheet, words, spot{i + 1, c, lists(rules)[c.Field], unit})
	}
	if err == nil {
		err = f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if err == nil {
		err = f.Write(w)
	}
	if err != nil {
		return errWrite.With(err)
	}
	return nil
}

// spot is one column of a template.
type spot struct {
	at    int
	c     casefile.Column
	words []casefile.Word
	unit  string
}

func column(f *excelize.File, sheet, words string, s spot) error {
	name, err := excelize.ColumnNumberToName(s.at)
	if err != nil {
		return err
	}
	heading := s.c.ZH
	if s.c.Need {
		heading += "*"
	}
	err = f.SetCellStr(sheet, name+"1", heading)
	if err == nil {
		err = f.SetColWidth(sheet, name, name, float64(max(12, 2*len([]rune(heading)))))
	}
	if err != nil {
		return err
	}
	check := excelize.NewDataValidation(true)
	check.SetSqref(fmt.Sprintf("%s2:%s%d", name, name, listRows+1))
	if s.c.Field == "unit" {
		check.SetInput("主办单位代码", "12位；空着就是本单位 "+s.unit)
		return f.AddDataValidation(sheet, check)
	}
	if len(s.words) == 0 {
		return nil
	}
	for i, w := range s.words {
		cell, err := excelize.CoordinatesToCellName(s.at, i+1)
		if err == nil {
			err = f.SetCellStr(words, cell, w.ZH)
		}
		if err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(s.at, len(s.words), true)
	if err != nil {
		return err
	}
	first, err := excelize.CoordinatesToCellName(s.at, 1, true)
	if err != nil {
		return err
	}
	check.SetSqrefDropList("'" + words + "'!" + first + ":" + last)
	return f.AddDataValidation(sheet, check)
}
