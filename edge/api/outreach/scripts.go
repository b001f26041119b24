package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach/book"
	"fanzha/edge/api"
)

// FraudScript is one kind of what fraudsters say.
type FraudScript struct {
	Code    string `json:"code"`
	Fraud   string `json:"fraud"`
	Level   string `json:"level" enum:"public,member,police" doc:"Who may read it."`
	Edition int64  `json:"edition"`
	From    string `json:"from" doc:"Day of the edition."`
	ZH      string `json:"zh"`
	EN      string `json:"en"`
	Says    string `json:"says" doc:"What the fraudster says."`
	Tell    string `json:"tell" doc:"How it is told from what is true."`
	Answer  string `json:"answer"`
}

// FraudScripts is the library of scripts as the caller may read it.
type FraudScripts struct {
	Items   []FraudScript `json:"items"`
	Kinds   int           `json:"kinds" doc:"All that the caller may read."`
	LabelZH string        `json:"label_zh"`
	LabelEN string        `json:"label_en"`
	Source  string        `json:"source"`
}

type scriptQuery struct {
	Fraud string `query:"fraud" maxLength:"32"`
	Q     string `query:"q" maxLength:"60" doc:"A word in the texts."`
}

func (d *desk) scriptRoutes() {
	api.Handle(d.api, get("/scripts", "fraud-scripts", "The library of scripts (话术库), as far as the caller may read it"), d.scripts)
}

// scripts answers the centre's people with all levels, a member unit's liaison with those for member units.
func (d *desk) scripts(_ context.Context, scope access.Scope, in *scriptQuery) (FraudScripts, error) {
	level := book.LevelPolice
	if scope.Can(access.MemberWork) {
		level = book.LevelMember
	} else {
		err := scope.Require(access.OutreachRead)
		if err != nil {
			return FraudScripts{Items: []FraudScript{}}, err
		}
	}
	out := FraudScripts{
		Items: []FraudScript{}, Kinds: len(d.Scripts.For(level, "", "")), LabelZH: d.Scripts.LabelZH, LabelEN: d.Scripts.LabelEN, Source: d.Scripts.Source,
	}
	for _, x := range d.Scripts.For(level, in.Fraud, in.Q) {
		out.Items = append(out.Items, FraudScript{x.Code, x.Fraud, x.Level, int64(x.Edition), x.From, x.ZH, x.EN, x.Says, x.Tell, x.Answer})
	}
	return out, nil
}
