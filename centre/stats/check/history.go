package check

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"fanzha/centre/stats/phrase"
)

// History is earlier figures, by which a magnitude is judged.
type History []Past

// Past is one earlier figure.
type Past struct {
	Code, Name, Unit, Period string
	Value                    *big.Rat // in the plain unit: 元, 起
	Printed                  string
}

// maxHistory bounds a history: all indicators of ten years of weeks are fewer.
const maxHistory = 500_000

// headings are the names a column may have.
var headings = map[string][]string{
	"code":   {"indicator_code", "code", "indicator", "指标代码", "代码"},
	"name":   {"indicator_cn", "name", "name_zh", "指标", "指标名称", "名称"},
	"value":  {"value", "数值", "值"},
	"unit":   {"unit_cn", "unit", "单位"},
	"base":   {"value_base", "基本值"},
	"ubase":  {"unit_base", "基本单位"},
	"text":   {"value_text", "text", "表述"},
	"period": {"period_text", "period", "期间", "统计期"},
}

// ReadHistory reads earlier figures from CSV: columns code or name, value with unit (3151, 亿元) or as printed (3151亿元), and period, under their
// English or Chinese names; the columns of published facts fit too. Rows without a number are left out.
func ReadHistory(from io.Reader) (History, error) {
	in := csv.NewReader(from)
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("read the names of the columns: %w", err)
	}
	place := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		for key, names := range headings {
			if _, taken := place[key]; !taken && slices.Contains(names, h) {
				place[key] = i
			}
		}
	}
	_, value := place["value"]
	_, base := place["base"]
	_, text := place["text"]
	_, code := place["code"]
	_, name := place["name"]
	if !value && !base && !text || !code && !name {
		return nil, errors.New("a history needs a column code or name, and a column value (历史数据至少要有“指标”和“数值”两列)")
	}
	var out History
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read row %d of the history: %w", len(out)+1, err)
		}
		if len(out) == maxHistory {
			return nil, fmt.Errorf("more than %d rows of history", maxHistory)
		}
		get := func(key string) string {
			i, ok := place[key]
			if !ok || i >= len(record) {
				return ""
			}
			return strings.TrimSpace(record[i])
		}
		p, ok := pastOf(get)
		if ok {
			out = append(out, p)
		}
	}
}

// pastOf makes one earlier figure of a row.
func pastOf(get func(string) string) (Past, bool) {
	p := Past{Code: get("code"), Name: get("name"), Period: get("period")}
	if d, ok := phrase.D(get("base")); ok && get("ubase") != "" {
		p.Value, p.Unit, p.Printed = d.Rat(), get("ubase"), get("value")+get("unit")
		return p, p.Value.Sign() > 0
	}
	for _, text := range []string{get("value") + get("unit"), get("text"), get("value")} {
		n, unit, ok := phrase.Value(text)
		if ok {
			p.Value, p.Unit, p.Printed = n.Rat(), unit, text
			return p, p.Value.Sign() > 0
		}
	}
	return p, false
}

// of are the earlier figures of the same measure: by code, else by name.
func (h History) of(f *phrase.Figure) []Past {
	var byCode, byName, alike []Past
	name := phrase.Fold(f.Name)
	for _, p := range h {
		switch {
		case p.Unit != "" && f.Unit != "" && p.Unit != f.Unit && !sameCount(p.Unit, f.Unit):
		case f.Code != "" && p.Code == f.Code:
			byCode = append(byCode, p)
		case p.Name != "" && (strings.Contains(name, p.Name) || strings.Contains(p.Name, name) && len(name) >= 6):
			byName = append(byName, p)
		case f.Code != "" && p.Name != "" && phrase.Code(p.Name, f.Unit) == f.Code:
			byName = append(byName, p)
		case resembles(name, phrase.Fold(p.Name)):
			alike = append(alike, p)
		}
	}
	switch {
	case len(byCode) > 0:
		return byCode
	case len(byName) > 0:
		return byName
	}
	return alike
}

// sameCount says whether two units count the same things: 名 and 人, 起 and 件.
func sameCount(a, b string) bool {
	for _, same := range []string{"名人", "起件宗"} {
		if strings.Contains(same, a) && strings.Contains(same, b) {
			return true
		}
	}
	return false
}

// resembles says whether most pairs of neighbouring characters of the shorter name are in the longer one.
func resembles(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	if len(ra) > len(rb) {
		ra, rb = rb, ra
	}
	if len(ra) < 3 {
		return false
	}
	long, hits := string(rb), 0
	for i := 0; i+1 < len(ra); i++ {
		if strings.Contains(long, string(ra[i:i+2])) {
			hits++
		}
	}
	return hits*3 >= (len(ra)-1)*2
}

// magnitude compares a figure with its history.
func (c *checker) magnitude(f *phrase.Figure) {
	if len(c.history) == 0 || f.Story || f.Rank != nil || f.Value.Op == phrase.None || f.Value.Op == phrase.Words || f.Unit == "%" || f.Value.M <= 0 {
		return
	}
	past := c.history.of(f)
	if len(past) == 0 {
		return
	}
	least, most := past[0], past[0]
	for _, p := range past {
		if p.Value.Cmp(least.Value) < 0 {
			least = p
		}
		if p.Value.Cmp(most.Value) > 0 {
			most = p
		}
	}
	now := f.Value.Rat()
	ratio, near, word, wordEN := new(big.Rat).Quo(now, most.Value), most, "大", "larger"
	if now.Cmp(least.Value) < 0 {
		ratio, near, word, wordEN = new(big.Rat).Quo(least.Value, now), least, "小", "smaller"
	}
	if ratio.Cmp(new(big.Rat).SetInt64(int64(c.rules.MagnitudeLook))) < 0 {
		return
	}
	severity := Look
	if ratio.Cmp(new(big.Rat).SetInt64(int64(c.rules.MagnitudeStop))) >= 0 {
		severity = Stop
	}
	times := phrase.Quotient(ratio, big.NewRat(1, 1), 0, phrase.HalfUp).String()
	hint, hintEN := c.slipHint(f, least, most)
	label := near.Printed
	if near.Period != "" {
		label = near.Period + " " + near.Printed
	}
	c.add(kind{Magnitude, severity}, at(f), fmt.Sprintf("%s：比历史上最接近的数（%s）%s约%s倍%s", say(f), label, word, times, hint),
		fmt.Sprintf("%s: about %s times %s than the nearest figure of its history (%s)%s", say(f), times, wordEN, label, hintEN))
}

// slipHint says which other scale word would fit the history.
func (c *checker) slipHint(f *phrase.Figure, least, most Past) (string, string) {
	for _, scale := range []int8{8, 4, 0} {
		if scale == f.Value.Scale {
			continue
		}
		other := f.Value
		other.Scale = scale
		v := other.Rat()
		room := big.NewRat(20, 1)
		if v.Cmp(new(big.Rat).Quo(least.Value, room)) >= 0 && v.Cmp(new(big.Rat).Mul(most.Value, room)) <= 0 {
			return "，是否应为" + other.Text(f.Unit) + "（万、亿之误）？", "; was " + other.Text(f.Unit) + " meant (万 for 亿)?"
		}
	}
	return "", ""
}
