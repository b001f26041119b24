package wire

import "bytes"

// plainQuery reads a question as banks' programs write it: its members in any order, none twice, words of printable ASCII without
// escapes, the version one digit. Whatever else a question may be is left to decode, which says what is wrong with it; where both read
// a question they read the same. A check waits inside a payment, and most of its time went into reading fifty bytes twice.
func plainQuery(raw []byte) (q Query, ok bool) {
	rest, ok := bytes.CutPrefix(bytes.Trim(raw, blanks), []byte("{"))
	rest, closed := bytes.CutSuffix(rest, []byte("}"))
	if !ok || !closed || len(raw) > NoticeMax {
		return Query{}, false
	}
	var version, account, customer bool
	for more := true; more; {
		var name, value []byte
		name, value, rest, more, ok = plainMember(rest)
		if !ok {
			return Query{}, false
		}
		switch {
		case string(name) == "version" && !version && len(value) == 1 && value[0] >= '0' && value[0] <= '9':
			version, q.Version = true, int(value[0]-'0')
		case string(name) == "account" && !account && quoted(value):
			account, q.Account = true, string(value[1:len(value)-1])
		case string(name) == "customer" && !customer && quoted(value):
			customer, q.Customer = true, string(value[1:len(value)-1])
		default:
			return Query{}, false
		}
	}
	return q, true
}

// blanks are what JSON allows between words.
const blanks = " \t\r\n"

// plainMember cuts one member off: its name without and its value with quotes, and what follows the comma, if there is one.
func plainMember(text []byte) (name, value, rest []byte, more, ok bool) {
	name, rest, ok = plainWord(bytes.TrimLeft(text, blanks))
	if !ok || !quoted(name) {
		return nil, nil, nil, false, false
	}
	rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, blanks), []byte(":"))
	if !ok {
		return nil, nil, nil, false, false
	}
	value, rest, ok = plainWord(bytes.TrimLeft(rest, blanks))
	if !ok {
		return nil, nil, nil, false, false
	}
	rest = bytes.TrimLeft(rest, blanks)
	after, more := bytes.CutPrefix(rest, []byte(","))
	return name[1 : len(name)-1], value, after, more, more || len(rest) == 0
}

// plainWord cuts off one digit, or a word in quotes.
func plainWord(text []byte) (word, rest []byte, ok bool) {
	if len(text) == 0 {
		return nil, nil, false
	}
	if text[0] != '"' {
		return text[:1], text[1:], true
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return text[:i+1], text[i+1:], true
		case text[i] < 0x20 || text[i] > 0x7e || text[i] == '\\':
			return nil, nil, false
		}
	}
	return nil, nil, false
}

func quoted(word []byte) bool { return len(word) >= 2 && word[0] == '"' }
