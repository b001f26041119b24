package wire

import (
	"time"

	"fanzha/base/seal"
	"fanzha/term/when"
)

// The canonical bytes of an object are what is sealed, stored and compared; JSON is only how it travels. They are simple
// enough to be made in any language:
//
//	"FZ" · one letter of the object (O order, A answer, N notice) · one byte of the layout: 1; of an order 2 with "supplements", 3 with "limits"
//	then every field in the fixed order below, each as four bytes of length (big-endian) and the bytes of its text:
//	  text      UTF-8 as it is
//	  number    decimal digits, "-" before a negative one
//	  yes or no "1" or "0"
//	  time      microseconds since 1970-01-01 UTC as a number; empty when not set
//	  list      its length as a number, then the fields of each element
const (
	markOrder  = 'O'
	markAnswer = 'A'
	markNotice = 'N'
	layout     = 1
	layoutMore = 2 // of an order: all fields of layout 1, then supplements; never where that is empty, so one order has one form
	layoutCurb = 3 // of an order: all fields of layout 1, then limits; never where that is empty
)

// coder writes or reads the fields of an object: one list of fields serves both, so they cannot differ.
type coder struct {
	w    *seal.Writer
	r    *seal.Reader // nil when writing
	form byte         // of an order: its layout
	bad  bool
}

func (c *coder) text(s *string) {
	if c.r == nil {
		c.w.Text(*s)
		return
	}
	*s = c.r.Text()
}

func (c *coder) int(n *int64) {
	if c.r == nil {
		c.w.Int(*n)
		return
	}
	*n = c.r.Int()
}

func (c *coder) small(n *int) {
	v := int64(*n)
	c.int(&v)
	*n = int(v)
	c.bad = c.bad || int64(*n) != v
}

func (c *coder) flag(b *bool) {
	if c.r == nil {
		c.w.Bool(*b)
		return
	}
	*b = c.r.Bool()
}

func (c *coder) time(t *time.Time) {
	if c.r == nil {
		if t.IsZero() {
			c.w.Time(0)
			return
		}
		c.w.Time(when.Of(*t))
		return
	}
	at := c.r.Time()
	*t = time.Time{}
	if at != 0 {
		*t = at.Time()
	}
}

// list writes or reads a list of at most limit elements.
func list[T any](c *coder, items *[]T, limit int, one func(*T)) {
	if c.r == nil {
		c.w.List(len(*items))
	} else {
		n := c.r.List()
		*items = nil
		c.bad = c.bad || n > limit
		if n > 0 && !c.bad {
			*items = make([]T, n)
		}
	}
	for i := range *items {
		one(&(*items)[i])
	}
}

// word is text with a type of its own.
func word[T ~string](c *coder, w *T) {
	s := string(*w)
	c.text(&s)
	*w = T(s)
}

func (o *Order) fields(c *coder) {
	c.small(&o.Version)
	word(c, &o.Type)
	c.text(&o.ID)
	c.text(&o.Number)
	c.text(&o.Claim)
	c.text(&o.Parent)
	c.small(&o.Depth)
	c.text(&o.Bank)
	o.Account.fields(c)
	list(c, &o.Matches, MatchesMax, func(m *Match) { m.fields(c) })
	c.int(&o.HoldFen)
	c.int(&o.HoldForS)
	c.small(&o.Count)
	c.int(&o.Fen)
	c.time(&o.Until)
	c.int(&o.FloorFen)
	c.text(&o.Basis)
	c.text(&o.Reason)
	c.flag(&o.Urgent)
	list(c, &o.Officers, officers, func(p *Officer) { p.fields(c) })
	c.text(&o.Document.Kind)
	c.text(&o.Document.Number)
	c.text(&o.Document.SHA256)
	c.text(&o.Unit.Code)
	c.text(&o.Unit.Name)
	c.time(&o.IssuedAt)
	c.time(&o.AnswerBy)
	switch c.form {
	case layoutMore:
		c.text(&o.Supplements)
	case layoutCurb:
		c.text(&o.Limits)
	}
}

func (a *Account) fields(c *coder) {
	c.text(&a.Number)
	c.text(&a.Name)
	c.text(&a.Kind)
}

func (m *Match) fields(c *coder) {
	c.text(&m.Ref)
	c.time(&m.Time)
	c.int(&m.Fen)
	c.text(&m.PayerBank)
	c.text(&m.PayerAccount)
	c.text(&m.PayerName)
	c.text(&m.Channel)
}

func (p *Officer) fields(c *coder) {
	c.text(&p.ID)
	c.text(&p.Name)
	c.text(&p.Phone)
}

func (a *Answer) fields(c *coder) {
	c.small(&a.Version)
	c.text(&a.ID)
	c.text(&a.Order)
	c.text(&a.Bank)
	c.small(&a.Seq)
	c.time(&a.At)
	word(c, &a.Result)
	c.text(&a.Refusal)
	c.text(&a.Text)
	c.time(&a.ExecutedAt)
	c.time(&a.ExpiresAt)
	c.int(&a.HeldFen)
	c.int(&a.BalanceFen)
	list(c, &a.Earlier, EarlierMax, func(e *Earlier) {
		c.text(&e.By)
		c.int(&e.Fen)
		c.time(&e.Until)
	})
	list(c, &a.Dispositions, DispositionsMax, func(d *Disposition) { d.fields(c) })
	c.flag(&a.Final)
	c.text(&a.Person)
	c.text(&a.Phone)
}

func (d *Disposition) fields(c *coder) {
	word(c, &d.Code)
	c.int(&d.Fen)
	c.int(&d.TxFen)
	c.time(&d.Time)
	c.text(&d.Ref)
	c.text(&d.Bank)
	c.text(&d.Account)
	c.text(&d.Name)
	c.text(&d.Kind)
	c.text(&d.Place)
	c.text(&d.Claim)
}

func (n *Notice) fields(c *coder) {
	c.small(&n.Version)
	c.text(&n.ID)
	c.text(&n.Bank)
	c.text(&n.Ref)
	c.time(&n.Time)
	n.From.fields(c)
	n.To.fields(c)
	c.int(&n.Fen)
}

// write makes canonical bytes.
func write(mark byte, fields func(*coder)) []byte {
	c := &coder{w: seal.NewWriter(mark, layout)}
	fields(c)
	return c.w.Bytes()
}

// layout is the one form that an order has. One with both of the later fields is refused before its seal is looked at.
func (o Order) layout() byte {
	switch {
	case o.Supplements != "":
		return layoutMore
	case o.Limits != "":
		return layoutCurb
	}
	return layout
}

// Canonical makes the bytes that the seal covers: every field but the seal.
func (o Order) Canonical() []byte {
	form := o.layout()
	c := &coder{w: seal.NewWriter(markOrder, form), form: form}
	o.fields(c)
	return c.w.Bytes()
}

// Canonical makes the bytes by which two answers with one id are compared.
func (a Answer) Canonical() []byte { return write(markAnswer, a.fields) }

// Canonical makes the bytes by which two notices with one id are compared.
func (n Notice) Canonical() []byte { return write(markNotice, n.fields) }

// ParseOrder makes an order of its canonical bytes, without a seal, and checks it. Whoever stores canonical bytes and their seal
// needs nothing else to send the order through any channel.
func ParseOrder(canonical []byte) (Order, error) {
	var o Order
	c := &coder{form: layout}
	if len(canonical) > 3 && (canonical[3] == layoutMore || canonical[3] == layoutCurb) {
		c.form = canonical[3]
	}
	c.r = seal.NewReader(canonical, markOrder, c.form)
	o.fields(c)
	err := c.r.Done()
	if err != nil || c.bad || c.form != o.layout() {
		return Order{}, ErrCanonical
	}
	return o, o.Check()
}
