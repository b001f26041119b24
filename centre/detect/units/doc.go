// Package units (单位) is what the numbers of a scenario count: money, spans, shares. It shows them as people write them, reads them as
// people write them (5000元, 30m, 10%), and finds where a condition compares what cannot be compared.
package units

// Unit says how a value is shown to an officer.
type Unit uint8

// The units.
const (
	Plain     Unit = iota
	Fen            // 52,000元
	Seconds        // 25分钟
	Moment         // seconds since 1970
	Phone          // masked
	Account        // masked
	Permille       // 83%
	FraudType      // its name
	Secret         // never shown
)
