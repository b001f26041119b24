package vouch

import (
	"context"
	"net/netip"

	"fanzha/base/access"
	"fanzha/centre/hotline/vouch"
	"fanzha/edge/api"
)

// VerifyLine is a line in both languages.
type VerifyLine struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// VerifyAnswer is what a citizen is told. It says nothing of himself; all but the verdict and the advice is empty unless the code is real.
type VerifyAnswer struct {
	Verdict string       `json:"verdict" enum:"real,unknown,mistyped,ended,other_number,spent,throttled" doc:"Only real vouches for anybody; throttled was not looked up."`
	Surname string       `json:"surname"`
	Role    string       `json:"role" enum:"officer,operator"`
	Unit    string       `json:"unit"`
	Badge   string       `json:"badge" doc:"Last digits of the badge number."`
	Way     string       `json:"way" enum:",call,visit"`
	Rings   bool         `json:"rings" doc:"The number that rang is the one of the code."`
	Purpose VerifyLine   `json:"purpose"`
	Since   string       `json:"since"`
	Until   string       `json:"until"`
	Advice  []VerifyLine `json:"advice" doc:"What to do when the code is not real."`
}

type verifyOfficerInput struct {
	Body struct {
		Code   string `json:"code" minLength:"1" maxLength:"40" doc:"Eight digits, with any spaces."`
		Number string `json:"number,omitempty" maxLength:"24" doc:"That rang the citizen."`
	}
}

func (d *desk) verify(ctx context.Context, _ access.Scope, in *verifyOfficerInput) (VerifyAnswer, error) {
	return d.answer(ctx, api.AddressOf(ctx), in.Body.Code, in.Body.Number)
}

// answer checks a code for somebody at an address.
func (d *desk) answer(ctx context.Context, address, code, number string) (VerifyAnswer, error) {
	rules := d.Room.Rules()
	a, err := d.Room.Check(ctx, vouch.Try{Code: code, Rang: number, Network: networkOf(address, rules)})
	if err != nil {
		return VerifyAnswer{}, err
	}
	out := VerifyAnswer{Verdict: string(a.Verdict), Role: "officer", Advice: []VerifyLine{}}
	if a.Verdict != vouch.Real {
		for _, line := range rules.Advice {
			out.Advice = append(out.Advice, VerifyLine{line.ZH, line.EN})
		}
		return out, nil
	}
	if a.Desk {
		out.Role = "operator"
	}
	what := rules.Purpose(a.Way)
	out.Surname, out.Unit, out.Badge, out.Way, out.Rings = a.Surname, a.Unit, a.Badge, string(a.Way), a.Rings
	out.Purpose, out.Since, out.Until = VerifyLine{what.ZH, what.EN}, api.Stamp(a.Since), api.Stamp(a.Until)
	return out, nil
}

// networkOf is the part of an address that one household, office or phone company's exit shares. What is no address counts as one network.
func networkOf(address string, r *vouch.Rules) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	bits := r.BitsV6
	if ip.Is4() {
		bits = r.BitsV4
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}
