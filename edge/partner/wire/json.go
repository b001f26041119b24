package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Object is one of the objects of the page.
type Object interface {
	Check() error
}

// DecodeOrder reads one order. Its seal is not looked at: see Verify.
func DecodeOrder(raw []byte) (Order, error) { return decode[Order](raw, OrderMax) }

// DecodeAnswer reads one answer; times come out in UTC.
func DecodeAnswer(raw []byte) (Answer, error) { return decode[Answer](raw, AnswerMax) }

// DecodeNotice reads one notice of a book transfer.
func DecodeNotice(raw []byte) (Notice, error) { return decode[Notice](raw, NoticeMax) }

// Encode writes an object that its Check accepts.
func Encode(o Object) ([]byte, error) {
	err := o.Check()
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return nil, ErrJSON.With(err)
	}
	return raw, nil
}

// decode reads strictly. An object that only its Check refuses comes back with the fault, so that a receipt can name its id.
// Strict means: one value, valid UTF-8, every member known and written exactly so, none twice, none null. Two parsers
// that read the same bytes cannot come to different objects, so what was sealed is what is understood.
func decode[T Object](raw []byte, limit int) (T, error) {
	var v, none T
	if len(raw) > limit {
		return none, ErrTooLarge
	}
	if !utf8.Valid(raw) {
		return none, ErrUTF8
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err := walk(d, shapeOf(reflect.TypeFor[T]()), "", 0)
	if err != nil {
		return none, err
	}
	_, err = d.Token()
	if !errors.Is(err, io.EOF) {
		return none, ErrJSON // something follows the value
	}
	err = json.Unmarshal(raw, &v)
	if err != nil {
		return none, badType(err)
	}
	utc(reflect.ValueOf(&v).Elem())
	return v, v.Check()
}

// badType names the field that could not be read.
func badType(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return at(ErrType, wrong.Field)
	}
	var moment *time.ParseError
	if errors.As(err, &moment) {
		return at(ErrTime, "time")
	}
	return ErrJSON
}

// shape is what JSON of a type may look like.
type shape struct {
	members map[string]*shape // of an object
	item    *shape            // of an array
	leaf    reflect.Type
}

var (
	shapes   sync.Map // reflect.Type → *shape
	timeType = reflect.TypeFor[time.Time]()
)

func shapeOf(t reflect.Type) *shape {
	known, ok := shapes.Load(t)
	if ok {
		return known.(*shape)
	}
	s := &shape{leaf: t}
	switch {
	case t.Kind() == reflect.Slice:
		s = &shape{item: shapeOf(t.Elem())}
	case t.Kind() == reflect.Struct && t != timeType:
		s = &shape{members: map[string]*shape{}}
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			s.members[name] = shapeOf(t.Field(i).Type)
		}
	}
	shapes.Store(t, s)
	return s
}

// walk holds the tokens of one value against its shape.
func walk(d *json.Decoder, s *shape, path string, depth int) error {
	t, err := d.Token()
	if err != nil {
		return ErrJSON.With(err)
	}
	delim, open := t.(json.Delim)
	switch {
	case depth > depthMax:
		return ErrJSON
	case !open:
		return s.leafOK(t, path)
	case delim == '{' && s.members != nil:
		return walkObject(d, s, path, depth)
	case delim == '[' && s.item != nil:
		for i := 0; d.More(); i++ {
			err = walk(d, s.item, element(path, i), depth+1)
			if err != nil {
				return err
			}
		}
		_, err = d.Token()
		if err != nil {
			return ErrJSON.With(err)
		}
		return nil
	}
	return at(ErrType, path)
}

func walkObject(d *json.Decoder, s *shape, path string, depth int) error {
	seen := make(map[string]bool, len(s.members))
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return ErrJSON.With(err)
		}
		name, _ := t.(string)
		member, known := s.members[name]
		if !known {
			return at(ErrUnknown, join(path, shown(name)))
		}
		field := join(path, name)
		if seen[name] {
			return at(ErrTwice, field)
		}
		seen[name] = true
		err = walk(d, member, field, depth+1)
		if err != nil {
			return err
		}
	}
	_, err := d.Token()
	if err != nil {
		return ErrJSON.With(err)
	}
	return nil
}

// leafOK holds a plain value against the type of its field.
func (s *shape) leafOK(t json.Token, path string) error {
	if s.leaf == nil {
		return at(ErrType, path)
	}
	ok := false
	switch v := t.(type) {
	case string:
		ok = s.leaf.Kind() == reflect.String
		if s.leaf == timeType {
			_, err := time.Parse(time.RFC3339, v)
			if err != nil {
				return at(ErrTime, path)
			}
			ok = true
		}
	case json.Number:
		_, err := strconv.ParseInt(v.String(), 10, 64)
		ok = err == nil && (s.leaf.Kind() == reflect.Int64 || s.leaf.Kind() == reflect.Int)
	case bool:
		ok = s.leaf.Kind() == reflect.Bool
	}
	if !ok {
		return at(ErrType, path) // null too: leave the member out
	}
	return nil
}

// shown is an unknown member's name as far as it may be repeated: a sender may have put anything there.
func shown(name string) string {
	if name == "" || len(name) > 32 {
		return "?"
	}
	for i := range len(name) {
		b := name[i]
		if (b|0x20 < 'a' || b|0x20 > 'z') && b != '_' {
			return "?"
		}
	}
	return name
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// utc turns every time of an object into UTC, whatever zone a partner wrote.
func utc(v reflect.Value) {
	switch {
	case v.Type() == timeType:
		t := v.Interface().(time.Time)
		if !t.IsZero() {
			v.Set(reflect.ValueOf(t.UTC()))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			utc(v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			utc(v.Index(i))
		}
	}
}
