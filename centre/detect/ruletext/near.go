package ruletext

// DidYouMean proposes the nearest of the names, or nothing when none is near.
func DidYouMean(word string, names []string) string {
	best, at := 1+len(word)/3, ""
	for _, n := range names {
		d := distance(word, n, best+1)
		if d < best || (d == best && at == "") {
			best, at = d, n
		}
	}
	if at == "" {
		return ""
	}
	return `; did you mean "` + at + `"?`
}

// distance is the edit distance of two short names, cut at limit.
func distance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 {
		return limit
	}
	var row [65]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := before
			if a[i-1] != b[j-1] {
				cost = min(before, row[j], row[j-1]) + 1
			}
			before, row[j] = row[j], cost
		}
	}
	return min(row[len(b)], limit)
}
