// Package url (涉诈网址) judges an address by its letters alone: is it likely to be a phishing or scam site?
//
// It reads no page and asks no register. Linear machines over letter runs of the host, the path and the whole address, language models of
// honest and of fraudulent addresses, and records of words and shapes, all learnt on other rows than those they are asked about, and
// measures of form (length, digits, capitals, suffix, depth, look-alikes of brands, punycode) are put together by boosted trees. Brands,
// free hosts, shorteners and words are a setting (rulebook/model/url.yaml).
//
// What it is not: proof. A site is blocked by an officer's decision, never by this score.
package url
