package measures

import (
	"context"
	"net/http"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/sanction"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// SanctionFacts are what a nomination of tier 2 rests on.
type SanctionFacts struct {
	Cards         int64 `json:"cards,omitempty" minimum:"0" doc:"Cards and accounts sold, leased or lent."`
	Times         int64 `json:"times,omitempty" minimum:"0"`
	Persons       int64 `json:"persons,omitempty" minimum:"0" doc:"To whom."`
	FalseIdentity bool  `json:"false_identity,omitempty" doc:"Opened under a false identity: no threshold."`
	Misused       bool  `json:"misused,omitempty" doc:"His identity was misused: never sanctioned."`
	LostCard      bool  `json:"lost_card,omitempty" doc:"His card was lost and reported: never sanctioned."`
}

// SanctionMeasure is what a sanction does, with its words.
type SanctionMeasure struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// SanctionRow is one joint punishment of one subject.
type SanctionRow struct {
	ID           string            `json:"id"`
	Number       string            `json:"number"`
	Unit         api.Unit          `json:"unit" doc:"That nominated."`
	Name         string            `json:"name"`
	IDNumber     string            `json:"id_number"`
	Minor        bool              `json:"minor" doc:"Decided by hand, with a reason."`
	Tier         int64             `json:"tier" doc:"1 convicted, 2 recognised."`
	Measures     []SanctionMeasure `json:"measures"`
	State        string            `json:"state" enum:"nominated,declined,recognised,noticed,in_force,ended,revoked"`
	Case         string            `json:"case"`
	Document     string            `json:"document"`
	Edition      string            `json:"edition" doc:"Of the rules, of the day of recognition."`
	Years        int64             `json:"years"`
	NominatedAt  string            `json:"nominated_at"`
	NominatedBy  string            `json:"nominated_by" doc:"Name."`
	RecognisedAt string            `json:"recognised_at"`
	RecognisedBy string            `json:"recognised_by"`
	NoticedAt    string            `json:"noticed_at"`
	NoticedBy    string            `json:"noticed_by"`
	NoticeRef    string            `json:"notice"`
	StartsAt     string            `json:"starts_at"`
	EndsAt       string            `json:"ends_at" doc:"It ends by itself."`
	Appeal       string            `json:"appeal" enum:",open,upheld,refused"`
	AppealDue    string            `json:"appeal_due"`
	AppealLate   bool              `json:"appeal_late"`
	EndedAt      string            `json:"ended_at"`
	EndedBy      string            `json:"ended_by" doc:"Name; empty: the clock."`
	EndReason    string            `json:"end_reason"`
	Version      int64             `json:"version"`
}

// SanctionDetail is one sanction with its grounds and its appeal.
type SanctionDetail struct {
	SanctionRow
	Crime        string        `json:"crime"`
	Facts        SanctionFacts `json:"facts"`
	SHA256       string        `json:"sha256"`
	RecognisedIn api.Unit      `json:"recognised_in"`
	AppealAt     string        `json:"appeal_at"`
	AppealBy     string        `json:"appeal_by" doc:"Who recorded it."`
	AppealText   string        `json:"appeal_text"`
	AppealEnd    string        `json:"appeal_end"`
	AppealReason string        `json:"appeal_reason"`
	AppealRemedy string        `json:"appeal_remedy"`
}

type sanctionQuery struct {
	State   []string `query:"state"`
	Subject string   `query:"subject" maxLength:"18" doc:"Whole identity number."`
	Case    string   `query:"case" maxLength:"64"`
	Appeal  string   `query:"appeal" enum:"open,upheld,refused,"`
	EndsBy  string   `query:"ends_by" maxLength:"40" doc:"In force, and ending before."`
	Cursor  string   `query:"cursor" maxLength:"256"`
	Limit   int      `query:"limit" minimum:"0" maximum:"200"`
}

type nominateInput struct {
	Body struct {
		Name     string        `json:"name" minLength:"1" maxLength:"100"`
		IDNumber string        `json:"id_number" minLength:"1" maxLength:"18"`
		Tier     int64         `json:"tier" minimum:"1" maximum:"2"`
		Crime    string        `json:"crime,omitempty" maxLength:"32" doc:"Tier 1."`
		Facts    SanctionFacts `json:"facts,omitempty" doc:"Tier 2."`
		Case     string        `json:"case" minLength:"1" maxLength:"64"`
		Document string        `json:"document" minLength:"1" maxLength:"64" doc:"Judgment, or decision of the case."`
		SHA256   string        `json:"sha256,omitempty" maxLength:"64" doc:"Of the scanned document, hexadecimal; without it no document is attached and the proposal is refused."`
		Measures []string      `json:"measures,omitempty" maxItems:"20" doc:"Empty: all that the tier knows; fewer where the harm is small."`
		Note     string        `json:"note,omitempty" maxLength:"2000"`
	}
}

type sanctionAct struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
		Notice  string `json:"notice,omitempty" maxLength:"64" doc:"Of giving notice: number of the written notice."`
		Upheld  bool   `json:"upheld,omitempty" doc:"Of deciding an appeal."`
		Remedy  string `json:"remedy,omitempty" maxLength:"2000" doc:"Of refusing an appeal: what the subject can do next."`
	}
}

func (a *desk) sanctionRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/sanctions", ID: "list-sanctions", Summary: "Joint punishments, the latest first", Tag: "sanctions"},
		func(ctx context.Context, scope access.Scope, in *sanctionQuery) (api.List[SanctionRow], error) {
			out := api.List[SanctionRow]{Items: []SanctionRow{}}
			ends, err := api.ParseMoment("query.ends_by", in.EndsBy)
			if err != nil {
				return out, err
			}
			f := sanction.Filter{States: in.State, Subject: in.Subject, Case: in.Case, Appeal: sanction.AppealState(in.Appeal), EndsBefore: ends, Limit: in.Limit, Cursor: in.Cursor}
			found, next, err := a.Sanctions.Sanctions(ctx, scope, f)
			out.Next = next
			v := a.view(ctx)
			for _, s := range found {
				out.Items = append(out.Items, v.sanction(s))
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/sanctions/{id}", ID: "get-sanction", Summary: "One sanction with its grounds and appeal", Tag: "sanctions"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (SanctionDetail, error) {
			return a.sanctionDetail(ctx)(a.Sanctions.Sanction(ctx, scope, in.ID))
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/sanctions", ID: "nominate-sanction", Summary: "Propose a sanction", Tag: "sanctions"}, a.nominate)
	for verb, act := range a.sanctionActs() {
		api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/sanctions/{id}/" + verb, ID: verb + "-sanction", Summary: act.summary, Tag: "sanctions"},
			func(ctx context.Context, scope access.Scope, in *sanctionAct) (SanctionDetail, error) {
				b := in.Body
				if act.summary == decideAppealSummary && !b.Upheld && b.Remedy == "" {
					b.Remedy = appealRemedy
				}
				return a.sanctionDetail(ctx)(act.do(ctx, scope, sanction.Act{ID: in.ID, Version: b.Version, Note: b.Note, Notice: b.Notice, Uphold: b.Upheld, Remedy: b.Remedy}))
			})
	}
}

// decideAppealSummary is what the interface says of deciding an appeal.
const decideAppealSummary = "Decide an appeal: upheld ends the sanction at once"

// appealRemedy is what every refused appeal tells: what the subject can do next.
const appealRemedy = "可以补充新的材料再次申诉，也可以向作出认定机关的上一级公安机关申请复核。"

// sanctionVerb is one command on a sanction.
type sanctionVerb struct {
	summary string
	do      func(context.Context, access.Scope, sanction.Act) (sanction.Sanction, error)
}

// sanctionActs are bound late: the description of the interface is made without rooms.
func (a *desk) sanctionActs() map[string]sanctionVerb {
	return map[string]sanctionVerb{
		"recognise": {"Recognise: city level, the province below the threshold", func(ctx context.Context, s access.Scope, x sanction.Act) (sanction.Sanction, error) {
			return a.Sanctions.Recognise(ctx, s, x)
		}},
		"decline": {"Decline a nomination", func(ctx context.Context, s access.Scope, x sanction.Act) (sanction.Sanction, error) {
			return a.Sanctions.Decline(ctx, s, x)
		}},
		"notice": {"Record the written notice: the term is fixed", func(ctx context.Context, s access.Scope, x sanction.Act) (sanction.Sanction, error) {
			return a.Sanctions.Notice(ctx, s, x)
		}},
		"appeal": {"Take an appeal of the subject", func(ctx context.Context, s access.Scope, x sanction.Act) (sanction.Sanction, error) {
			return a.Sanctions.Appeal(ctx, s, x)
		}},
		"decide-appeal": {decideAppealSummary, func(ctx context.Context, s access.Scope, x sanction.Act) (sanction.Sanction, error) {
			return a.Sanctions.DecideAppeal(ctx, s, x)
		}},
		"revoke": {"End a sanction whose basis has gone", func(ctx context.Context, s access.Scope, x sanction.Act) (sanction.Sanction, error) {
			return a.Sanctions.Revoke(ctx, s, x)
		}},
	}
}

func (a *desk) nominate(ctx context.Context, scope access.Scope, in *nominateInput) (SanctionDetail, error) {
	b := in.Body
	person, err := ident.ParseID(b.IDNumber)
	if err != nil {
		return SanctionDetail{}, err
	}
	cmd := sanction.NominateCmd{
		Name: b.Name, IDNumber: person, Tier: b.Tier, Crime: b.Crime, Facts: sanction.Facts(b.Facts), Case: b.Case, Document: b.Document,
		SHA256: b.SHA256, Measures: b.Measures, Note: b.Note,
	}
	return a.sanctionDetail(ctx)(a.Sanctions.Nominate(ctx, scope, cmd))
}

// sanction renders what the room has masked.
func (v *view) sanction(s sanction.Sanction) SanctionRow {
	return SanctionRow{
		ID: s.ID, Number: s.Number, Unit: v.api.UnitOf(v.ctx, s.Unit), Name: s.Name, IDNumber: string(s.IDNumber), Minor: s.Minor, Tier: s.Tier,
		Measures: v.sanctionMeasures(s.Measures), State: string(s.State), Case: s.Case, Document: s.Document, Edition: s.Edition, Years: s.Years,
		NominatedAt: api.Stamp(s.NominatedAt), NominatedBy: v.person(s.NominatedBy), RecognisedAt: api.Stamp(s.RecognisedAt), RecognisedBy: v.person(s.RecognisedBy),
		NoticedAt: api.Stamp(s.NoticedAt), NoticedBy: v.person(s.NoticedBy), NoticeRef: s.NoticeRef,
		StartsAt: api.Stamp(s.StartsAt), EndsAt: api.Stamp(s.EndsAt), Appeal: string(s.Appeal), AppealDue: api.Stamp(s.AppealDue), AppealLate: s.AppealLate,
		EndedAt: api.Stamp(s.EndedAt), EndedBy: v.person(s.EndedBy), EndReason: s.EndReason, Version: s.Version,
	}
}

// sanctionMeasures puts codes into words.
func (a *desk) sanctionMeasures(codes string) []SanctionMeasure {
	out := []SanctionMeasure{}
	for _, code := range strings.Fields(codes) {
		one := SanctionMeasure{Code: code}
		for _, w := range a.Sanctions.Rules().Measures {
			if w.Code == code {
				one.ZH, one.EN = w.ZH, w.EN
			}
		}
		out = append(out, one)
	}
	return out
}

// sanctionDetail renders what a command or query returned.
func (a *desk) sanctionDetail(ctx context.Context) func(sanction.Sanction, error) (SanctionDetail, error) {
	return func(s sanction.Sanction, err error) (SanctionDetail, error) {
		if err != nil {
			return SanctionDetail{}, err
		}
		v := a.view(ctx)
		return SanctionDetail{
			SanctionRow: v.sanction(s), Crime: s.Crime, Facts: SanctionFacts(s.Facts), SHA256: s.SHA256,
			RecognisedIn: a.api.UnitOf(ctx, s.RecognisedIn), AppealAt: api.Stamp(s.AppealAt), AppealBy: v.person(s.AppealBy), AppealText: s.AppealText, AppealEnd: api.Stamp(s.AppealEnd),
			AppealReason: s.AppealReason, AppealRemedy: s.AppealRemedy,
		}, nil
	}
}
