package paper

import (
	"fmt"
	"strconv"

	"fanzha/internal/pdf"
)

// Bits of fields (ISO 32000, 12.7.3 and 12.7.4) and of their places on a page (12.5.3).
const (
	bitLong   = 1 << 12
	bitKeep   = 1 << 14 // one box of several: cannot be taken off again
	bitOne    = 1 << 15
	bitCombo  = 1 << 17
	bitTyped  = 1 << 18
	bitHidden = 1 << 1
	bitPrint  = 1 << 2
	// sigFlags: there is a signature, and the file must only be changed by appending.
	sigFlags = 3
)

// pointsPerMM turns millimetres into the file's unit.
const pointsPerMM = 72 / 25.4

// formFont names the typeface of filled values.
const formFont = "Helv"

// tickMark is the tick in the typeface of marks, for readers that draw boxes anew.
var tickMark = pdf.Dict{"CA": pdf.String("4")}

func num(n int) pdf.Number { return pdf.Number(strconv.Itoa(n)) }

func real(v float64) pdf.Number { return pdf.Number(strconv.FormatFloat(v, 'f', 2, 64)) }

func (p place) rect() pdf.Array {
	low := pageHeight - p.y - p.h
	return pdf.Array{real(p.x * pointsPerMM), real(low * pointsPerMM), real((p.x + p.w) * pointsPerMM), real((low + p.h) * pointsPerMM)}
}

// builder adds a form to a file.
type builder struct {
	update *pdf.Update
	pages  []pdf.Ref
	annots map[int]pdf.Array // by page
	fields pdf.Array
	groups map[string]pdf.Ref
	kids   map[string]pdf.Array
	tick   pdf.Ref
	empty  pdf.Ref
}

func newBuilder(f *pdf.File) *builder {
	b := &builder{update: f.Change(), annots: map[int]pdf.Array{}, groups: map[string]pdf.Ref{}, kids: map[string]pdf.Array{}}
	_, root := f.Root()
	for _, kid := range f.Array(f.Dict(root["Pages"])["Kids"]) {
		ref, ok := kid.(pdf.Ref)
		if ok {
			b.pages = append(b.pages, ref)
		}
	}
	size := formBox * pointsPerMM
	box := pdf.Dict{"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Form"), "BBox": pdf.Array{num(0), num(0), real(size), real(size)},
		"Resources": pdf.Dict{}}
	mark := fmt.Sprintf("q 1.4 w 0 0 0 RG %.2f %.2f m %.2f %.2f l %.2f %.2f l S Q", size*0.2, size*0.5, size*0.42, size*0.22, size*0.82, size*0.82)
	b.tick = b.update.Add(pdf.Stream{Dict: box, Raw: []byte(mark)})
	b.empty = b.update.Add(pdf.Stream{Dict: box, Raw: []byte("q Q")})
	return b
}

// widget begins the object of a field that is also its place on a page.
func (b *builder) widget(d field) pdf.Dict {
	out := pdf.Dict{"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "Rect": d.place.rect(), "F": num(bitPrint),
		"P": b.pages[d.place.page-1]}
	if d.label != "" {
		out["TU"] = pdf.TextOf(d.label)
	}
	return out
}

// add adds one field.
func (b *builder) add(d field) {
	w := b.widget(d)
	w["T"] = pdf.TextOf(d.name)
	size := 9
	if d.small {
		size = 7
	}
	w["DA"] = pdf.String(fmt.Sprintf("/%s %d Tf 0 g", formFont, size))
	switch d.kind {
	case kindOne:
		b.box(d)
		return
	case kindCheck:
		w["FT"], w["V"], w["AS"], w["DA"] = pdf.Name("Btn"), pdf.Name("Off"), pdf.Name("Off"), pdf.String("/ZaDb 0 Tf 0 g")
		w["AP"], w["MK"] = pdf.Dict{"N": pdf.Dict{"Yes": b.tick, "Off": b.empty}}, tickMark
	case kindList:
		w["FT"], w["Ff"] = pdf.Name("Ch"), num(bitCombo|bitTyped)
		options := pdf.Array{}
		for _, o := range d.options {
			options = append(options, pdf.Array{pdf.TextOf(o.value), pdf.TextOf(o.shown)})
		}
		w["Opt"] = options
	case kindLong:
		w["FT"], w["Ff"] = pdf.Name("Tx"), num(bitLong)
	case kindHidden:
		w["FT"], w["Ff"], w["F"], w["V"] = pdf.Name("Tx"), num(1), num(bitHidden), pdf.TextOf(d.value)
	default:
		w["FT"] = pdf.Name("Tx")
	}
	b.place(d.place.page, b.update.Add(w), true)
}

func (b *builder) place(page int, ref pdf.Ref, top bool) {
	b.annots[page] = append(b.annots[page], ref)
	if top {
		b.fields = append(b.fields, ref)
	}
}

// box adds one box of several under their common field.
func (b *builder) box(d field) {
	parent, there := b.groups[d.name]
	if !there {
		parent = b.update.Add(nil)
		b.groups[d.name] = parent
		b.fields = append(b.fields, parent)
	}
	w := b.widget(d)
	w["Parent"], w["AS"], w["MK"] = parent, pdf.Name("Off"), tickMark
	w["DA"] = pdf.String("/ZaDb 0 Tf 0 g")
	w["AP"] = pdf.Dict{"N": pdf.Dict{pdf.Name(d.value): b.tick, "Off": b.empty}}
	ref := b.update.Add(w)
	b.kids[d.name] = append(b.kids[d.name], ref)
	b.update.Set(parent, pdf.Dict{"FT": pdf.Name("Btn"), "Ff": num(bitOne | bitKeep), "T": pdf.TextOf(d.name), "TU": pdf.TextOf(labels[d.name]),
		"V": pdf.Name("Off"), "Kids": b.kids[d.name]})
	b.place(d.place.page, ref, false)
}

// fonts are the typefaces of filled values, of those that every reader of PDF has: the readers put a Chinese one of their own in
// for characters that it lacks. Naming a Chinese one here (STSong-Light) is what some of them cannot do.
func (b *builder) fonts() pdf.Dict {
	latin := b.update.Add(pdf.Dict{"Type": pdf.Name("Font"), "Subtype": pdf.Name("Type1"), "BaseFont": pdf.Name("Helvetica"),
		"Encoding": pdf.Name("WinAnsiEncoding")})
	marks := b.update.Add(pdf.Dict{"Type": pdf.Name("Font"), "Subtype": pdf.Name("Type1"), "BaseFont": pdf.Name("ZapfDingbats")})
	return pdf.Dict{formFont: latin, "ZaDb": marks}
}

// finish writes the pages and the catalogue that name the fields.
func (b *builder) finish(f *pdf.File, more pdf.Dict) []byte {
	form := pdf.Dict{"Fields": b.fields, "NeedAppearances": true, "DA": pdf.String("/" + formFont + " 9 Tf 0 g"),
		"DR": pdf.Dict{"Font": b.fonts()}}
	ref, root := f.Root()
	for name, v := range more {
		root[name] = v
		form["SigFlags"] = num(sigFlags)
	}
	root["AcroForm"] = b.update.Add(form)
	b.update.Set(ref, root)
	for i, page := range b.pages {
		if len(b.annots[i+1]) == 0 {
			continue
		}
		d := f.Dict(page)
		d["Annots"], d["Tabs"] = b.annots[i+1], pdf.Name("R")
		b.update.Set(page, d)
	}
	return b.update.Bytes()
}
