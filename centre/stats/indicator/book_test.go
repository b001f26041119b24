package indicator

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"fanzha/internal/check"
)

// Protects: every entry of the dictionary says what it means in both languages, and its own example comes out.
func TestDictionary(t *testing.T) {
	b, err := Default()
	check.NoError(t, err)
	check.True(t, len(b.All()) >= 150, "a dictionary of fewer than 150 indicators")
	for _, e := range b.All() {
		got, err := e.Run()
		check.NoError(t, err)
		if got != e.Example.Out {
			t.Errorf("%s: example gives %s, the file says %s", e.Code, got, e.Example.Out)
		}
		for _, m := range e.Measures() {
			check.True(t, len(m) <= 64, m)
		}
		for _, r := range e.FormulaEN() + e.EN + e.UnitEN + e.SourceEN {
			check.True(t, !unicode.Is(unicode.Han, r), "Chinese in the English words of "+e.Code)
		}
	}
	found, ok := b.Find("dissuasion.face_rate")
	check.True(t, ok, "the face-to-face rate is not in the dictionary")
	check.Equal(t, found.FormulaZH(), "已见面 ÷ (应见面预警 − 信息不符或重复 − 到期前撤回) × 100")
	_, ok = b.Find("no.such")
	check.True(t, !ok, "found what is not there")
}

// seedCodes are the codes under which the sample bulletins print a number.
var seedCodes = strings.Fields(`case.solved fund.stopped suspect.arrested fund.frozen case.supervised.solved suspect.compulsory_measures
card.suspect.arrested card.gang.dismantled card.sim.blocked card.corporate_account.seized card.amount_involved sanction.reported alert.handled
person.protected org.carrier.count loss.avoided_or_recovered hotline.outbound_calls hotline.inbound_calls app.registration_rate publicity.live_show
publicity.event publicity.audience case.solved_incl_related account.stopped_or_frozen fund.stopped_or_frozen fund.returned
org.leading_group.member_units campaign.duration dispatch.frequency bulletin.frequency meeting.promotion interview.units app.promoted_people
publicity.leaflet person.dissuaded loss.avoided meeting.industry sanction.finance_telecom sanction.telecom bank.outlet.suspended
carrier.channel.accountable alarm.share_of_criminal gang.dismantled loss.recovered case.filed den.destroyed case.solved.large operation.netting
suspect.arrested.cluster gang.dismantled.blackgrey card.sim.seized card.bank.seized sanction.two_cards outlet.rectified suspect.repatriated
suspect.arrest_approved suspect.prosecution_transfer suspect.returnee_arrested case.solved.returnee kingpin.arrested fugitive.class_a.arrested
case.amount smuggling.gang.dismantled snakehead.arrested returnee.checked case.solved.smuggling suspect.surrendered alert.order.daily_avg call.blocked
sms.blocked url.blocked publicity.material publicity.sms card.sim.cleaned account.cleaned publicity.video case.solve_rate.high_loss
sanction.exposed.batches sanction.exposed case.handled loss.recovery_rate case.current_solve_rate case.prevented fund.dissuaded_stopped
operation.cluster case.full_chain arrest.per_100_cases suspect.dealt case.occurred case.loss device.phone.seized group.members
knowledge.script_types unit.staff_defrauded unit.staff_loss publicity.event.large alert.fund alert.info dissuasion.face_rate case.loss_saved
card.involved card.bank.involved card.sim.involved`)

// Protects: every code under which the sample bulletins print a number is in the dictionary.
func TestSeedCodes(t *testing.T) {
	b, err := Default()
	check.NoError(t, err)
	check.True(t, len(seedCodes) >= 100, "codes are missing from the list")
	for _, code := range seedCodes {
		_, ok := b.Find(code)
		check.True(t, ok, "not in the dictionary: "+code)
	}
}

// Protects: a broken entry is an error that names it, never a figure with a wrong formula.
func TestBroken(t *testing.T) {
	const head = "version: 1\nindicators:\n  - "
	const good = "{code: a.b, zh: 甲, en: a, group: 打, owner: 中心, unit: 起, unit_en: cases, num: [case.filed], periods: [month], good: up, round: half_up, source: 本地, source_en: local, from: event, example: {in: {case.filed: 1}, out: '1'}}"
	load := func(entry string) error {
		_, err := Load(fstest.MapFS{"indicators/a.yaml": {Data: []byte(head + entry)}})
		return err
	}
	check.NoError(t, load(good))
	for from, to := range map[string]string{
		"a.b": "ab", "甲": "a", "group: 打": "group: 天", "owner: 中心, ": "", "num: [case.filed]": "num: []", "periods: [month]": "periods: [moon]",
		"good: up": "good: yes", "half_up": "floor", "from: event": "from: air", "[case.filed]": "[case.filed x=y]", "unit: 起": "unit: 元",
		"num:": "scale: 100, num:", "good: up,": "good: up, quantile: 50,", "source_en: local, ": "", "code:": "more: 1, code:", "[month]": "[month], sides: [moon]",
		"periods:": "less: [{zh: 乙, en: b, terms: [a.b]}], periods:", "num: ": "den_is: moon, num: ", ", example: {in: {case.filed: 1}, out: '1'}": "",
	} {
		broken := strings.Replace(good, from, to, 1)
		check.True(t, broken != good && load(broken) != nil, "taken: "+broken)
	}
	check.True(t, load(good+"\n  - "+good) != nil, "a code stands twice")
	_, err := Load(fstest.MapFS{})
	check.True(t, err != nil, "an empty dictionary")
}

// Protects: no text of a term ends the program or is read as more than it says.
func FuzzParseTerm(f *testing.F) {
	for _, s := range []string{"case.filed", "-case.filed:fen", "case.filed amount_band=1m|3m", "case.filed x", "", " = ", "a:fen:fen"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		term, err := ParseTerm(s)
		if err != nil {
			return
		}
		again, err := ParseTerm(strings.Join(strings.Fields(s), " "))
		check.NoError(t, err)
		check.Equal(t, again, term)
		check.True(t, measureForm.MatchString(term.Measure), term.Measure)
	})
}

// Protects: no formula shows a reader the code of a measure or of a value: in both languages every part has a name.
func TestFormulasSpeak(t *testing.T) {
	b, err := Default()
	check.NoError(t, err)
	for _, e := range b.All() {
		for _, text := range []string{e.FormulaZH(), e.FormulaEN()} {
			check.True(t, !strings.ContainsAny(text, "_=[") && !regexp.MustCompile(`[a-z]\.[a-z]`).MatchString(text), e.Code+": "+text)
		}
	}
	e, _ := b.Find("case.filed")
	check.Equal(t, e.FormulaZH(), "逐起计数：立电信网络诈骗案件")
}
