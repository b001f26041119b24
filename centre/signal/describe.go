package signal

// FieldInfo describes a wire field to those who build records from other formats.
type FieldInfo struct {
	Name string
	Type string // string, integer, boolean or time
}

// FieldsOf lists the fields of a kind; 0 lists those of all kinds.
func FieldsOf(kind Kind) (out []FieldInfo) {
	for i := range fields {
		f := &fields[i]
		if kind != 0 && !rules[kind].allowed.has(f.id) {
			continue
		}
		info := FieldInfo{Name: f.name, Type: "string"}
		switch f.typ {
		case tInt:
			info.Type = "integer"
		case tBool:
			info.Type = "boolean"
		case tTime:
			info.Type = "time"
		}
		out = append(out, info)
	}
	return out
}

// SuggestField names the field that was probably meant by a name, "" when none is near.
func SuggestField(name string) string { return suggest(name) }
