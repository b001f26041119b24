package access

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanzha/term/region"
	"fanzha/term/when"
)

// Unit is a centre or a station.
type Unit struct {
	Code    string   // 12 digits
	Name    string   // 云东区反诈中心
	Areas   []string // place codes (2 to 12 digits) that it answers for; longer ones win
	Phone   string
	Active  bool
	Version int64
	Users   int // active accounts; filled by lists
}

// Kind is its level in the tree.
func (u Unit) Kind() region.Kind { return region.KindOf(u.Code) }

// Parent is the code of the unit above, whether it exists or not.
func (u Unit) Parent() string { return region.Parent(u.Code) }

// Account is a person who may sign in.
type Account struct {
	ID          string
	Login       string
	Name        string
	Unit        string
	Bank        string // of a liaison (银行联络员); empty for everyone else
	Member      string // code of the member unit of a liaison (成员单位联络员); empty for everyone else
	Roles       []Role
	Active      bool
	HasPassword bool
	LockedUntil when.Micros // zero when not locked
	LastSeen    when.Micros
	Version     int64
}

// Scope is what the account acts as.
func (a Account) Scope() Scope {
	return Scope{User: a.ID, Name: a.Name, Unit: a.Unit, Bank: a.Bank, Member: a.Member, Roles: a.Roles}
}

// Session is one signed-in browser.
type Session struct {
	ID      string // names it in lists; it is not the token
	Account Account
	Created when.Micros
	Seen    when.Micros
	Address string
	Agent   string
}

// Source is a partner that hands signals to the intake with a key.
type Source struct {
	Name      string // in every signal and hit: "bank_a"
	Title     string // shown: 云河银行
	QuotaPerS int64  // signals a second; 0 is no limit
	Active    bool
	Created   when.Micros
	Revoked   when.Micros
}

// Bounds of what people type.
const (
	maxName     = 60         // runes
	maxAreas    = 200        // a station has a few streets; a county some tens
	maxQuota    = 10_000_000 // signals a second: far above what one partner sends
	maxPassword = 128        // bytes; argon2id would take more, but nobody types more
)

var (
	loginForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
	sourceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{1,31}$`)
	bankForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,31}$`)
	phoneForm  = regexp.MustCompile(`^[0-9+ -]{0,20}$`)
	areaForm   = regexp.MustCompile(`^[0-9]{2,12}$`)
)

// Login brings a login into its one form and checks it.
func Login(text string) (string, error) {
	login := strings.ToLower(strings.TrimSpace(text))
	if !loginForm.MatchString(login) {
		return "", refuse(ErrInput, "field", "login")
	}
	return login, nil
}

// Name checks a name that is shown: of a person, unit or source.
func Name(field, text string) (string, error) {
	name := strings.TrimSpace(text)
	n := utf8.RuneCountInString(name)
	if n == 0 || n > maxName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return "", refuse(ErrInput, "field", field)
	}
	return name, nil
}

// Bank checks the code of a bank; empty means none.
func Bank(code string) (string, error) {
	if code != "" && !bankForm.MatchString(code) {
		return "", refuse(ErrInput, "field", "bank")
	}
	return code, nil
}

// CheckBank refuses a liaison without a bank, a liaison with any other role, and a bank on anyone else: who answers for a bank
// sees nothing of the centre.
func CheckBank(bank string, roles []Role) error {
	liaison := slices.Contains(roles, BankLiaison)
	switch {
	case liaison && bank == "":
		return refuse(ErrInput, "field", "bank")
	case liaison && len(roles) > 1:
		return refuse(ErrRolesTogether, "first", string(BankLiaison), "second", string(other(roles, BankLiaison)))
	case !liaison && bank != "" && len(roles) > 0:
		return refuse(ErrInput, "field", "roles")
	}
	return nil
}

// Member checks the code of a member unit; empty means none.
func Member(code string) (string, error) {
	if code != "" && !bankForm.MatchString(code) {
		return "", refuse(ErrInput, "field", "member")
	}
	return code, nil
}

// CheckMember is CheckBank for the liaison of a member unit: one member, no other role, and no member on anyone else.
func CheckMember(member string, roles []Role) error {
	liaison := slices.Contains(roles, MemberLiaison)
	switch {
	case liaison && member == "":
		return refuse(ErrInput, "field", "member")
	case liaison && len(roles) > 1:
		return refuse(ErrRolesTogether, "first", string(MemberLiaison), "second", string(other(roles, MemberLiaison)))
	case !liaison && member != "" && len(roles) > 0:
		return refuse(ErrInput, "field", "roles")
	}
	return nil
}

// other is the first role that is not that one.
func other(roles []Role, than Role) Role {
	for _, r := range roles {
		if r != than {
			return r
		}
	}
	return ""
}

// CheckSource checks the name and quota of a source.
func CheckSource(s Source) error {
	if !sourceForm.MatchString(s.Name) {
		return refuse(ErrInput, "field", "name")
	}
	if s.QuotaPerS < 0 || s.QuotaPerS > maxQuota {
		return refuse(ErrInput, "field", "quota_per_s")
	}
	return nil
}

// CheckUnit brings a unit into its one form: areas sorted, each once.
func CheckUnit(u Unit) (Unit, error) {
	_, err := region.ParseUnit(u.Code)
	if err != nil {
		return u, err
	}
	u.Name, err = Name("name", u.Name)
	if err != nil {
		return u, err
	}
	if !phoneForm.MatchString(u.Phone) {
		return u, refuse(ErrInput, "field", "phone")
	}
	if len(u.Areas) > maxAreas {
		return u, refuse(ErrInput, "field", "areas")
	}
	areas := make([]string, 0, len(u.Areas))
	for _, a := range u.Areas {
		a = region.PlacePrefix(strings.TrimSpace(a))
		if !areaForm.MatchString(a) {
			return u, refuse(ErrInput, "field", "areas")
		}
		areas = append(areas, a)
	}
	slices.Sort(areas)
	u.Areas = slices.Compact(areas)
	return u, nil
}

// Administrators are the three separated roles (三员).
var Administrators = []Role{SystemAdmin, SecurityAdmin, AuditAdmin}

// CheckRoles sorts the roles and refuses what may not be in one hand: two of the three administrators, and anything beside
// the audit administrator, who reads what all others do and changes nothing.
func CheckRoles(roles []Role) ([]Role, error) {
	out := slices.Clone(roles)
	slices.Sort(out)
	out = slices.Compact(out)
	var admin Role
	for _, r := range out {
		_, known := rightsOf[r]
		if !known {
			return nil, refuse(ErrRoleUnknown, "role", string(r))
		}
		if !slices.Contains(Administrators, r) {
			continue
		}
		if admin != "" {
			return nil, refuse(ErrRolesTogether, "first", string(admin), "second", string(r))
		}
		admin = r
	}
	if admin == AuditAdmin && len(out) > 1 {
		return nil, refuse(ErrRolesTogether, "first", string(AuditAdmin), "second", string(other(out, AuditAdmin)))
	}
	return out, nil
}

// Candidates lists what may answer for a place, best first: every prefix of the place code as an area, then the units that
// the code itself names, from the county's centre up to the ministry.
func Candidates(place string) (areas, units []string) {
	for n := len(place); n >= 2; n-- {
		areas = append(areas, place[:n])
	}
	if len(place) >= 2 {
		centre := region.CentreOf(place)
		units = append([]string{centre}, region.Parents(centre)...)
	}
	return areas, units
}
