package staff

import (
	"context"
	"fmt"
	"time"

	"fanzha/term/when"
)

// How often somebody tries before giving up.
const (
	maxCalls  = 3
	maxVisits = 2
)

// step does the next thing of a job and returns how long it keeps the person busy.
func (f *Force) step(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	if !j.signed && (j.task.State == "issued" || j.task.State == "open") {
		return f.sign(ctx, r, j, now)
	}
	if j.task.Type == Warning {
		return f.operate(ctx, r, j, now)
	}
	return f.carryOut(ctx, r, j, now)
}

// sign signs the order or claims the warning.
func (f *Force) sign(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	err := r.unit.Desk.Sign(ctx, j.task)
	if err != nil {
		return 0, err
	}
	j.signed = true
	if j.task.Type == Order {
		f.stats.Signed++
	} else {
		f.stats.Claimed++
	}
	j.ready = now + f.span(&j.rand, 15, 150)
	return f.span(&j.rand, 10, 30), nil
}

// operate is the desk's way: call twice, then write; close what one talk can settle, leave the rest to the station.
func (f *Force) operate(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	if !j.talked {
		if j.calls >= maxCalls-1 {
			j.done = true
			return f.text(ctx, r, j, now)
		}
		return f.call(ctx, r, j, now)
	}
	urgent := j.task.Level == "urgent" || j.task.Level == "high"
	switch {
	case !j.talk.Target && j.rand.pct(92):
		return f.finish(ctx, r, j, Report{Result: "false_alarm", Note: "已电话核实，当事人说明情况，系本人正常业务，未发现受骗。"})
	case !urgent && j.talk.Believes && j.talk.PaidFen == 0:
		return f.finish(ctx, r, j, Report{Result: "dissuaded", Note: "电话讲清手法，当事人已停止联系，承诺不转账。"})
	}
	j.done = true // the station goes and sees the person
	return 0, nil
}

// carryOut is the station's way: call, go there when the level or the person demands it, report.
func (f *Force) carryOut(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	urgent := j.task.Level == "urgent" || j.task.Level == "high"
	switch {
	case j.left:
		return f.arrive(ctx, r, j, now)
	case j.met:
		return f.report(ctx, r, j)
	case j.talked && !j.talk.Target:
		return f.report(ctx, r, j)
	case j.talked && j.talk.Believes && !urgent:
		return f.report(ctx, r, j)
	case !j.talked && j.calls < maxCalls && (j.calls == 0 || !urgent || j.visits > 0):
		return f.call(ctx, r, j, now)
	case j.visits < maxVisits && (urgent || j.talked):
		return f.leave(j, now), nil
	case !j.talked && j.calls < maxCalls:
		return f.call(ctx, r, j, now)
	}
	return f.report(ctx, r, j)
}

// call looks the number up, calls and records what happened.
func (f *Force) call(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	person, err := f.lookUp(ctx, r, j)
	if err != nil {
		return 0, err
	}
	j.calls++
	f.stats.Calls++
	out := f.opts.City.Reach(person, now, Call, r.unit.Code)
	a := Attempt{Channel: Call, Outcome: out.Code, PaidFen: out.PaidFen}
	took := f.span(&j.rand, 20, 60)
	if out.Reached {
		f.stats.Talks++
		j.talked, j.talk = true, out
		a.Believes = &out.Believes
		a.Evidence = []Evidence{{"call_record", fmt.Sprintf("REC-%s-%d", j.task.Number, j.calls)}}
		a.Note = noteOf(out)
		took = f.scaled(out.Length)
	} else {
		wait := f.span(&j.rand, 4*60, 25*60)
		a.NextAt = now + max(wait, 2*when.Minute)
		a.PaidFen = 0
		j.ready = now + wait
	}
	return took, r.unit.Desk.Attempt(ctx, j.task, a)
}

// text sends a message to somebody who does not answer: a sentence without link or number.
func (f *Force) text(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	person, err := f.lookUp(ctx, r, j)
	if err != nil {
		return 0, err
	}
	f.stats.Texts++
	out := f.opts.City.Reach(person, now, SMS, r.unit.Code)
	a := Attempt{Channel: SMS, Outcome: out.Code, Note: "电话未接通，已发送劝阻短信。"}
	if out.Code == "failed" {
		a.NextAt = now + when.Hour
	}
	return f.span(&j.rand, 10, 30), r.unit.Desk.Attempt(ctx, j.task, a)
}

// leave sends the person on the way; the visit happens when they are there.
func (f *Force) leave(j *job, now when.Micros) when.Micros {
	way := f.span(&j.rand, 15*60, 60*60)
	if j.task.Level == "urgent" {
		way = f.span(&j.rand, 10*60, 30*60)
	}
	j.left = true
	j.ready = now + way
	return way
}

// arrive is the visit itself.
func (f *Force) arrive(ctx context.Context, r *room, j *job, now when.Micros) (when.Micros, error) {
	person, err := f.lookUp(ctx, r, j)
	if err != nil {
		return 0, err
	}
	j.left = false
	j.visits++
	f.stats.Visits++
	out := f.opts.City.Reach(person, now, Visit, r.unit.Code)
	a := Attempt{Channel: Visit, Outcome: out.Code}
	took := f.span(&j.rand, 60, 300)
	if out.Reached {
		f.stats.Talks++
		j.met, j.talked, j.talk = true, true, out
		a.Believes, a.PaidFen, a.Note = &out.Believes, out.PaidFen, noteOf(out)
		a.Evidence = []Evidence{{"place", "户籍地址"}, {"pledge", fmt.Sprintf("防骗承诺书第%06d号", j.rand.next()%1_000_000)}}
		if out.Believes {
			a.Evidence = append(a.Evidence, Evidence{"pledge", "防骗承诺书"})
		}
		took = f.scaled(out.Length)
	} else {
		wait := f.span(&j.rand, 40*60, 3*60*60)
		a.NextAt = now + max(wait, 2*when.Minute)
		j.ready = now + wait
	}
	return took, r.unit.Desk.Attempt(ctx, j.task, a)
}

// report ends an order with what is known.
func (f *Force) report(ctx context.Context, r *room, j *job) (when.Micros, error) {
	rep := Report{Result: "unreachable", Note: "多次电话及上门均未联系到当事人，已转社区网格继续查找。"}
	switch t := j.talk; {
	case !j.talked:
	case !t.Target:
		rep = Report{Result: "false_alarm", Note: "经核实为当事人正常往来，无受骗情形。"}
	case t.PaidFen > 0:
		rep = Report{Result: "lost", LossFen: t.PaidFen, Note: "见面时已转账，已告知报案并停止继续付款。"}
	case j.met && t.Believes:
		rep = Report{Result: "met_dissuaded", Note: "见面劝阻成功，已协助卸载软件并签署承诺书。"}
	case j.met:
		rep = Report{Result: "met_refused", Note: "当事人坚持己见，已告知风险并联系家属。"}
	case t.Believes:
		rep = Report{Result: "call_dissuaded", Note: "电话劝阻成功，当事人已停止联系。"}
	default:
		rep = Report{Result: "unreachable", Note: "电话中不听劝，上门未遇，已转社区网格继续查找。"}
	}
	return f.finish(ctx, r, j, rep)
}

func (f *Force) finish(ctx context.Context, r *room, j *job, rep Report) (when.Micros, error) {
	err := r.unit.Desk.Finish(ctx, j.task, rep)
	j.done = true
	if err != nil {
		return 0, err
	}
	if j.task.Type == Order {
		f.stats.Reported++
	} else {
		f.stats.Closed++
	}
	return f.span(&j.rand, 30, 90), nil
}

// lookUp asks the centre for the number once per person and unit: every look is audited.
func (f *Force) lookUp(ctx context.Context, r *room, j *job) (string, error) {
	if known, ok := r.contact[j.task.Person]; ok && j.task.Person != "" {
		return known, nil
	}
	person, err := r.unit.Book.Contact(ctx, j.task)
	if err != nil {
		return "", err
	}
	if len(r.contact) > contactsKept {
		clear(r.contact)
	}
	r.contact[j.task.Person] = person
	return person, nil
}

// contactsKept bounds what a unit remembers.
const contactsKept = 5000

func (f *Force) scaled(d time.Duration) when.Micros {
	return when.Micros(float64(d/time.Microsecond) / f.opts.Fast)
}

func noteOf(out Outcome) string {
	switch {
	case !out.Target:
		return "当事人情绪平稳，称系本人正常事务。"
	case out.PaidFen > 0:
		return fmt.Sprintf("当事人称已转账 %d.%02d 元。", out.PaidFen/100, out.PaidFen%100)
	case out.Believes:
		return "当事人意识到可能受骗，表示不再操作。"
	}
	return "当事人不相信，称对方是正规平台，需上门。"
}
