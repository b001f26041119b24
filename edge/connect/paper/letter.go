package paper

import (
	"fmt"
	"strconv"
	"strings"

	"fanzha/edge/partner/wire"
	"fanzha/term/money"
	"fanzha/term/when"
)

// place is a rectangle of a page in millimetres from its upper left corner; pages count from 1.
type place struct {
	page       int
	x, y, w, h float64
}

// letter sets the document itself and tells where the mark of the signature stands.
func (s *sheet) letter() place {
	w := words(s.order.Type)
	s.newPage()
	s.pdf.SetTextColor(190, 20, 20)
	s.fit(sizeUnit, s.order.Unit.Name)
	head := s.lines(s.order.Unit.Name, inner)
	for i, line := range head {
		s.centred(21-4*float64(len(head)-1-i), line, true)
	}
	s.size(sizeTitle)
	s.centred(32, w.title, true)
	s.pdf.SetDrawColor(190, 20, 20)
	s.pdf.SetLineWidth(0.7)
	s.pdf.Line(margin, 36, pageWidth-margin, 36)
	s.pdf.SetTextColor(0, 0, 0)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetLineWidth(0.2)
	s.size(sizeTable)
	if s.order.Urgent {
		s.strong(margin, 41.5, "特急")
	}
	number := "文书号：" + s.order.Number
	s.at(pageWidth-margin-s.width(number), 41.5, number)
	s.size(sizeBody + 1)
	s.strong(margin, 50, s.bank(s.order.Bank)+"：")
	s.y = 51
	s.paragraph(fmt.Sprintf("因办理 %s 号案件需要，依据%s，%s", s.order.Claim, s.order.Basis, w.opening))
	s.facts(w)
	s.credits()
	s.grounds()
	return s.sealed()
}

// bank is how an institution is addressed.
func (s *sheet) bank(code string) string {
	name := s.form.Banks[code]
	if name == "" {
		return code
	}
	return name + "（" + code + "）"
}

// facts is what is asked for: account, amount, term.
func (s *sheet) facts(w wording) {
	o := s.order
	s.row("账　　号", spaced(o.Account.Number))
	s.row("户　　名", o.Account.Name)
	if o.Depth == 0 {
		s.row("账户情况", wordOr(kindWords, o.Account.Kind)+"账户，被害人本人的账户")
	} else {
		s.row("账户情况", fmt.Sprintf("%s账户，资金流经的第 %d 级账户", wordOr(kindWords, o.Account.Kind), o.Depth))
	}
	fen := o.Fen
	if o.Type == wire.Stop {
		fen = o.HoldFen
	}
	if w.amount != "" {
		s.row(w.amount, "￥"+grouped(fen)+" 元\n（大写）"+Capitals(fen))
	}
	switch o.Type {
	case wire.Stop:
		s.row("止付期限", "自你单位执行之时起 "+span(o.HoldForS)+"，期满自行解除。"+fmt.Sprintf("本次为对该账户第 %d 次止付（不超过 2 次）。", o.Count))
		if o.FloorFen == wire.FloorAll {
			s.row("保留金额", "仅控制涉案资金，本人合法资金不受影响。")
		} else if o.FloorFen > 0 {
			s.row("保留金额", "￥"+grouped(o.FloorFen)+" 元（"+Capitals(o.FloorFen)+"），供持有人基本生活，不得止付。")
		}
		if o.Supplements != "" {
			s.row("补充指令", "本指令补充 "+o.Supplements+" 号止付指令：在其已止付金额之外追加止付，不另计次数，与其同时到期。")
		}
	case wire.Freeze:
		s.row("冻结期限", "至 "+clock(o.Until)+"，期满不续冻的自行解除。")
	case wire.Restrict:
		s.row("限制内容", wordOr(limitWords, o.Limits))
		s.row("限制期限", "至 "+clock(o.Until)+"，期满自行解除。")
	}
	if o.Parent != "" {
		label := "所涉指令"
		if o.Type == wire.Stop {
			label = "来源指令"
		}
		s.row(label, o.Parent)
	}
}

// creditWidths are the columns of the credits: 170 mm in all.
var creditWidths = []float64{7, 29, 24, 22, 33, 19, 14, 22}

// credits is the table of what the bank must find.
func (s *sheet) credits() {
	if len(s.order.Matches) == 0 {
		return
	}
	s.room(24)
	s.y += 6.5
	s.size(sizeBody)
	s.strong(margin, s.y, "应当核对的入账")
	s.y += 2
	s.cells(creditWidths, []string{"序", "入账时间", "金额（元）", "付款机构", "付款账号", "付款户名", "渠道", "流水号"}, true)
	for i, m := range s.order.Matches {
		bank := m.PayerBank
		if s.form.Banks[bank] != "" {
			bank = s.form.Banks[bank]
		}
		s.cells(creditWidths, []string{strconv.Itoa(i + 1), m.Time.In(when.Zone).Format("2006-01-02 15:04:05"), grouped(m.Fen), dash(bank),
			dash(m.PayerAccount), dash(m.PayerName), dash(m.Channel), dash(m.Ref)}, false)
	}
	s.y += 3
}

// grounds is why, by whom and until when.
func (s *sheet) grounds() {
	o := s.order
	s.row("事　　由", o.Reason)
	s.row("法律文书", wordOr(documentWords, o.Document.Kind)+"　"+o.Document.Number+"　（随附，其 SHA-256 校验值如下）\n"+o.Document.SHA256)
	s.row("承办单位", o.Unit.Name+"（"+o.Unit.Code+"）")
	for i, p := range o.Officers {
		s.row("承办民警"+strconv.Itoa(i+1), p.Name+"　警号 "+p.ID+"　电话 "+p.Phone)
	}
	s.row("签发时间", clock(o.IssuedAt)+"（北京时间，下同）")
	s.row("反馈时限", clock(o.AnswerBy)+" 前（工作时限）")
	s.row("指令编号", o.ID+fmt.Sprintf("　（格式版本 %d）", o.Version))
}

// sealed is the seal in words, and the frame of the signature.
func (s *sheet) sealed() place {
	const frameWidth, frameHeight = 62.0, 25.0
	s.room(frameHeight + 5)
	s.y += 4
	frame := place{s.pdf.PageNo(), pageWidth - margin - frameWidth, s.y, frameWidth, frameHeight}
	s.pdf.SetDrawColor(190, 20, 20)
	s.pdf.SetTextColor(190, 20, 20)
	s.pdf.SetLineWidth(0.5)
	s.pdf.Rect(frame.x, frame.y, frame.w, frame.h, "D")
	s.size(sizeTable)
	y := frame.y + 6
	name := s.lines(s.order.Unit.Name, frameWidth-8)
	for _, line := range name[:min(len(name), 2)] { // the whole name stands above
		s.strong(frame.x+(frameWidth-s.width(line))/2, y, line)
		y += 4.8
	}
	s.size(sizeSmall)
	mark := "本文件由单位证书电子签名"
	if s.form.Signer == nil {
		mark = "（盖章）"
	}
	s.at(frame.x+(frameWidth-s.width(mark))/2, frame.y+frameHeight-8, mark)
	when := clock(s.order.IssuedAt)
	s.at(frame.x+(frameWidth-s.width(when))/2, frame.y+frameHeight-3, when)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.SetTextColor(0, 0, 0)
	s.pdf.SetLineWidth(0.2)
	s.size(sizeSmall)
	y = frame.y + 3
	text := "指令电子签章　算法 " + s.order.Seal.Suite + "　密钥 " + s.order.Seal.Key + "\n" + s.order.Seal.Value +
		"\n附件 order.json 为签章所覆盖的指令原文，可直接导入，无需录入；本页与其不一致的，以其为准。"
	for _, line := range s.lines(text, inner-frameWidth-5) {
		s.at(margin, y, line)
		y += 4
	}
	s.y = frame.y + frameHeight
	return frame
}

// span writes a length of time in the largest unit that fits whole.
func span(seconds int64) string {
	switch {
	case seconds%3600 == 0:
		return strconv.FormatInt(seconds/3600, 10) + " 小时"
	case seconds%60 == 0:
		return strconv.FormatInt(seconds/60, 10) + " 分钟"
	}
	return strconv.FormatInt(seconds, 10) + " 秒"
}

// grouped writes yuan with separators of thousands: "86,000.00".
func grouped(fen int64) string {
	whole, decimals, _ := strings.Cut(money.Format(fen), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + "." + decimals
}

// spaced writes an account number in groups of four digits, as on cards.
func spaced(number string) string {
	var b strings.Builder
	for i, r := range number {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
