package paper

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/internal/pdf"
	"fanzha/term/money"
	"fanzha/term/when"
)

// Parse reads a filled form: the bank's answer to the order, or to the order that a reminder was about.
func Parse(raw []byte) (wire.Answer, error) {
	answers, err := Form{}.read(raw)
	if err != nil {
		return wire.Answer{}, err
	}
	return answers[len(answers)-1], nil
}

// Decode reads a filled form of one bank. The form of a reminder says two things: the reminder was carried out, and the answer
// that it asked for. The same form again is the same answers.
func (f Form) Decode(raw []byte, bank string) ([]wire.Answer, error) {
	answers, err := f.read(raw)
	if err != nil {
		return nil, err
	}
	if answers[0].Bank != bank {
		return nil, ErrForeign
	}
	return answers, nil
}

func (f Form) read(raw []byte) ([]wire.Answer, error) {
	values, err := formValues(raw)
	if err != nil {
		return nil, err
	}
	r := &reader{values: values, codes: map[string]string{}}
	for code, name := range f.Banks {
		r.codes[name] = code
	}
	if r.text(fieldOrder) == "" || r.text(fieldBank) == "" {
		return nil, ErrNoForm
	}
	a := r.answer()
	if r.err != nil {
		return nil, r.err
	}
	a.ID = identify(a)
	err = a.Check()
	if err != nil {
		return nil, err
	}
	reminder := r.text(fieldReminder)
	if reminder == "" {
		return []wire.Answer{a}, nil
	}
	done := wire.Answer{Version: wire.Version, Order: reminder, Bank: a.Bank, Seq: 1, At: a.At, Result: wire.Done, Final: true,
		Person: a.Person, Phone: a.Phone}
	done.ID = identify(done)
	return []wire.Answer{done, a}, done.Check()
}

// Attached is the sealed order inside a document of ours, checked but not verified: for banks that take it in by program, and to
// see which order a returned file belongs to.
func Attached(raw []byte) (wire.Order, error) {
	f, err := open(raw)
	if err != nil {
		return wire.Order{}, err
	}
	_, root := f.Root()
	for _, item := range f.Array(f.Dict(f.Dict(root["Names"])["EmbeddedFiles"])["Names"]) {
		d := f.Dict(item)
		name, _ := f.Resolve(d["UF"]).(pdf.String)
		stream, ok := f.Resolve(f.Dict(d["EF"])["F"]).(pdf.Stream)
		if !ok || pdf.Text(name) != attachment {
			continue
		}
		own, err := f.Bytes(stream)
		if err != nil {
			return wire.Order{}, ErrDamaged.With(err)
		}
		return wire.DecodeOrder(own)
	}
	return wire.Order{}, ErrNoForm
}

// identify draws the id of an answer from its content: paper has no ids of its own.
func identify(a wire.Answer) string {
	a.ID = ""
	sum := sha256.Sum256(a.Canonical())
	return "P-" + hex.EncodeToString(sum[:12])
}

// Limits of a form.
const (
	maxFields = 2000 // ours have below 100
	maxNested = 4    // names with so many parts
	maxValue  = 4096 // bytes of one value
)

// open finds the objects of a file and says in our words why it cannot.
func open(raw []byte) (*pdf.File, error) {
	f, err := pdf.Open(raw)
	switch {
	case errors.Is(err, pdf.ErrTooLarge):
		return nil, refuse(ErrTooLarge, "limit", pdf.MaxFile)
	case errors.Is(err, pdf.ErrNotPDF):
		return nil, ErrNotPDF
	case errors.Is(err, pdf.ErrEncrypted):
		return nil, ErrEncrypted
	case err != nil:
		return nil, ErrDamaged.With(err)
	}
	return f, nil
}

// formValues is the values of a form by the names of their fields.
func formValues(raw []byte) (map[string]string, error) {
	f, err := open(raw)
	if err != nil {
		return nil, err
	}
	_, root := f.Root()
	w := &walker{file: f, values: map[string]string{}, left: maxFields}
	w.fields(f.Array(f.Dict(root["AcroForm"])["Fields"]), "", nil, 0)
	if w.err != nil {
		return nil, w.err
	}
	if len(w.values) == 0 {
		return nil, ErrNoForm
	}
	return w.values, nil
}

// walker goes through the tree of fields.
type walker struct {
	file   *pdf.File
	values map[string]string
	left   int
	err    error
}

func (w *walker) fields(list pdf.Array, prefix string, inherited any, depth int) {
	for _, item := range list {
		w.left--
		if w.left < 0 || depth > maxNested {
			w.err = ErrDamaged
			return
		}
		d := w.file.Dict(item)
		name, value := prefix, inherited
		part, named := w.file.Resolve(d["T"]).(pdf.String)
		if named {
			name = strings.TrimPrefix(prefix+"."+pdf.Text(part), ".")
		}
		if d["V"] != nil {
			value = d["V"]
		}
		if name != "" {
			w.keep(name, value, d)
		}
		w.fields(w.file.Array(d["Kids"]), name, value, depth+1)
		if w.err != nil {
			return
		}
	}
}

// keep takes a value; a box that is on counts also where its reader left the value of the field out.
func (w *walker) keep(name string, value any, d pdf.Dict) {
	text := ""
	value = w.file.Resolve(value)
	list, ok := value.(pdf.Array)
	if ok && len(list) > 0 {
		value = w.file.Resolve(list[0])
	}
	switch v := value.(type) {
	case pdf.String:
		text = pdf.Text(v)
	case pdf.Name:
		text = string(v)
	case pdf.Stream:
		b, err := w.file.Bytes(v)
		if err != nil {
			w.err = refuse(ErrField, "field", labelOf(name))
		}
		text = pdf.Text(pdf.String(b))
	}
	on, ok := w.file.Resolve(d["AS"]).(pdf.Name)
	if (text == "" || text == "Off") && ok && on != "Off" {
		text = string(on)
	}
	if len(text) > maxValue {
		w.err = refuse(ErrField, "field", labelOf(name))
		return
	}
	if text != "" && text != "Off" {
		w.values[name] = text
	}
}

// reader makes an answer of the values. The first thing that cannot be read is its fault.
type reader struct {
	values map[string]string
	codes  map[string]string // of institutions, by name
	err    error
}

func labelOf(name string) string {
	label := labels[name]
	if label != "" {
		return label
	}
	line, column, _ := strings.Cut(strings.TrimPrefix(name, "line"), ".")
	n, err := strconv.Atoi(line)
	for _, c := range columns {
		if err == nil && c.name == column {
			return lineLabel(n, c.label)
		}
	}
	return "其他"
}

func (r *reader) fail(name string) {
	if r.err == nil {
		r.err = refuse(ErrField, "field", labelOf(name))
	}
}

func (r *reader) need(name string) {
	if r.err == nil && r.text(name) == "" {
		r.err = refuse(ErrEmpty, "field", labelOf(name))
	}
}

// text is a value in one line.
func (r *reader) text(name string) string {
	return strings.Join(strings.Fields(r.values[name]), " ")
}

// narrow is a value with the wide forms of digits and marks, as Chinese keyboards give them, made narrow.
func (r *reader) narrow(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 0xFF01 && c <= 0xFF5E:
			return c - 0xFEE0
		case c == '。':
			return '.'
		}
		return c
	}, r.text(name))
}

func (r *reader) fen(name string) int64 {
	s := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(r.narrow(name), "整"), "元"))
	if s == "" {
		return 0
	}
	n, err := money.Parse(s)
	if err != nil || n < 0 {
		r.fail(name)
		return 0
	}
	return n
}

// timeForms are the ways in which people write a time.
var timeForms = []string{
	"2006-1-2 15:4:5", "2006-1-2 15:4", "2006/1/2 15:4:5", "2006/1/2 15:4", "2006.1.2 15:4:5", "2006.1.2 15:4", "20060102150405", "20060102 15:4:5", time.RFC3339,
}

var timeWords = strings.NewReplacer("年", "-", "月", "-", "日", " ", "时", ":", "点", ":", "分", ":", "秒", "")

func (r *reader) time(name string) time.Time {
	s := strings.TrimSuffix(strings.Join(strings.Fields(timeWords.Replace(r.narrow(name))), " "), ":")
	if s == "" {
		return time.Time{}
	}
	for _, form := range timeForms {
		t, err := time.ParseInLocation(form, s, when.Zone)
		if err == nil {
			return t.UTC().Truncate(time.Microsecond)
		}
	}
	r.fail(name)
	return time.Time{}
}

// choice finds what a list says: the value that the form keeps, its number, its words, or number and words.
func (r *reader) choice(name string, options []option) string {
	s := r.narrow(name)
	if s == "" {
		return ""
	}
	n, err := strconv.Atoi(s)
	for i, o := range options {
		_, shown, _ := strings.Cut(o.shown, " ")
		if strings.EqualFold(s, o.value) || s == o.shown || s == shown || err == nil && n == i+1 {
			return o.value
		}
	}
	r.fail(name)
	return ""
}

func (r *reader) answer() wire.Answer {
	r.need(fieldResult)
	r.need(fieldAt)
	a := wire.Answer{
		Version: wire.Version, Order: r.text(fieldOrder), Bank: r.text(fieldBank), Seq: 1, At: r.time(fieldAt), Result: wire.Result(r.text(fieldResult)),
		Refusal: r.choice(fieldRefusal, refusalOptions()), Text: r.text(fieldText), ExecutedAt: r.time(fieldExecuted), ExpiresAt: r.time(fieldExpires),
		HeldFen: r.fen(fieldHeld), BalanceFen: r.fen(fieldBalance), Final: r.values[fieldFinal] != "", Person: r.text(fieldPerson), Phone: r.narrow(fieldPhone),
	}
	if resultWords[a.Result] == "" {
		r.fail(fieldResult)
	}
	seq := r.narrow(fieldSeq)
	switch {
	case seq != "":
		n, err := strconv.Atoi(seq)
		if err != nil || n < 1 || n > wire.SeqMax {
			r.fail(fieldSeq)
		}
		a.Seq = n
	case a.Result == wire.Seen:
		a.Seq = 0
	}
	switch a.Result {
	case wire.Held, wire.PartiallyHeld:
		r.need(fieldHeld)
		r.need(fieldExecuted)
	case wire.Refused:
		r.need(fieldRefusal)
	}
	for n := 1; n <= formLines; n++ {
		d := r.line(n)
		if d != (wire.Disposition{}) {
			a.Dispositions = append(a.Dispositions, d)
		}
	}
	return a
}

// line reads one line of where the money went. Its last column is the holder of an onward account, the claim that held the money
// before, or the place, by what the line says.
func (r *reader) line(n int) wire.Disposition {
	at := func(column string) string { return lineField(n, column) }
	filled := false
	for _, c := range columns {
		filled = filled || r.text(at(c.name)) != ""
	}
	if !filled {
		return wire.Disposition{}
	}
	r.need(at("code"))
	d := wire.Disposition{
		Code: wire.Code(r.choice(at("code"), codeOptions())), Fen: r.fen(at("fen")), Time: r.time(at("time")), Ref: r.text(at("ref")),
		Bank: r.text(at("bank")), Account: strings.NewReplacer(" ", "", "-", "").Replace(r.narrow(at("account"))),
	}
	code := r.codes[d.Bank]
	if code != "" {
		d.Bank = code
	}
	last := r.text(at("name"))
	switch {
	case d.Code.OpensLayer():
		d.Name = last
		r.need(at("account"))
		r.need(at("time"))
	case d.Code == wire.AlreadyHeld:
		d.Claim = last
	default:
		d.Place = last
	}
	return d
}
