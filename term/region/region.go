// Package region knows the two trees of the field by their codes alone: places (行政区划, GB/T 2260 and the statistical codes
// below it: 6, 9 or 12 digits) and units (反诈中心, 派出所: always 12 digits, the first six of which are a place). It holds the
// arithmetic of codes; which units exist and which streets they serve is data of base/access.
package region

import (
	"strings"

	"fanzha/term/fault"
)

// Kind is the level of a unit in the tree 部、省、市、县、所.
type Kind uint8

// The levels, from the top. The zero Kind belongs to no well-formed code.
const (
	Ministry Kind = iota + 1 // 国家反诈中心: 000000000000
	Province                 // 省级反诈中心: PP0000000000
	City                     // 市级反诈中心: PPCC00000000
	County                   // 县级反诈中心: PPCCDD000000
	Station                  // 派出所: any other
)

var kindNames = [...]string{"", "ministry", "province", "city", "county", "station"}

// String is the name of the level in messages: ministry, province, city, county, station.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// What the parsers refuse.
var (
	ErrPlaceEmpty   = fault.New(fault.Invalid, "region.place_empty")
	ErrPlaceFormat  = fault.New(fault.Invalid, "region.place_format")
	ErrPlaceUnknown = fault.New(fault.Invalid, "region.place_unknown")
	ErrUnitFormat   = fault.New(fault.Invalid, "region.unit_format")
	ErrUnitUnknown  = fault.New(fault.Invalid, "region.unit_unknown")
)

// UnitLength is the number of digits of every unit code.
const UnitLength = 12

// Root is the unit at the top of the tree.
const Root = "000000000000"

// ParseUnit checks a unit code: twelve digits under a known province, or the root.
func ParseUnit(code string) (Kind, error) {
	if len(code) != UnitLength || !digits(code) {
		return 0, ErrUnitFormat
	}
	kind := KindOf(code)
	if kind == Ministry {
		return kind, nil
	}
	_, known := ProvinceOf(code)
	if !known || !nested(code[:6]) {
		return 0, ErrUnitUnknown
	}
	return kind, nil
}

// KindOf returns the level of a unit code by its trailing zeros, zero when the code is malformed.
func KindOf(unit string) Kind {
	if len(unit) != UnitLength || !digits(unit) {
		return 0
	}
	return [...]Kind{0: Ministry, 2: Province, 4: City, 6: County, UnitLength: Station}[len(Prefix(unit))]
}

// Prefix is the part of a unit code that all units under it share: "" for the ministry, 2 digits for a province, 4 for a
// city, 6 for a county, 12 for a station. A code of another length gives a prefix that matches no unit at all, so that a
// broken jurisdiction sees nothing.
func Prefix(unit string) string {
	if len(unit) != UnitLength {
		return unit + "!"
	}
	for _, n := range [...]int{0, 2, 4, 6} {
		if strings.Trim(unit[n:], "0") == "" {
			return unit[:n]
		}
	}
	return unit
}

// Under says whether unit is top itself or lies below it.
func Under(top, unit string) bool {
	return len(unit) == UnitLength && strings.HasPrefix(unit, Prefix(top))
}

// Parent is the unit one level up: the county centre of a station, and so on; "" above the ministry and for malformed codes.
func Parent(unit string) string {
	keep := 0
	switch KindOf(unit) {
	case Station:
		keep = 6
	case County:
		keep = 4
	case City:
		keep = 2
	case Province:
	default:
		return ""
	}
	parent := unit[:keep] + Root[keep:]
	if Prefix(parent) != unit[:keep] { // PP00DD…: a county without a city hangs under its province
		return Prefix(parent) + Root[len(Prefix(parent)):]
	}
	return parent
}

// Parents lists all units above, the nearest first and the ministry last.
func Parents(unit string) []string {
	var out []string
	for up := Parent(unit); up != ""; up = Parent(up) {
		out = append(out, up)
	}
	return out
}

// ParsePlace checks a place code: 6 digits (PP0000, PPCC00, PPCCDD), 9 with the street or town, 12 with the community or
// village. It checks the form and the province; codes below change every year and are matched by prefix, not by a list.
func ParsePlace(s string) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", ErrPlaceEmpty
	case len(s) != 6 && len(s) != 9 && len(s) != 12 || !digits(s) || !nested(s):
		return "", ErrPlaceFormat
	}
	_, known := ProvinceOf(s)
	if !known {
		return "", ErrPlaceUnknown
	}
	return s, nil
}

// nested says whether no level is named below a level that is zero. Counties directly under a province are no exception: the
// standard numbers them PP90DD.
func nested(code string) bool {
	ends := []int{2, 4, 6, 9, 12}
	open := true
	for i, end := range ends {
		if end > len(code) {
			break
		}
		start := 0
		if i > 0 {
			start = ends[i-1]
		}
		zero := strings.Trim(code[start:end], "0") == ""
		if !zero && !open {
			return false
		}
		open = open && !zero
	}
	return true
}

// Contains says whether place lies in area; both are place codes of any length, trailing zero levels of area are open.
func Contains(area, place string) bool {
	p := PlacePrefix(area)
	return p != "" && strings.HasPrefix(place, p)
}

// PlacePrefix drops the trailing zero levels of a place code: "99" of 990000, "990101001" of 990101001000.
func PlacePrefix(place string) string {
	for _, n := range [...]int{0, 2, 4, 6, 9} {
		if n < len(place) && strings.Trim(place[n:], "0") == "" {
			return place[:n]
		}
	}
	return place
}

// CentreOf is the unit code of the centre (反诈中心) of a place's county, city or province, whichever the place names.
func CentreOf(place string) string {
	p := PlacePrefix(place)
	p = p[:min(len(p), 6)]
	return p + Root[len(p):]
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
