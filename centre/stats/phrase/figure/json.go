package figure

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"fanzha/centre/stats/phrase/script"
)

// printedNumber is a number in the columns of published facts.
type printedNumber struct {
	Value     string `json:"value"`
	UnitCN    string `json:"unit_cn"`
	Qualifier string `json:"qualifier"`
	ValueBase string `json:"value_base"`
	UnitBase  string `json:"unit_base"`
	Upto      string `json:"upto,omitempty"`
}

// printed puts a number into columns: 1023.6, 万元, and 10236000, 元. A claim without a number leaves both empty.
func (n Number) printed(unit string) printedNumber {
	p := printedNumber{Qualifier: n.Word, UnitCN: scaleWord(n.Scale) + unit, UnitBase: unit}
	if n.Op == None || n.Op == Words {
		p.UnitCN, p.UnitBase = "", ""
		return p
	}
	if n.Op == Several {
		p.UnitCN = unit
		return p
	}
	if n.Of > 0 {
		p.Value = n.Decimal.String() + "/" + strconv.FormatInt(n.Of, 10)
		return p
	}
	p.Value, p.ValueBase = n.Decimal.String(), plainDecimal(n.Rat())
	if unit == "成" { // 三成 is 30 %
		p.ValueBase, p.UnitBase = plainDecimal(new(big.Rat).Mul(n.Rat(), big.NewRat(10, 1))), "%"
	}
	if unit == "番" { // 翻一番 is up by 100 %, 翻两番 by 300 %
		p.ValueBase, p.UnitBase = plainDecimal(new(big.Rat).SetInt64(((1<<min(max(n.M, 0), 10))-1)*100)), "%"
	}
	if n.Upto != nil {
		p.Upto = n.Upto.String()
	}
	return p
}

// plainDecimal prints a value without a scale; the places that remain are those of the printed number.
func plainDecimal(r *big.Rat) string {
	text := r.FloatString(script.MaxPlaces)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// MarshalJSON writes a figure with the columns of published facts: value, unit_cn, qualifier, op, value_base, unit_base.
func (f Figure) MarshalJSON() ([]byte, error) {
	type plain Figure
	return json.Marshal(struct {
		plain
		printedNumber
		Op Op `json:"op"`
	}{plain(f), f.Value.printed(f.Unit), f.Value.Op})
}

// MarshalJSON writes a comparison with the same columns and its words.
func (c Comparison) MarshalJSON() ([]byte, error) {
	type plain Comparison
	return json.Marshal(struct {
		plain
		printedNumber
		Claim Op     `json:"claim"`
		Text  string `json:"text"`
	}{plain(c), c.Value.printed(c.Unit), c.Value.Op, c.Text()})
}
