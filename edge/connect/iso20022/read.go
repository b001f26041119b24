package iso20022

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/fault"
	"fanzha/term/money"
)

// Bounds of a document.
const (
	maxDocument = 1 << 20 // an answer of 500 lines with its object takes 300 KB
	maxID       = 35      // Max35Text
	maxAccount  = 34      // Max34Text
	maxName     = 140     // Max140Text of a party
	maxHolder   = 70      // Max70Text of an account
	maxRemark   = 105     // Max105Text
)

// stampForm and dateForm are ISODateTime in UTC with microseconds, and ISODate.
const (
	stampForm = "2006-01-02T15:04:05.000000Z"
	dateForm  = "2006-01-02"
)

func refuse(f *fault.Fault, args ...any) error { return fault.New(f.Kind, f.Code, args...) }

// read decodes one document of that name space into it, strictly: no document type, nothing after the end.
func read(raw []byte, space string, into any) error {
	if len(raw) > maxDocument {
		return refuse(ErrTooLarge, "limit", maxDocument)
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	root, err := rootOf(d)
	if err != nil {
		return err
	}
	if root.Name.Local != "Document" || root.Name.Space != space {
		return refuse(ErrMessage, "want", space[strings.LastIndexByte(space, ':')+1:])
	}
	err = d.DecodeElement(into, &root)
	if err != nil {
		return ErrNotXML.With(err)
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ErrNotXML.With(err)
		}
		text, blank := token.(xml.CharData)
		_, comment := token.(xml.Comment)
		if !comment && (!blank || len(bytes.TrimSpace(text)) > 0) {
			return ErrNotXML
		}
	}
}

// rootOf skips the declaration and comments; a document type is refused, for what it could declare.
func rootOf(d *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return xml.StartElement{}, ErrNotXML.With(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, nil
		case xml.Directive:
			return xml.StartElement{}, ErrNotXML
		}
	}
}

// render writes a document with its declaration.
func render(doc any) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	e := xml.NewEncoder(&out)
	e.Indent("", " ")
	err := e.Encode(doc)
	if err != nil {
		return nil, ErrNotXML.With(err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// yuan renders fen as the decimal amount of the messages.
func yuan(fen int64) *amount { return &amount{Currency: currency, Value: money.Format(fen)} }

// fen reads an amount in yuan.
func (a amount) fen(element string) (int64, error) {
	if a.Currency != currency {
		return 0, refuse(ErrElement, "element", element+"@Ccy")
	}
	n, err := money.Parse(strings.TrimSpace(a.Value))
	if err != nil || n < 0 {
		return 0, refuse(ErrElement, "element", element)
	}
	return n, nil
}

// clock reads an ISODateTime.
func clock(element, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(text))
	if err != nil {
		return time.Time{}, refuse(ErrElement, "element", element)
	}
	return t.UTC(), nil
}

// fits refuses what the message has no room for, rather than cutting it: a cut name would be a mismatch.
func fits(element, text string, limit int) error {
	n := 0
	for range text {
		n++
	}
	if n > limit {
		return refuse(ErrLength, "element", element, "limit", limit)
	}
	return nil
}

// remarks cuts words for people into lines of the length that the message has; nothing is decided by them.
func remarks(text string) []string {
	var out []string
	line := []rune(text)
	for len(line) > 0 {
		n := min(len(line), maxRemark)
		out = append(out, string(line[:n]))
		line = line[n:]
	}
	return out
}

func institution(code string) party { return party{Agt: &agent{Member: code}} }

func named(name string) *party {
	if name == "" {
		return nil
	}
	return &party{Pty: &partyID{Nm: name}}
}

// objectOf returns the object of that kind from the supplementary data; nil when there is none.
func objectOf(kind string, all []supplement) ([]byte, error) {
	var found *own
	for _, s := range all {
		if s.Own == nil || s.Own.XMLName.Space != nsOwn {
			continue
		}
		if found != nil || s.Own.Kind != kind {
			return nil, ErrObject
		}
		found = s.Own
	}
	if found == nil {
		return nil, nil
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(found.JSON))
	if err != nil || len(raw) == 0 {
		return nil, ErrObject
	}
	return raw, nil
}

// supplementOf puts an object into the supplementary data.
func supplementOf(kind string, o wire.Object) ([]supplement, error) {
	raw, err := wire.Encode(o)
	if err != nil {
		return nil, err
	}
	return []supplement{{Own: &own{Kind: kind, JSON: base64.StdEncoding.EncodeToString(raw)}}}, nil
}
