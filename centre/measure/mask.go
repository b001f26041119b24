package measure

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/ident"
)

// masked hides who and which account; the centre's own procedures see all.
func (f Freeze) masked(scope access.Scope) Freeze {
	if !scope.IsSystem() {
		f.Holder, f.Account = ident.MaskName(f.Holder), ident.Account(f.Account.Mask())
	}
	return f
}

func (x Restriction) masked(scope access.Scope) Restriction {
	if !scope.IsSystem() {
		x.Person, x.Account, x.Phone = ident.MaskName(x.Person), ident.Account(x.Account.Mask()), ident.Phone(x.Phone.Mask())
	}
	return x
}

func (m Mark) masked(scope access.Scope) Mark {
	switch {
	case scope.IsSystem():
	case m.SubjectKind == SubjectAccount:
		m.Subject = ident.Account(m.Subject).Mask()
	default:
		m.Subject = ident.IDNumber(m.Subject).Mask()
	}
	return m
}

func (o Objection) masked(scope access.Scope) Objection {
	if !scope.IsSystem() {
		o.Name, o.Phone, o.Receipt = ident.MaskName(o.Name), ident.Phone(o.Phone.Mask()), ""
	}
	return o
}

// RevealCmd asks for one masked value in full.
type RevealCmd struct {
	Object string // freeze, restriction, mark, objection
	ID     string
	Field  string // name, phone, account, subject
	Reason string
}

// Reveal returns one value in full. Who asked, for which field and why is in the audit log before the value leaves; the value
// itself is never logged.
func (s *Service) Reveal(ctx context.Context, scope access.Scope, cmd RevealCmd) (string, error) {
	err := scope.Require(access.PersonReveal)
	if err != nil {
		return "", err
	}
	cmd.Reason = mend(cmd.Reason)
	err = needNote(cmd.Reason)
	if err != nil {
		return "", err
	}
	values, unit, err := s.values(ctx, scope, cmd)
	if err != nil {
		return "", err
	}
	value, known := values[cmd.Field]
	if !known {
		return "", badField("field")
	}
	err = s.o.Ledger.Reveal(ctx, scope, Reveal{At: s.o.Clock.Now(), Object: cmd.Object, ID: cmd.ID, Unit: unit, Field: cmd.Field, Reason: cmd.Reason})
	if err != nil {
		return "", err
	}
	if value == "" {
		return "", ErrNoValue
	}
	return value, nil
}

// values are what can be revealed of a record.
func (s *Service) values(ctx context.Context, scope access.Scope, cmd RevealCmd) (map[string]string, string, error) {
	switch cmd.Object {
	case "freeze":
		f, err := s.o.Reader.GetFreeze(ctx, scope, cmd.ID)
		return map[string]string{"name": f.Holder, "account": string(f.Account)}, f.Unit, err
	case "restriction":
		x, err := s.o.Reader.GetRestriction(ctx, scope, cmd.ID)
		return map[string]string{"name": x.Person, "account": string(x.Account), "phone": string(x.Phone)}, x.Unit, err
	case "mark":
		m, err := s.o.Reader.GetMark(ctx, scope, cmd.ID)
		return map[string]string{"subject": m.Subject}, m.Unit, err
	case "objection":
		o, err := s.o.Reader.GetObjection(ctx, scope, cmd.ID)
		return map[string]string{"name": o.Name, "phone": string(o.Phone)}, o.Unit, err
	}
	return nil, "", badField("object")
}
