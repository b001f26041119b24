package folder

import (
	"fanzha/edge/partner/wire"
)

// answerNames are the columns of an answer file, English and Chinese.
var answerNames = map[string]string{
	"id": "id", "反馈编号": "id", "order": "order", "指令编号": "order", "seq": "seq", "反馈次序": "seq", "at": "at", "反馈时间": "at",
	"result": "result", "处理结果": "result", "refusal": "refusal", "拒绝原因": "refusal", "text": "text", "说明": "text",
	"executed_at": "executed_at", "止付时间": "executed_at", "expires_at": "expires_at", "止付到期": "expires_at",
	"held_fen": "held_fen", "止付金额(分)": "held_fen", "balance_fen": "balance_fen", "余额(分)": "balance_fen", "final": "final", "是否最终": "final",
	"person": "person", "经办人": "person", "phone": "phone", "联系电话": "phone",
	"code": "code", "去向": "code", "fen": "fen", "去向金额(分)": "fen", "tx_fen": "tx_fen", "转出交易金额(分)": "tx_fen", "time": "time", "去向时间": "time", "ref": "ref", "流水号": "ref",
	"to_bank": "to_bank", "转入机构": "to_bank", "to_account": "to_account", "转入账号": "to_account", "to_name": "to_name", "转入户名": "to_name",
	"to_kind": "to_kind", "转入账户类型": "to_kind", "place": "place", "地点": "place", "claim": "claim", "在先案件": "claim",
}

// answerColumns is the order in which EncodeAnswers writes.
var answerColumns = []string{
	"id", "order", "seq", "at", "result", "refusal", "text", "executed_at", "expires_at", "held_fen", "balance_fen", "final", "person", "phone",
	"code", "fen", "tx_fen", "time", "ref", "to_bank", "to_account", "to_name", "to_kind", "place", "claim",
}

// resultWords are the Chinese words that a clerk types for a result.
var resultWords = map[string]wire.Result{
	"已接收": wire.Seen, "已止付": wire.Held, "部分止付": wire.PartiallyHeld, "未止付": wire.NotHeld, "拒绝": wire.Refused, "已执行": wire.Done, "失败": wire.Failed,
}

// Line is one answer of a file with what is wrong with it, if anything.
type Line struct {
	Number int // of the line where the answer begins
	Answer wire.Answer
	Err    error
}

// DecodeAnswers reads a file of answers from one bank. A file that cannot be read at all is refused; an answer that is wrong
// spoils only itself. Earlier freezes have no columns: a bank that must tell of them uses another channel.
func DecodeAnswers(raw []byte, bank string) ([]Line, error) {
	t, err := parse(raw, answerNames, "id", "order", "result")
	if err != nil {
		return nil, err
	}
	var out []Line
	index := map[string]int{}
	for row := range t.rows {
		c := &cells{t: &t, row: row}
		a := head(c, bank)
		i, again := index[a.ID]
		if !again {
			i = len(out)
			index[a.ID] = i
			out = append(out, Line{Number: t.lines[row], Answer: a})
		}
		line := &out[i]
		if again && !repeats(line.Answer, a) {
			line.Err = first(line.Err, refuse(ErrHead, "line", t.lines[row]))
		}
		d := disposition(c)
		if d != (wire.Disposition{}) {
			line.Answer.Dispositions = append(line.Answer.Dispositions, d)
		}
		line.Err = first(line.Err, c.err)
	}
	for i := range out {
		if out[i].Err == nil {
			out[i].Err = out[i].Answer.Check()
		}
	}
	return out, nil
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func head(c *cells, bank string) wire.Answer {
	a := wire.Answer{
		Version: wire.Version, ID: c.text("id"), Order: c.text("order"), Bank: bank, Seq: c.small("seq"), At: c.time("at"),
		Result: wire.Result(c.text("result")), Refusal: c.text("refusal"), Text: c.text("text"), ExecutedAt: c.time("executed_at"),
		ExpiresAt: c.time("expires_at"), HeldFen: c.number("held_fen"), BalanceFen: c.number("balance_fen"), Final: c.yes("final"),
		Person: c.text("person"), Phone: c.text("phone"),
	}
	word, ok := resultWords[string(a.Result)]
	if ok {
		a.Result = word
	}
	for _, r := range wire.Refusals() {
		if a.Refusal == r.ZH {
			a.Refusal = r.Code
		}
	}
	return a
}

// repeats says whether a further line of an answer leaves the head empty or says the same.
func repeats(a, b wire.Answer) bool {
	same := a.Order == b.Order && a.Result == b.Result && a.HeldFen == b.HeldFen && a.Seq == b.Seq && a.ExecutedAt.Equal(b.ExecutedAt)
	bare := b.Result == "" && b.HeldFen == 0 && b.ExecutedAt.IsZero() && (b.Order == "" || b.Order == a.Order)
	return same || bare
}

func disposition(c *cells) wire.Disposition {
	d := wire.Disposition{
		Code: wire.Code(c.text("code")), Fen: c.number("fen"), TxFen: c.number("tx_fen"), Time: c.time("time"), Ref: c.text("ref"), Bank: c.text("to_bank"),
		Account: c.text("to_account"), Name: c.text("to_name"), Kind: c.text("to_kind"), Place: c.text("place"), Claim: c.text("claim"),
	}
	for _, m := range wire.Meanings() {
		if string(d.Code) == m.ZH {
			d.Code = m.Code
		}
	}
	return d
}

// EncodeAnswers writes a file of answers: what a bank's own program does.
func EncodeAnswers(answers []wire.Answer) ([]byte, error) {
	var rows [][]string
	for _, a := range answers {
		err := a.Check()
		if err != nil {
			return nil, err
		}
		lines := a.Dispositions
		if len(lines) == 0 {
			lines = []wire.Disposition{{}}
		}
		final := "0"
		if a.Final {
			final = "1"
		}
		for _, d := range lines {
			rows = append(rows, []string{
				a.ID, a.Order, digits(int64(a.Seq)), stamp(a.At), string(a.Result), a.Refusal, a.Text, stamp(a.ExecutedAt), stamp(a.ExpiresAt),
				digits(a.HeldFen), digits(a.BalanceFen), final, a.Person, a.Phone,
				string(d.Code), digits(d.Fen), digits(d.TxFen), stamp(d.Time), d.Ref, d.Bank, d.Account, d.Name, d.Kind, d.Place, d.Claim,
			})
		}
	}
	return write(answerColumns, rows)
}
