package wire_test

import (
	"time"

	"fanzha/edge/partner/wire"
)

// at is a fixed moment of the samples: 10:03:20.123456 in Beijing.
var at = time.Date(2026, 11, 21, 2, 3, 20, 123_456_000, time.UTC)

// stop is a complete stop order for an invented account.
func stop() wire.Order {
	return wire.Order{
		Version: 1, Type: wire.Stop, ID: "01JDZK3V5Q8W2N7T4R6Y9M1XAB", Number: "云公（反诈）止付〔2026〕000123号", Claim: "ZF20261121-000123",
		Parent: "01JDZK3V5Q8W2N7T4R6Y9M1XAA", Depth: 2, Bank: "hk_rural",
		Account: wire.Account{Number: "9900020000000004567", Name: "陈示例", Kind: "person"},
		Matches: []wire.Match{
			{Ref: "YH2026112100017", Time: at.Add(-4 * time.Minute), Fen: 5_000_000, PayerBank: "yh_bank", PayerAccount: "9900010000000001234", PayerName: "李示例", Channel: "mobile"},
			{Time: at.Add(-3 * time.Minute), Fen: 3_600_000, PayerBank: "yh_bank", PayerAccount: "9900010000000001234", PayerName: "李示例"},
		},
		HoldFen: 8_600_000, HoldForS: 48 * 3600, Count: 1, FloorFen: 200_000, Basis: "银发〔2016〕86号 二(一)2", Reason: "该账户收到涉嫌电信网络诈骗的款项",
		Urgent:   true,
		Officers: []wire.Officer{{ID: "990101000001", Name: "王示例", Phone: "0990-1234567"}, {ID: "990101000002", Name: "赵示例", Phone: "0990-1234568"}},
		Document: wire.Document{Kind: "stop_notice", Number: "云公（反诈）止付〔2026〕000123号", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
		Unit:     wire.Unit{Code: "990101000000", Name: "云东区反诈中心"},
		IssuedAt: at, AnswerBy: at.Add(5 * time.Minute),
	}
}

// supplement adds to the stop.
func supplement() wire.Order {
	o := stop()
	o.ID, o.Supplements = "01JDZK3V5Q8W2N7T4R6Y9M1XAF", stop().ID
	return o
}

func freeze() wire.Order {
	o := stop()
	o.Type, o.ID, o.Matches, o.HoldFen, o.HoldForS, o.Count, o.FloorFen = wire.Freeze, "01JDZK3V5Q8W2N7T4R6Y9M1XAC", nil, 0, 0, 0, 0
	o.Fen, o.Until = 8_600_000, at.AddDate(0, 6, 0)
	return o
}

func release() wire.Order {
	o := freeze()
	o.Type, o.ID, o.Until, o.Fen = wire.Release, "01JDZK3V5Q8W2N7T4R6Y9M1XAD", time.Time{}, 100
	return o
}

func remind() wire.Order {
	o := release()
	o.Type, o.ID, o.Fen = wire.Remind, "01JDZK3V5Q8W2N7T4R6Y9M1XAE", 0
	return o
}

// restrict bounds how the victim's own account pays.
func restrict() wire.Order {
	o := remind()
	o.Type, o.ID, o.Parent, o.Depth, o.Limits = wire.Restrict, "01JDZK3V5Q8W2N7T4R6Y9M1XAG", "", 0, wire.LimitNonCounter
	o.Until, o.Document.Kind, o.Reason = at.Add(48*time.Hour), "restrict_notice", "账户持有人正遭受电信网络诈骗，为保护其资金暂停非柜面支付"
	return o
}

func lift() wire.Order {
	o := restrict()
	o.Type, o.ID, o.Parent, o.Limits, o.Until = wire.Lift, "01JDZK3V5Q8W2N7T4R6Y9M1XAH", restrict().ID, "", time.Time{}
	return o
}

// answer is a partial hold whose rest went two ways.
func answer() wire.Answer {
	return wire.Answer{
		Version: 1, ID: "hk-20261121-77", Order: stop().ID, Bank: "hk_rural", Seq: 1, At: at.Add(2 * time.Second), Result: wire.PartiallyHeld,
		ExecutedAt: at.Add(time.Second), ExpiresAt: at.Add(time.Second + 48*time.Hour), HeldFen: 1_600_000, BalanceFen: 1_600_000,
		Earlier: []wire.Earlier{{By: "示例市公安局", Fen: 100, Until: at.Add(time.Hour)}},
		Dispositions: []wire.Disposition{
			{Code: wire.CodePartiallyHeld, Fen: 1_600_000},
			{Code: wire.MovedOtherBank, Fen: 5_000_000, Time: at.Add(-2 * time.Minute), Ref: "HK1", Bank: "sl_bank", Account: "9900030000000009876", Name: "孙示例", Kind: "person"},
			{Code: wire.CashATM, Fen: 2_000_000, Time: at.Add(-time.Minute), Place: "河口县人民路自助银行"},
		},
		Final: true, Person: "周示例", Phone: "0990-7654321",
	}
}

func notice() wire.Notice {
	return wire.Notice{Version: 1, ID: "n-1", Bank: "hk_rural", Ref: "HK2", Time: at, Fen: 5_000_000,
		From: wire.Account{Number: "9900020000000004567", Name: "陈示例", Kind: "person"},
		To:   wire.Account{Number: "9900020000000005678", Name: "吴示例", Kind: "person"}}
}

func objection() wire.Objection {
	return wire.Objection{Version: 1, ID: "o-1", Bank: "hk_rural", Order: stop().ID, At: at, Holder: "陈示例", Phone: "0990-1112222", Fen: 1_600_000,
		Kind: "merchant", Text: "货款，有发票", Evidence: []wire.Evidence{{Kind: "invoice", SHA256: stop().Document.SHA256}}}
}
