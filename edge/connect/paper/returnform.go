package paper

import (
	"fmt"
	"maps"
	"slices"

	"fanzha/edge/partner/wire"
)

// Measures of the form.
const (
	formMargin = 15.0
	formInner  = pageWidth - 2*formMargin
	formRow    = 8.0
	formLabel  = 27.0
	formBox    = 3.6
)

// formSheet sets the return form on a page of its own.
type formSheet struct {
	*sheet
	fields []field
}

// returnForm sets the form and tells its fields.
func (s *sheet) returnForm() []field {
	f := &formSheet{sheet: s}
	w := words(s.order.Type)
	s.newPage()
	s.size(16)
	s.centred(20, w.title+"（回执）", true)
	answered := s.order.ID
	f.hide(fieldBank, s.order.Bank)
	if s.order.Type == wire.Remind {
		answered = s.order.Parent
		f.hide(fieldReminder, s.order.ID)
	}
	f.hide(fieldOrder, answered)
	s.size(sizeSmall)
	s.y = 23
	f.notes("文书号：" + s.order.Number + "　案件编号：" + s.order.Claim)
	f.notes("反馈机构：" + s.bank(s.order.Bank) + "　账号：" + s.order.Account.Number + "　户名：" + s.order.Account.Name)
	f.notes("所反馈的指令编号：" + answered)
	s.y += 2
	f.results(w)
	f.pair(field{name: fieldHeld, label: w.held}, field{name: fieldBalance, label: "账户余额（元）"})
	f.pair(field{name: fieldExecuted, label: "执行时间"}, field{name: fieldExpires, label: "到期时间"})
	f.pair(field{name: fieldRefusal, label: "拒绝原因", kind: kindList, options: refusalOptions()}, field{name: fieldSeq, label: "反馈次序"})
	f.cell(formMargin, formInner, 13, field{name: fieldText, label: "说　　明", kind: kindLong})
	s.y += 13
	if w.money {
		f.onward()
	}
	f.pair(field{name: fieldPerson, label: "经办人"}, field{name: fieldPhone, label: "联系电话"})
	f.pair(field{name: fieldAt, label: "反馈时间"}, field{name: fieldFinal, label: "最终反馈", kind: kindCheck})
	f.stamp()
	f.legend(w)
	return f.fields
}

// add keeps a field at its place on this page.
func (f *formSheet) add(d field, at place) {
	at.page = f.pdf.PageNo()
	d.place = at
	f.fields = append(f.fields, d)
}

func (f *formSheet) hide(name, value string) {
	f.add(field{name: name, label: labels[name], kind: kindHidden, value: value}, place{})
}

// results is one box for each result; only one of them can be on.
func (f *formSheet) results(w wording) {
	f.frame(formMargin, formInner, formRow, "处理结果")
	step := (formInner - formLabel) / float64(len(w.results))
	f.size(sizeTable)
	for i, r := range w.results {
		x, y := formMargin+formLabel+2+float64(i)*step, f.y+(formRow-formBox)/2
		f.pdf.Rect(x, y, formBox, formBox, "D")
		f.at(x+formBox+1.2, f.y+formRow/2+1.6, resultWords[r])
		f.add(field{name: fieldResult, label: "处理结果：" + resultWords[r], kind: kindOne, value: string(r)}, place{x: x, y: y, w: formBox, h: formBox})
	}
	f.y += formRow
}

// frame draws a label and the room beside it.
func (f *formSheet) frame(x, width, height float64, label string) {
	f.pdf.SetFillColor(243, 243, 243)
	f.pdf.Rect(x, f.y, formLabel, height, "FD")
	f.pdf.Rect(x+formLabel, f.y, width-formLabel, height, "D")
	f.size(sizeTable - 0.5)
	f.at(x+1.5, f.y+height/2+1.5, label)
}

func (f *formSheet) cell(x, width, height float64, d field) {
	f.frame(x, width, height, d.label)
	if d.kind == kindCheck {
		y := f.y + (height-formBox)/2
		f.pdf.Rect(x+formLabel+2, y, formBox, formBox, "D")
		f.at(x+formLabel+formBox+3.5, f.y+height/2+1.5, "是，此后不再反馈")
		f.add(d, place{x: x + formLabel + 2, y: y, w: formBox, h: formBox})
		return
	}
	f.add(d, place{x: x + formLabel + 0.6, y: f.y + 0.6, w: width - formLabel - 1.2, h: height - 1.2})
}

func (f *formSheet) pair(left, right field) {
	f.cell(formMargin, formInner/2, formRow, left)
	f.cell(formMargin+formInner/2, formInner/2, formRow, right)
	f.y += formRow
}

// onward is the table of where the money went.
func (f *formSheet) onward() {
	const number, height = 6.0, 6.6
	f.size(sizeSmall - 0.5)
	f.pdf.SetFillColor(243, 243, 243)
	head := func(x, width float64, label string) {
		f.pdf.Rect(x, f.y, width, height, "FD")
		lines := f.lines(label, width-1)
		for i, line := range lines {
			f.at(x+(width-f.width(line))/2, f.y+height/2+1.1+3*(float64(i)-float64(len(lines)-1)/2), line)
		}
	}
	head(formMargin, number, "序")
	x := formMargin + number
	for _, c := range columns {
		head(x, c.width, c.label)
		x += c.width
	}
	f.y += height
	for n := 1; n <= formLines; n++ {
		f.pdf.Rect(formMargin, f.y, number, height, "D")
		label := fmt.Sprintf("%d", n)
		f.at(formMargin+(number-f.width(label))/2, f.y+height/2+1.1, label)
		x = formMargin + number
		for _, c := range columns {
			d := field{name: lineField(n, c.name), label: lineLabel(n, c.label), small: true}
			switch c.name {
			case "code":
				d.kind, d.options = kindList, codeOptions()
			case "bank":
				d.kind, d.options = kindList, f.bankOptions()
			}
			f.pdf.Rect(x, f.y, c.width, height, "D")
			f.add(d, place{x: x + 0.4, y: f.y + 0.4, w: c.width - 0.8, h: height - 0.8})
			x += c.width
		}
		f.y += height
	}
}

func lineLabel(line int, label string) string { return fmt.Sprintf("去向第 %d 行%s", line, label) }

func (s *sheet) bankOptions() []option {
	var out []option
	for _, code := range slices.Sorted(maps.Keys(s.form.Banks)) {
		out = append(out, option{code, s.form.Banks[code]})
	}
	return out
}

// stamp is the room for the bank's own stamp.
func (f *formSheet) stamp() {
	const height = 24.0
	f.frame(formMargin, formInner, height, "盖　　章")
	f.size(sizeSmall)
	f.pdf.SetTextColor(130, 130, 130)
	f.at(formMargin+formLabel+3, f.y+height-3, "用 PDF 软件填写并保存后退回本文件的，可以不盖章；手填后扫描退回的，须加盖业务公章。")
	f.pdf.SetTextColor(0, 0, 0)
	f.y += height
}

// legend is how to fill the form, and the codes.
func (f *formSheet) legend(w wording) {
	f.size(sizeFoot)
	f.y += 1
	f.notes("填写说明：金额单位为元，如 86000.00；时间为北京时间，如 2026-01-02 15:04:05；止付金额为执行以来的总额，不是增量；反馈次序首次填 1，" +
		"更正或补充反馈依次填 2、3……，留空视为 1；拒绝的必须填写拒绝原因。")
	f.codes("拒绝原因代码", refusalOptions())
	if !w.money {
		return
	}
	f.codes("去向代码", codeOptions())
	f.notes("行内、跨行转出和转入支付账户的，须填时间、转入账号和户名；取现、消费的填地点；已被他案止付的填在先案号。")
}

// legendLine is the height of a line below the form.
const legendLine = 3.6

func (f *formSheet) notes(text string) {
	_, height := f.pdf.GetFontSize()
	for _, l := range f.lines(text, formInner) {
		f.y += max(legendLine, height*1.45)
		f.at(formMargin, f.y, l)
	}
}

// codes is a table of codes in columns.
func (f *formSheet) codes(title string, options []option) {
	const across = 5
	f.y += legendLine + 0.8
	f.strong(formMargin, f.y, title)
	for i, o := range options {
		if i%across == 0 {
			f.y += legendLine
		}
		f.at(formMargin+float64(i%across)*formInner/across, f.y, o.shown)
	}
	f.y += 0.8
}
