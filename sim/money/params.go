package money

import "fanzha/term/when"

// Spread is a log-normal span of time: half of all are shorter than Median.
type Spread struct {
	Median when.Micros
	Sigma  float64
}

// Pace is how fast mules are.
type Pace struct {
	Name string
	Hold Spread // from arrival to the first onward move
	Gap  Spread // between the parts of one splitting
}

// Fast is the pace of the published minute-scale cases: 80–90 % of the accounts emptied 3–10 minutes after the money came,
// five layers within a quarter of an hour.
func Fast() Pace {
	return Pace{
		Name: "fast",
		Hold: Spread{Median: 4 * when.Minute, Sigma: 0.75},
		Gap:  Spread{Median: 20 * when.Second, Sigma: 0.6},
	}
}

// Slow is the pace that RUSI and Lloyds Bank measured in 2024: 28 % of the money leaves within 15 minutes, 53 % within the
// hour. Both points lie on a log-normal with median 51 minutes and sigma 2.1.
func Slow() Pace {
	return Pace{
		Name: "slow",
		Hold: Spread{Median: 51 * when.Minute, Sigma: 2.1},
		Gap:  Spread{Median: 20 * when.Second, Sigma: 0.6},
	}
}

// Params shape the world. Shares are per mille, so that no case depends on how a machine rounds.
type Params struct {
	Pace         Pace
	Banks        int     // banks of the country; the last tenth are payment institutions
	LossMedian   float64 // fen
	LossSigma    float64
	LossMin      int64 // fen
	LossMax      int64 // fen
	CashFrom     int   // layer from which money leaves the accounts
	CashOut      int   // ‰ of arrivals that are cashed at once, from CashFrom on
	Gather       int   // ‰ of parts that go to an account which the gang uses already in that layer
	Book         int   // ‰ of parts that stay inside the bank
	Wallet       int   // ‰ of parts that go to a payment institution
	Shop         int   // ‰ of parts, from layer 2 on, that buy goods from a merchant in good faith
	Mixed        int   // ‰ of mules whose account also carries wages and shopping of their own
	Dust         int   // ‰ of cases in which tiny sums are strewn over strangers
	SplitFrom    int64 // fen: smaller arrivals are passed on in one piece
	KeepPerMille int   // a mule keeps at most this much as its fee
}

// Default is the world of the measured runs.
func Default(p Pace) Params {
	return Params{
		Pace:         p,
		Banks:        20,
		LossMedian:   50_000_00,
		LossSigma:    1.1,
		LossMin:      1_000_00,
		LossMax:      5_000_000_00,
		CashFrom:     3,
		CashOut:      350,
		Gather:       180,
		Book:         150,
		Wallet:       80,
		Shop:         25,
		Mixed:        80,
		Dust:         100,
		SplitFrom:    1_000_00,
		KeepPerMille: 15,
	}
}
