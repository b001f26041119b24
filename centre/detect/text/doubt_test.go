package text

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fanzha/centre/detect/learn"
	"fanzha/internal/check"
)

// muddled are texts of three classes that share most of their words; some are near-copies of others, as a campaign's are.
func muddled(n int) []Row {
	r := rand.New(rand.NewPCG(4, 4))
	words := []string{"贷款", "额度", "链接", "验证", "积分", "快递", "会议", "晚饭", "发票", "客服", "下载", "明天", "转账", "群里", "老师", "红包"}
	var rows []Row
	for i := range n {
		class := i % 3
		s := ""
		for range 6 {
			s += words[(r.IntN(9)+class*3)%len(words)]
		}
		rows = append(rows, Row{s, fmt.Sprint("c", class)})
		if i%4 == 0 {
			rows = append(rows, Row{s + "！\n" + words[r.IntN(len(words))] + "再说一次谢谢", fmt.Sprint("c", class)})
		}
	}
	return rows
}

// Protects: the second judge is learnt where it pays, its file gives the same judgements, and a file without the texts it needs, with
// more than them or with one of a class that is not there is refused.
func TestDoubt(t *testing.T) {
	rows := muddled(400)
	m, err := Train(rows, Options{Doubt: true, Rows: true, Folds: 3})
	check.NoError(t, err)
	check.True(t, m.doubt != nil, "no second judge")
	var file bytes.Buffer
	check.NoError(t, m.Write(&file))
	back, err := Read(bytes.NewReader(file.Bytes()))
	check.NoError(t, err)
	check.Equal(t, back.Identity(), m.Identity())
	asked := 0
	for _, r := range rows {
		check.Equal(t, back.All(r.Text), m.All(r.Text))
		var p [maxClasses]float32
		m.margins(r.Text, &p)
		m.probabilities(&p)
		if slices.Max(p[:3]) < m.doubt.Sure {
			asked++
			sum := 0.0
			for _, l := range m.All(r.Text) {
				sum += l.P
			}
			check.True(t, math.Abs(sum-1) < 1e-4, fmt.Sprint("probabilities sum to ", sum))
		}
	}
	check.True(t, asked > 0, "the second judge was never asked")
	body, err := m.body()
	check.NoError(t, err)
	for _, bad := range [][]byte{body[:len(body)-1], append(slices.Clone(body), 0)} {
		_, err = readBody(bad)
		check.Fault(t, err, "model.file_broken")
	}
	m.doubt.kin.class[0] = 7
	body, err = m.body()
	check.NoError(t, err)
	_, err = readBody(body)
	check.Fault(t, err, "model.file_broken")
}

// Protects: the texts most alike are those that a comparison with every text finds, in the same order.
func TestKin(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	const columns = 200
	draw := func() learn.Sparse {
		x := learn.Sparse{}
		for b := range uint32(columns) {
			if r.IntN(20) == 0 {
				x.At, x.Val = append(x.At, b), append(x.Val, float32(1+r.IntN(9))/30)
			}
		}
		return x
	}
	var xs []learn.Sparse
	for range 120 {
		xs = append(xs, draw())
	}
	k := newKin(xs, make([]int, len(xs)), columns)
	var s scratch
	for range 20 {
		x := draw()
		got := k.most(&x, &s)
		var want []near
		for i := range xs {
			how := 0.0
			for j, b := range xs[i].At {
				at := slices.Index(x.At, b)
				if at >= 0 {
					how += float64(x.Val[at]) * float64(xs[i].Val[j])
				}
			}
			if how > 0 {
				want = append(want, near{uint32(i), float32(how)})
			}
		}
		slices.SortStableFunc(want, func(a, b near) int { return int(math.Copysign(1, float64(b.how-a.how))) })
		check.Equal(t, len(got), min(kinMost, len(want)))
		for n := range got {
			check.True(t, math.Abs(float64(got[n].how-want[n].how)) < 1e-3, "another text is more alike")
		}
	}
}
