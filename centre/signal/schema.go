package signal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"fanzha/term/fraud"
)

// enumOf lists the values of an enumeration; those of channel depend on the kind.
func enumOf(f *field, kind Kind) (out []string) {
	switch f.id {
	case fKind:
		return kindNames[Call:]
	case fChannel:
		return rules[kind].channels
	case fDirection:
		return []string{"in", "out"}
	case fSubject:
		return []string{"phone", "account", "url", "app", "mule"}
	case fFraud:
		for _, e := range fraud.All {
			out = append(out, string(e.Code))
		}
	}
	return out
}

// object keeps the order of its members, so that a schema reads like the table it comes from.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		var value bytes.Buffer
		enc := json.NewEncoder(&value)
		enc.SetEscapeHTML(false)
		err = enc.Encode(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value.Bytes())
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Schema returns the JSON Schema (2020-12) of one record of the kind, indented, ending with a line break.
func Schema(kind Kind) []byte {
	schema := append(object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}}, kindSchema(kind)...)
	raw, err := json.Marshal(schema)
	if err != nil {
		panic(fmt.Sprintf("schema of %s: %v", kind, err)) // the table is ours and constant
	}
	var out bytes.Buffer
	_ = json.Indent(&out, raw, "", "  ") // raw was just made
	out.WriteByte('\n')
	return out.Bytes()
}

func kindSchema(kind Kind) object {
	rule := &rules[kind]
	var properties object
	for i := range fields {
		if rule.allowed.has(fieldID(i)) {
			properties = append(properties, member{fields[i].name, fieldSchema(&fields[i], kind, rule.required.has(fieldID(i)))})
		}
	}
	out := object{
		{"$id", "/v1/schema/" + kind.String()},
		{"title", kind.String()},
		{"description", rule.en + " · " + rule.zh},
		{"type", "object"},
		{"additionalProperties", false},
		{"properties", properties},
	}
	if rule.required != 0 {
		out = append(out, member{"required", rule.required.names()})
	}
	var all []object
	for _, group := range rule.oneOf {
		var anyOf []object
		for _, name := range group.names() {
			anyOf = append(anyOf, object{{"required", []string{name}}})
		}
		all = append(all, object{{"anyOf", anyOf}})
	}
	if kind == Sighting {
		for _, v := range enumOf(&fields[fSubject], kind) {
			all = append(all, object{
				{"if", object{{"properties", object{{"subject", object{{"const", v}}}}}}},
				{"then", object{{"required", []string{fields[subjects[v]].name}}}},
			})
		}
	}
	if all != nil {
		out = append(out, member{"allOf", all})
	}
	return out
}

// fieldSchema describes one field. Optional ones may be null, which means not given.
func fieldSchema(f *field, kind Kind, required bool) object {
	out := object{{"description", f.en + " · " + f.zh}}
	kinds := map[fieldType][]string{tInt: {"integer"}, tBool: {"boolean"}, tTime: {"string", "integer"}}[f.typ]
	if kinds == nil {
		kinds = []string{"string"}
	}
	if !required {
		kinds = append(kinds, "null")
	}
	if len(kinds) == 1 {
		out = append(out, member{"type", kinds[0]})
	} else {
		out = append(out, member{"type", kinds})
	}
	if f.typ == tEnum {
		var values []any
		if f.id == fKind {
			values = append(values, kind.String())
		} else {
			for _, v := range enumOf(f, kind) {
				values = append(values, v)
			}
		}
		if !required {
			values = append(values, nil)
		}
		out = append(out, member{"enum", values})
	}
	switch {
	case f.typ == tInt:
		low := f.min
		if f.id == fAmount && kind == Transfer {
			low = 1
		}
		out = append(out, member{"minimum", low}, member{"maximum", f.max})
	case f.typ == tPlace:
		out = append(out, member{"pattern", "^([0-9]{6}|[0-9]{9}|[0-9]{12})$"})
	case f.typ != tEnum && f.max > 0:
		out = append(out, member{"maxLength", f.max})
	}
	if f.unit != "" {
		out = append(out, member{"x-unit", f.unit})
	}
	if f.examples != nil {
		out = append(out, member{"examples", exampleValues(f, kind)})
	}
	return out
}

func exampleValues(f *field, kind Kind) (out []any) {
	for _, v := range f.examples {
		switch {
		case f.typ == tInt:
			out = append(out, json.Number(v))
		case f.id == fKind:
			out = append(out, kind.String())
		default:
			out = append(out, v)
		}
	}
	return out
}

// SchemaMixed returns the schema of a record of a mixed request: one of all kinds, its kind required.
func SchemaMixed() []byte {
	var oneOf []object
	for kind := Call; kind <= Sighting; kind++ {
		oneOf = append(oneOf, object{{"$ref", "/v1/schema/" + kind.String()}, {"required", []string{"kind"}}})
	}
	raw, err := json.MarshalIndent(object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", "/v1/schema/mixed"}, {"title", "mixed"}, {"oneOf", oneOf},
	}, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("schema of mixed: %v", err)) // constant, as above
	}
	return append(raw, '\n')
}

// FieldsPage returns docs/schema/fields.md: the same table for people, in both languages.
func FieldsPage() []byte {
	var b strings.Builder
	b.WriteString("# Fields of signals · 信号字段\n\nMade from the table that also drives the decoder; do not edit. 由解码器所用的同一张表生成，请勿手改。\n\n")
	b.WriteString("● required 必填 · ○ allowed 可填 · ◐ at least one of these 至少填一个\n\n| field 字段 |")
	for kind := Call; kind <= Sighting; kind++ {
		b.WriteString(" " + kind.String() + " |")
	}
	b.WriteString(" type 类型 | limit 上限 | unit 单位 | meaning 含义 |\n|---" + strings.Repeat("|---", 10) + "|\n")
	for i := range fields {
		f := &fields[i]
		b.WriteString("| `" + f.name + "` |")
		for kind := Call; kind <= Sighting; kind++ {
			b.WriteString(" " + mark(&rules[kind], f.id) + " |")
		}
		fmt.Fprintf(&b, " %s | %s | %s | %s · %s |\n", typeNames[f.typ], limitText(f), f.unit, f.zh, f.en)
	}
	b.WriteString("\nStrings are limited in bytes of UTF-8. An empty string and null mean that the field is not given. 字符串按 UTF-8 字节计；空串和 null 等于不填。\n\n")
	b.WriteString("A record needs an id or a time of its own where equal records can happen twice: without both, equal content counts as one. " +
		"同样内容可能发生两次的，须带 id 或 time；两者都没有时，内容相同即视为同一条。\n\n")
	b.WriteString("## Channels · 渠道\n\n")
	for kind := Call; kind <= Sighting; kind++ {
		if c := rules[kind].channels; c != nil {
			b.WriteString("- " + kind.String() + ": " + strings.Join(c, ", ") + "\n")
		}
	}
	b.WriteString("\n## Fraud types · 诈骗类型\n\n")
	for _, e := range fraud.All {
		b.WriteString("- `" + string(e.Code) + "` " + e.NameZH + " · " + e.NameEN + "\n")
	}
	return []byte(b.String())
}

var typeNames = map[fieldType]string{
	tEnum: "word", tLine: "text line", tText: "text", tTime: "time", tPhone: "phone", tPerson: "identity number", tAccount: "account", tURL: "URL",
	tApp: "package", tPlace: "division code", tInt: "integer", tBool: "true/false",
}

func mark(rule *kindRule, id fieldID) string {
	switch {
	case rule.required.has(id):
		return "●"
	case !rule.allowed.has(id):
		return ""
	}
	for _, group := range rule.oneOf {
		if group.has(id) {
			return "◐"
		}
	}
	return "○"
}

func limitText(f *field) string {
	switch {
	case f.max == 0:
		return ""
	case f.typ == tInt:
		return fmt.Sprintf("%d–%d", f.min, f.max)
	}
	return fmt.Sprintf("%d bytes", f.max)
}
