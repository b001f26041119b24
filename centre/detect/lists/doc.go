// Package lists (清单) is the named lists of the rulebook: what conditions ask for, what the features of addresses look into, and the
// subjects that must never be suspects.
package lists
