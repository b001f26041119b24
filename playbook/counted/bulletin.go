package counted

import (
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
)

// ofBulletin counts an issue that was published, and a correction of one.
func ofBulletin(e Event) ([]stats.Fact, error) {
	b, err := bulletin.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	t := things{base: stats.Fact{Seq: e.Seq, Unit: b.Unit, Region: countyOf(b.Unit), Object: "bulletin/" + b.ID}}
	t.base.Sides[stats.Channel] = b.Kind
	switch e.Kind {
	case bulletin.EvPublished:
		t.add(e.Kind, b.ID, e.At)
	case bulletin.EvCorrected:
		t.add(e.Kind, b.ID+"."+number(e.Seq), e.At)
	}
	return t.out, nil
}
