package tidy

import (
	"fmt"
	"strconv"
	"strings"
)

// exception is one line of exceptions.txt.
type exception struct {
	rule, subject string
	limit         int // the measure that is allowed; 0 when the rule has none
	line          int
	used          bool
}

// parseExceptions reads the list. Every entry needs a reason.
func parseExceptions(list string) ([]*exception, []Finding) {
	var out []*exception
	var bad []Finding
	for i, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		entry, reason, _ := strings.Cut(line, "#")
		fields := strings.Fields(entry)
		e := &exception{line: i + 1}
		wrong := len(fields) < 2 || len(fields) > 3 || strings.TrimSpace(reason) == ""
		if len(fields) == 3 {
			n, err := strconv.Atoi(fields[2])
			e.limit = n
			wrong = wrong || err != nil || n < 1
		}
		if wrong {
			bad = append(bad, exceptionFault(i+1, "want: rule subject [measure] # reason"))
			continue
		}
		e.rule, e.subject = fields[0], fields[1]
		out = append(out, e)
	}
	return out, bad
}

func exceptionFault(line int, text string) Finding {
	return Finding{Rule: "exception", Subject: "tools/tidy/exceptions.txt", Line: line, Text: text}
}

// except drops what is excepted and reports exceptions that nothing needs, or that allow more than there is.
func except(all []Finding, list string) []Finding {
	exceptions, out := parseExceptions(list)
	for _, f := range all {
		if !covered(f, exceptions) {
			out = append(out, f)
		}
	}
	for _, e := range exceptions {
		if !e.used {
			out = append(out, exceptionFault(e.line, fmt.Sprintf("%s %s is no longer needed: remove it", e.rule, e.subject)))
		}
	}
	return out
}

func covered(f Finding, exceptions []*exception) bool {
	for _, e := range exceptions {
		if e.rule == f.Rule && e.subject == f.Subject && (f.Measure == 0 || f.Measure <= e.limit) {
			e.used = true
			return true
		}
	}
	return false
}
