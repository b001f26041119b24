package story_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin/story"
	"fanzha/internal/check"
)

// room counts as many alike as a table says: by how many traits are told.
func room(alike ...int64) story.Room {
	return story.Room{
		Least: 5, Area: "全市", Name: "虚假贷款", Steps: []string{"一", "二", "三", "四", "五"},
		Word: func(_ stats.Dim, v string) string {
			return map[string]string{"age_26_35": "26至35岁", "female": "女", "employee": "企业职员"}[v]
		},
		Alike: func(_ context.Context, _, _ string, t story.Traits) (int64, error) { return alike[len(t)], nil },
	}
}

// Protects: a story tells no trait that fewer than the limit share, no name, no exact amount; where even the type is rare, of a minor or
// of a loss that a town talks about, there is none.
func TestTell(t *testing.T) {
	c := story.Case{Fraud: "fake_loan", Kind: "person", Sex: "female", AgeBand: "age_26_35", Occupation: "employee", LossFen: 3_456_700, Solved: true}
	for _, x := range []struct {
		alike []int64
		want  string
	}{
		{[]int64{50, 20, 9, 5}, "近日，我市一名26至35岁的女性企业职员遭遇虚假贷款诈骗，损失3万余元。此类骗局一般分五步：一→二→三→四→五。目前案件已侦破。"},
		{[]int64{50, 20, 5, 4}, "近日，我市一名26至35岁的女性遭遇"},
		{[]int64{50, 5, 4, 4}, "近日，我市一名26至35岁的群众遭遇"},
		{[]int64{5, 4, 4, 4}, "近日，我市一名群众遭遇"},
		{[]int64{4, 4, 4, 4}, ""},
	} {
		got, err := room(x.alike...).Tell(t.Context(), c)
		check.Equal(t, errors.Is(err, story.ErrRefused), x.want == "")
		check.True(t, strings.HasPrefix(got, x.want), got)
	}
	plenty := room(50, 50, 50, 50)
	for _, change := range []func(*story.Case){
		func(c *story.Case) { c.AgeBand = "under_18" }, func(c *story.Case) { c.LossFen = 0 }, func(c *story.Case) { c.LossFen = 1_000_000_000 },
	} {
		x := c
		change(&x)
		_, err := plenty.Tell(t.Context(), x)
		check.True(t, errors.Is(err, story.ErrRefused), "it was told")
	}
	c.Kind, c.AgeBand, c.Sex, c.Occupation = "enterprise", "", "", ""
	_, err := room(4, 9, 9, 9).Tell(t.Context(), c)
	check.True(t, errors.Is(err, story.ErrRefused), "the one enterprise of its kind was told of")
}

// Protects: amounts are rounded down, and 余 stands only where something is left over.
func TestAbout(t *testing.T) {
	for fen, want := range map[int64]string{50_00: "不足百元", 999_00: "数百元", 1000_00: "数千元", 30_000_00: "3万元", 34_567_00: "3万余元", 345_670_00: "30万余元", 1_187_000_00: "100万元以上"} {
		check.Equal(t, story.About(fen), want)
	}
}
