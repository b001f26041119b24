package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"fanzha/edge/partner/wire"
	"fanzha/internal/pdf"
	"fanzha/term/when"
)

// Form is how a centre makes documents and reads forms.
type Form struct {
	Signer *Signer           // nil: the document is not signed and has to be stamped
	Banks  map[string]string // names of institutions by code: printed in documents, understood in forms
}

// ending is that of the files of this channel.
const ending = ".pdf"

// attachment is the name of the sealed order inside the file.
const attachment = "order.json"

// Render makes the document of an order with its return form, not signed.
func Render(o wire.Order) ([]byte, error) { return Form{}.Render(o) }

// Encode is Render in the shape that a folder of a bank asks for.
func (f Form) Encode(o wire.Order) (raw []byte, end string, err error) {
	raw, err = f.Render(o)
	return raw, ending, err
}

// Render makes the document of an order with its return form, and signs it. The same order is the same document.
func (f Form) Render(o wire.Order) ([]byte, error) {
	own, err := wire.Encode(o)
	if err != nil {
		return nil, err
	}
	s, err := newSheet(o, f)
	if err != nil {
		return nil, err
	}
	s.pdf.SetAttachments([]fpdf.Attachment{{Content: own, Filename: attachment, Description: "签章所覆盖的指令原文"}})
	mark := s.letter()
	fields := s.returnForm()
	drawn, err := s.finish()
	if err != nil {
		return nil, err
	}
	file, err := pdf.Open(drawn)
	if err != nil {
		return nil, ErrRender.With(err)
	}
	b := newBuilder(file)
	id := sha256.Sum256(o.Canonical())
	b.update.Identify(id[:16])
	for _, d := range fields {
		b.add(d)
	}
	if f.Signer == nil {
		return b.finish(file, nil), nil
	}
	signature := b.update.Add(pdf.Raw(f.Signer.dictionary(o)))
	w := b.widget(field{label: "单位电子签名", place: mark})
	w["FT"], w["T"], w["V"], w["F"] = pdf.Name("Sig"), pdf.String("seal"), signature, num(bitPrint|1<<7)
	w["AP"] = pdf.Dict{"N": b.empty}
	b.place(mark.page, b.update.Add(w), true)
	return f.Signer.sign(b.finish(file, pdf.Dict{"Perms": pdf.Dict{"DocMDP": signature}}))
}

// rangeHole is where the ranges that are signed will stand.
const rangeHole = "[0 0000000000 0000000000 0000000000]"

// contentsHole is where the signature will stand.
func (s *Signer) contentsHole() string {
	size := 2048 // digest, attributes, a signature of the longest key
	for _, c := range s.chain {
		size += len(c.Raw)
	}
	return "<" + strings.Repeat("00", size) + ">"
}

// dictionary is the object of the signature. It certifies the file: filling the form is allowed and leaves it valid, any other
// change breaks it (DocMDP, P 2).
func (s *Signer) dictionary(o wire.Order) string {
	text := func(v string) string { return fmt.Sprintf("<%X>", string(pdf.TextOf(v))) }
	return "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange " + rangeHole + " /Contents " + s.contentsHole() +
		" /M (D:" + o.IssuedAt.In(when.Zone).Format("20060102150405") + "+08'00') /Name " + text(o.Unit.Name) + " /Reason " +
		text(words(o.Type).title+" "+o.Number) + " /Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams " +
		"<</Type /TransformParams /P 2 /V /1.2>>>>]>>"
}

// sign fills both holes: everything but the signature itself is signed.
func (s *Signer) sign(raw []byte) ([]byte, error) {
	hole := s.contentsHole()
	ranges, contents := bytes.LastIndex(raw, []byte(rangeHole)), bytes.LastIndex(raw, []byte(hole))
	if ranges < 0 || contents < ranges {
		return nil, ErrRender
	}
	behind := contents + len(hole)
	filled := fmt.Sprintf("[0 %010d %010d %010d]", contents, behind, len(raw)-behind)
	copy(raw[ranges:], filled)
	signed := append(append([]byte{}, raw[:contents]...), raw[behind:]...)
	message, err := detached(signed, s.key, s.chain)
	if err != nil {
		return nil, ErrRender.With(err)
	}
	if 2*len(message) > len(hole)-2 {
		return nil, ErrRender
	}
	hex.Encode(raw[contents+1:], message)
	return raw, nil
}
