package facts

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"fanzha/internal/check"
)

const seeds = "../../../../shared/domain/seed_indicators.csv"

// blanked reads the table of published facts, and again without the columns that hold the printed words.
func blanked(t *testing.T, empty ...string) (want map[string][2]string, table []byte) {
	t.Helper()
	raw, err := os.ReadFile(seeds)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the table of published facts is not beside the repository (%s): its rows are not checked here", seeds)
	}
	check.NoError(t, err)
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	head, err := in.Read()
	check.NoError(t, err)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	check.NoError(t, w.Write(head))
	want = map[string][2]string{}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		check.NoError(t, err)
		col := func(name string) int { return slices.Index(head, name) }
		want[record[col("row_id")]] = [2]string{record[col("value_text")], record[col("cmp_text")]}
		for _, name := range empty {
			record[col(name)] = ""
		}
		check.NoError(t, w.Write(record))
	}
	w.Flush()
	return want, out.Bytes()
}

// known are the rows of the table at which a person must look, and why; every other row has no flag.
var known = map[string][]string{
	"S000-002": {"rounded_repeat"},      // the title rounds 13.24亿元
	"S001-006": {"multiple_ambiguous"},  // 增长近十倍: by or to
	"S002-010": {"comparison_mismatch"}, // no whole base gives +160.5 %
	"S002-026": {"unit_missing"},        // 20亿
	"S002-033": {"two_periods"},         // 771万 under 1—5月 and 今年以来
	"S002-037": {"two_owners"},          // 82.1万 and 55万 addresses
	"S004-022": {"date_garbled"},        // ?月9日
}

// Protects: G1–G20. Every published fact is rendered from its structure to the words it was printed in, without reading these words, and
// reads back as the same structure; exactly the known rows are flagged.
func TestSeedIndicators(t *testing.T) {
	want, table := blanked(t, "value_text", "cmp_text", "check", "implied_base")
	rows, err := Read(bytes.NewReader(table))
	check.NoError(t, err)
	check.Equal(t, len(rows), 201)
	for _, l := range Render(rows) {
		t.Run(l.ID, func(t *testing.T) {
			check.Equal(t, [2]string{l.Value, l.Change}, want[l.ID])
			check.True(t, l.Reparsed, "does not read back: "+l.Value+" "+l.Change)
			check.Equal(t, strings.Join(l.Flags, " "), strings.Join(known[l.ID], " "))
		})
	}
}

// Protects: the structure alone carries the numbers: without the quotes of the source only words change (上升 for 提升), never a value.
func TestSeedIndicatorsWithoutQuotes(t *testing.T) {
	want, table := blanked(t, "value_text", "cmp_text", "check", "implied_base", "quote")
	rows, err := Read(bytes.NewReader(table))
	check.NoError(t, err)
	exact := 0
	for _, l := range Render(rows) {
		if want[l.ID] == [2]string{l.Value, l.Change} {
			exact++
		}
	}
	check.True(t, exact >= 150, fmt.Sprintf("only %d of %d rows are printed alike without a quote", exact, len(rows)))
	t.Logf("%d of %d rows are printed alike without a quote", exact, len(rows))
}
