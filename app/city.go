package app

import (
	"context"
	"errors"

	"fanzha/app/scenery"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/edge/api"
	"fanzha/sim"
)

// cityQuota lets the invented partners send as fast as the machine takes it.
const cityQuota = 10_000_000

// demoPerson is an account of the invented city.
type demoPerson struct {
	login, name, unit string
	role              access.Role
	bank              string // of a liaison
	member            string // member unit of a liaison
}

// HumanStation is the station whose orders the simulated staff leaves to the person at the screen.
func HumanStation() string { return sim.Stations()[0].Code }

// demoPeople are the accounts for whoever looks at the demo; each signs in by one click.
func demoPeople() []demoPerson {
	station := sim.Stations()[0].Code
	return []demoPerson{
		{"jiexian", "赵接线", scenery.Unit, access.Operator, "", ""},
		{"minjing", "钱民警", station, access.Officer, "", ""},
		{"zhifu", "陈止付", scenery.Unit, access.StopOfficer, "", ""},
		{"yanpan", "孙研判", scenery.Unit, access.Analyst, "", ""},
		{"lingdao", "李领导", scenery.Unit, access.Leader, "", ""},
		{"lianluo", "冯联络", scenery.Unit, access.BankLiaison, scenery.LiaisonBank, ""},
		{scenery.WriterLogin, "杨宣传", scenery.Unit, access.Publicist, "", ""},
		{scenery.ClerkLogin, "何联席", scenery.Unit, access.JointClerk, "", ""},
		{"chengyuan", "马成员", scenery.Unit, access.MemberLiaison, "", scenery.Member},
		{"fuhe", "韩复核", scenery.Unit, access.MemberLiaison, "", scenery.Member},
		{"xitong", "周系统", scenery.Unit, access.SystemAdmin, "", ""},
		{"anquan", "吴安全", scenery.Unit, access.SecurityAdmin, "", ""},
		{"shenji", "郑审计", scenery.Unit, access.AuditAdmin, "", ""},
	}
}

// BuildCity makes the units, accounts and partners of the invented city, and leaves alone what is already there.
// It returns the intake keys of the partners.
func (c *Centre) BuildCity(ctx context.Context) (map[string]string, error) {
	system := systemScope()
	people := append(demoPeople(), demoPerson{scenery.StaffLogin(scenery.Unit), "模拟接线台", scenery.Unit, access.Operator, "", ""},
		demoPerson{scenery.DutyLogin, "模拟止付岗", scenery.Unit, access.StopOfficer, "", ""}, demoPerson{scenery.ApproverLogin, "模拟审批人", scenery.Unit, access.Leader, "", ""},
		demoPerson{scenery.ShiftLogin, "模拟带班长", scenery.Unit, access.Leader, "", ""})
	units := []access.Unit{{Code: scenery.Unit, Name: sim.CityZH + "反诈中心", Areas: []string{sim.CityCode[:4]}, Active: true}}
	for _, county := range sim.Counties() {
		units = append(units, access.Unit{Code: county.Code + "000000", Name: county.NameZH + "反诈中心", Areas: []string{county.Code}, Active: true})
	}
	for _, s := range sim.Stations() {
		units = append(units, access.Unit{Code: s.Code, Name: s.NameZH, Areas: []string{s.Area}, Active: true})
		people = append(people, demoPerson{scenery.StaffLogin(s.Code), "模拟民警（" + s.NameZH + "）", s.Code, access.Officer, "", ""})
	}
	for _, u := range units {
		_, err := c.People.CreateUnit(ctx, system, u)
		if err != nil && !errors.Is(err, access.ErrUnitExists) {
			return nil, err
		}
	}
	for _, p := range people {
		err := c.buildPerson(ctx, p)
		if err != nil {
			return nil, err
		}
	}
	err := c.buildBanks(ctx)
	if err != nil {
		return nil, err
	}
	keys := map[string]string{}
	for _, p := range sim.Partners() {
		key, err := keptKey(ctx, c.settings.Data, c.People, access.Source{Name: p.Code, Title: p.NameZH, QuotaPerS: cityQuota})
		if err != nil {
			return nil, err
		}
		keys[p.Code] = key
	}
	return keys, nil
}

func (c *Centre) buildPerson(ctx context.Context, p demoPerson) error {
	system := systemScope()
	made, _, err := c.People.CreateAccount(ctx, system, accessstore.NewAccount{Login: p.login, Name: p.name, Unit: p.unit, Bank: p.bank, Member: p.member})
	if errors.Is(err, access.ErrLoginTaken) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = c.People.SetRoles(ctx, system, accessstore.Grant{Account: made.ID, Roles: []access.Role{p.role}, Reason: "演示账号"})
	return err
}

// BuildCases fills the register of the invented city, once: what is there already stays.
func (c *Centre) BuildCases(ctx context.Context) error {
	return scenery.Cases{Register: c.cases, Clock: c.clock}.Build(ctx)
}

// BuildGovern fills the joint conference of the invented city, once: what is there already stays.
func (c *Centre) BuildGovern(ctx context.Context) error {
	conference := scenery.Conference{Room: c.govern, At: c.newGovern, Count: c.CountFacts, Clock: c.clock}
	empty, err := conference.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	// the clocks of the present wait: to them everything of the past is long due
	c.staging.Store(true)
	defer c.staging.Store(false)
	err = scenery.People(ctx, c.stats.Store, c.clock.Now())
	if err == nil {
		err = c.stats.LoadPopulation(ctx)
	}
	if err != nil {
		return err
	}
	return conference.Build(ctx)
}

// BuildOutreach fills publicity of the invented city, once: what is there already stays.
func (c *Centre) BuildOutreach(ctx context.Context) error {
	return scenery.Publicity{Room: c.outreach, People: c.People, Clock: c.clock}.Build(ctx)
}

// DemoSite is what the sign-in page of the demo shows.
func DemoSite() api.Site {
	names := map[string]string{scenery.Unit: sim.CityZH + "反诈中心"}
	for _, s := range sim.Stations() {
		names[s.Code] = s.NameZH
	}
	site := api.Site{NameZH: sim.CityZH + "反诈中心", NameEN: sim.CityEN + " anti-fraud centre", Demo: true, Version: Version}
	for _, p := range demoPeople() {
		site.DemoLogins = append(site.DemoLogins, api.DemoLogin{Login: p.login, Name: p.name, Role: p.role, UnitName: names[p.unit]})
	}
	return site
}
