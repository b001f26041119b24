package statement

import "strings"

// maxFen bounds one amount: nine quadrillion yuan in no statement, and sums of thousands of them stay within 64 bits.
const maxFen = 900_000_000_000_000

// amountNoise is how many decimals a binary number of a workbook shows when it means hundredths (1234.5600000000001).
const amountNoise = 9

// narrow turns full-width digits, signs and points into plain ones. Nearly every cell is plain already.
func narrow(s string) string {
	wide := false
	for i := range len(s) {
		if s[i] >= 0x80 {
			wide = true
			break
		}
	}
	if !wide {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000' || r == '\u00a0' || r == '\ufeff':
			return ' '
		case r == '−' || r == '–':
			return '-'
		}
		return r
	}, s)
}

// bare takes away what stands around an amount: blanks, apostrophes, marks of the currency.
func bare(s string) string {
	s = strings.Trim(narrow(s), " \t\r\n'\"=")
	for _, mark := range []string{"¥", "￥", "CNY", "RMB", "元", "人民币"} {
		s = strings.TrimSuffix(strings.TrimPrefix(s, mark), mark)
	}
	return strings.TrimSpace(s)
}

// parseFen reads an amount in yuan as fen, with its sign. empty is true for a cell that holds none ("", "-", "--").
func parseFen(cell string, numeric bool) (fen int64, empty, ok bool) {
	s := bare(cell)
	if strings.Trim(s, "-") == "" || s == "/" {
		return 0, true, true
	}
	negative := false
	switch {
	case s[0] == '(' && s[len(s)-1] == ')':
		negative, s = true, s[1:len(s)-1]
	case s[0] == '-' || s[0] == '+':
		negative, s = s[0] == '-', bare(s[1:])
	case s[len(s)-1] == '-' || s[len(s)-1] == '+':
		negative, s = s[len(s)-1] == '-', s[:len(s)-1]
	}
	if numeric {
		s, ok = plainNumber(s)
		if !ok {
			return 0, false, false
		}
	}
	fen, ok = fenOf(s)
	if negative {
		fen = -fen
	}
	return fen, false, ok
}

// fenOf reads digits with separators of thousands and decimals.
func fenOf(s string) (int64, bool) {
	whole, part, _ := strings.Cut(s, ".")
	yuan, ok := grouped(whole)
	if !ok || (whole == "" && part == "") {
		return 0, false
	}
	cents, ok := hundredths(part)
	if !ok {
		return 0, false
	}
	fen := yuan*100 + cents
	return fen, fen <= maxFen
}

// grouped reads whole digits, perhaps in groups of three.
func grouped(s string) (n int64, ok bool) {
	comma := strings.IndexByte(s, ',')
	if comma == 0 || comma > 3 || s != "" && s[len(s)-1] == ',' {
		return 0, false
	}
	run := 0
	for i := range len(s) {
		c := s[i]
		if c == ',' {
			if run != 3 && i != comma {
				return 0, false
			}
			run = 0
			continue
		}
		if c < '0' || c > '9' || n > maxFen/10 {
			return 0, false
		}
		run++
		n = n*10 + int64(c-'0')
	}
	return n, (comma < 0 || run == 3) && n <= maxFen/100
}

// hundredths reads decimals: two count, zeros after them say nothing, and the long tail of a binary number is rounded.
func hundredths(s string) (n int64, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	two := (s + "00")[:2]
	n = int64(two[0]-'0')*10 + int64(two[1]-'0')
	if len(s) <= 2 {
		return n, true
	}
	rest := s[2:]
	if strings.Trim(rest, "0") == "" {
		return n, true
	}
	if len(s) < amountNoise {
		return 0, false
	}
	switch {
	case strings.HasPrefix(rest, "0000"):
		return n, true
	case strings.HasPrefix(rest, "9999"):
		return n + 1, true
	}
	return 0, false
}

// plainNumber writes 1.5E-2 as a workbook may hold it without its exponent.
func plainNumber(s string) (string, bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, true
	}
	exp, ok := smallInt(s[i+1:])
	if !ok {
		return "", false
	}
	whole, part, _ := strings.Cut(s[:i], ".")
	digits, point := whole+part, len(whole)+exp
	if point <= 0 {
		return "0." + strings.Repeat("0", -point) + digits, true
	}
	if point >= len(digits) {
		return digits + strings.Repeat("0", point-len(digits)), true
	}
	return digits[:point] + "." + digits[point:], true
}

// smallInt reads an exponent; beyond ±30 no amount has one.
func smallInt(s string) (n int, ok bool) {
	sign := 1
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	if s == "" || len(s) > 2 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return sign * n, n <= 30
}
