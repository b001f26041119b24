package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/internal/db"
)

// CreateUnit adds a unit in the caller's jurisdiction.
func (s *Store) CreateUnit(ctx context.Context, scope access.Scope, u access.Unit) (access.Unit, error) {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return u, err
	}
	u, err = access.CheckUnit(u)
	if err != nil {
		return u, err
	}
	if !scope.Covers(u.Code) {
		return u, access.ErrUnitNotFound
	}
	u.Active, u.Version = true, 1
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		return s.entry(scope, "unit.create").On("unit", u.Code).In(u.Code).With("name", u.Name).With("areas", strings.Join(u.Areas, " ")),
			insertUnit(ctx, tx, u)
	})
	s.names.forget()
	return u, unitFault(err)
}

func insertUnit(ctx context.Context, tx db.Tx, u access.Unit) error {
	_, err := tx.Exec(ctx, `insert into unit (code, name, phone, active, version) values (?, ?, ?, ?, ?)`,
		u.Code, u.Name, u.Phone, u.Active, u.Version)
	if err != nil {
		return err
	}
	return insertAreas(ctx, tx, u)
}

// insertAreas refuses an area that another unit serves, and names that unit.
func insertAreas(ctx context.Context, tx db.Tx, u access.Unit) error {
	for _, area := range u.Areas {
		var holder string
		err := tx.QueryRow(ctx, `insert into unit_area (area, unit) values (?, ?)
			on conflict (area) do update set unit = unit_area.unit returning unit`, area, u.Code).Scan(&holder)
		if err != nil {
			return db.Wrap("unit area", err)
		}
		if holder != u.Code {
			return refuse(access.ErrAreaTaken, "area", area, "unit", holder)
		}
	}
	return nil
}

func unitFault(err error) error {
	if db.IsUnique(err, "unit_pkey") {
		return access.ErrUnitExists.With(err)
	}
	return err
}

// UpdateUnit replaces name, phone, areas and activity of a unit at its version. A unit with active accounts stays active.
func (s *Store) UpdateUnit(ctx context.Context, scope access.Scope, u access.Unit) (access.Unit, error) {
	err := scope.Require(access.UnitManage)
	if err != nil {
		return u, err
	}
	u, err = access.CheckUnit(u)
	if err != nil {
		return u, err
	}
	if !scope.Covers(u.Code) {
		return u, access.ErrUnitNotFound
	}
	was := u.Version
	u.Version = was + 1
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := s.entry(scope, "unit.update").On("unit", u.Code).In(u.Code).With("name", u.Name).
			With("areas", strings.Join(u.Areas, " ")).With("active", yesNo(u.Active))
		return e, replaceUnit(ctx, tx, u, was)
	})
	s.names.forget()
	return u, err
}

func replaceUnit(ctx context.Context, tx db.Tx, u access.Unit, was int64) error {
	found, err := changed(ctx, tx, `update unit set name = ?, phone = ?, active = ?, version = ? where code = ? and version = ?`,
		u.Name, u.Phone, u.Active, u.Version, u.Code, was)
	if err != nil {
		return err
	}
	if !found {
		_, err = readUnit(ctx, tx, u.Code)
		if err != nil {
			return err
		}
		return access.ErrUnitVersion
	}
	if !u.Active {
		var accounts int
		err = tx.QueryRow(ctx, `select count(*) from account where unit = ? and active`, u.Code).Scan(&accounts)
		if err != nil {
			return db.Wrap("accounts of unit", err)
		}
		if accounts > 0 {
			return refuse(access.ErrUnitInUse, "accounts", accounts)
		}
	}
	_, err = tx.Exec(ctx, `delete from unit_area where unit = ?`, u.Code)
	if err != nil {
		return err
	}
	return insertAreas(ctx, tx, u)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

const unitColumns = `u.code, u.name, u.phone, u.active, u.version,
	(select count(*) from account a where a.unit = u.code and a.active)`

// Units lists the units of the caller's jurisdiction by their codes.
func (s *Store) Units(ctx context.Context, scope access.Scope) ([]access.Unit, error) {
	where, args := scope.Predicate("u.code")
	return readUnits(ctx, s.db, where, args)
}

// Tree lists the active units of the caller's city, to choose from when an order is handed on. It holds no personal data.
func (s *Store) Tree(ctx context.Context, scope access.Scope) ([]access.Unit, error) {
	const cityDigits = 4
	if len(scope.Unit) > cityDigits && len(access.Prefix(scope.Unit)) > cityDigits {
		scope.Unit = scope.Unit[:cityDigits] + strings.Repeat("0", len(scope.Unit)-cityDigits)
	}
	where, args := scope.Predicate("u.code")
	return readUnits(ctx, s.db, where+" and u.active", args)
}

// Unit returns one unit of the caller's jurisdiction.
func (s *Store) Unit(ctx context.Context, scope access.Scope, code string) (access.Unit, error) {
	if !scope.Covers(code) {
		return access.Unit{}, access.ErrUnitNotFound
	}
	return readUnit(ctx, s.db, code)
}

// Get returns any unit: rooms ask it whether a unit that was named exists and is active. It holds no personal data.
func (s *Store) Get(ctx context.Context, code string) (access.Unit, error) {
	return readUnit(ctx, s.db, code)
}

func readUnit(ctx context.Context, q db.Queryer, code string) (access.Unit, error) {
	found, err := readUnits(ctx, q, `u.code = ?`, []any{code})
	if err != nil {
		return access.Unit{}, err
	}
	if len(found) == 0 {
		return access.Unit{}, access.ErrUnitNotFound
	}
	return found[0], nil
}

// readUnits reads units with their areas.
func readUnits(ctx context.Context, q db.Queryer, where string, args []any) ([]access.Unit, error) {
	rows, err := q.Query(ctx, `select `+unitColumns+`, coalesce(x.area, '') from unit u left join unit_area x on x.unit = u.code
		where `+where+` order by u.code, x.area`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.Unit
	for rows.Next() {
		var u access.Unit
		var area string
		err = rows.Scan(&u.Code, &u.Name, &u.Phone, &u.Active, &u.Version, &u.Users, &area)
		if err != nil {
			return nil, db.Wrap("read units", err)
		}
		if len(out) == 0 || out[len(out)-1].Code != u.Code {
			out = append(out, u)
		}
		if area != "" {
			last := &out[len(out)-1]
			last.Areas = append(last.Areas, area)
		}
	}
	return out, db.Wrap("read units", rows.Err())
}

// UnitName returns the name of a unit for a list's line, the code itself when there is none.
func (s *Store) UnitName(ctx context.Context, code string) string {
	now := s.clock.Now()
	name, ok := s.names.get(code, now)
	if ok {
		return name
	}
	units, err := readUnits(ctx, s.db, "1 = 1", nil)
	if err != nil {
		return code
	}
	names := map[string]string{code: code}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	s.names.put(names, now)
	return names[code]
}

// Responsible names the active unit that answers for a place: the one with the longest area that the place lies in, else the
// centre of its county, city or province, else the topmost unit of this installation. An unknown place ("") is the latter's.
func (s *Store) Responsible(ctx context.Context, place string) (string, error) {
	areas, units := access.Candidates(place)
	for _, c := range []struct {
		query string
		among []string
	}{
		{`select x.unit from unit_area x join unit u on u.code = x.unit where u.active and x.area in (`, areas},
		{`select u.code from unit u where u.active and u.code in (`, units},
	} {
		found, err := s.best(ctx, c.query, c.among)
		if err != nil || found != "" {
			return found, err
		}
	}
	var top string
	err := s.db.QueryRow(ctx, `select code from unit where active order by code limit 1`).Scan(&top)
	if errors.Is(err, sql.ErrNoRows) {
		return "", access.ErrNoUnit
	}
	return top, db.Wrap("topmost unit", err)
}

// best asks for the candidates from the best on; the first that is there wins. Twelve digits make few of them.
func (s *Store) best(ctx context.Context, query string, among []string) (string, error) {
	if len(among) == 0 {
		return "", nil
	}
	args := make([]any, 0, len(among))
	for _, a := range among {
		args = append(args, a)
	}
	column := "x.area"
	if strings.HasPrefix(query, "select u.code") {
		column = "u.code"
	}
	query = strings.Replace(query, "select ", "select "+column+", ", 1) + strings.Repeat("?, ", len(among)-1) + "?)"
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	found, place := "", len(among)
	for rows.Next() {
		var candidate, unit string
		err = rows.Scan(&candidate, &unit)
		if err != nil {
			return "", db.Wrap("responsible unit", err)
		}
		i := slices.Index(among, candidate)
		if i >= 0 && i < place {
			found, place = unit, i
		}
	}
	return found, db.Wrap("responsible unit", rows.Err())
}
