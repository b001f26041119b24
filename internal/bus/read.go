package bus

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"
)

// reader is one reading of a partition.
type reader struct {
	l         *Log
	partition int
	fn        func(seq uint64, envelope []byte) error
	follows   *follower // of the tail, nil while it is far from the end
}

// errSwitch says that reading goes on in the tail, or where the tail cannot tell, in the stream.
var errSwitch = errors.New("bus: the other way of reading goes on")

// leave is called when the reading has ended.
func (r *reader) leave() {
	if r.follows != nil {
		r.l.tails[r.partition].leave(r.follows)
	}
}

// near says whether the tail can go on after a position, once the reader is not far from the end.
func (r *reader) near(after uint64) bool {
	if r.l.embedded == nil {
		return false
	}
	t := r.l.tails[r.partition]
	if r.follows == nil {
		r.follows = t.follow(after)
	}
	return r.follows != nil && t.at(r.follows, after)
}

// readSome reads in one way until something breaks or the other way is the better one, and returns the last position taken.
func (r *reader) readSome(ctx context.Context, after uint64) (uint64, error) {
	if r.near(after) {
		return r.readTail(ctx, after)
	}
	return r.readStream(ctx, after)
}

// readTail reads what this process has just written.
func (r *reader) readTail(ctx context.Context, after uint64) (uint64, error) {
	for {
		h, ok, wait := r.l.tails[r.partition].next(r.follows)
		switch {
		case ok:
			err := r.fn(h.seq, h.envelope)
			if err != nil {
				return after, stopped{err}
			}
			after = h.seq
			if ctx.Err() != nil {
				return after, ctx.Err()
			}
			if r.l.closed.Load() {
				return after, ErrClosed
			}
		case wait == nil:
			return after, errSwitch
		default:
			select {
			case <-ctx.Done():
				return after, ctx.Err()
			case <-r.l.ended:
				return after, ErrClosed
			case <-wait:
			}
		}
	}
}

// readStream reads with one consumer of the stream.
func (r *reader) readStream(ctx context.Context, after uint64) (uint64, error) {
	l := r.l
	cons, err := l.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{l.subject(r.partition)},
		DeliverPolicy:  jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:    after + 1,
	})
	if err != nil {
		return after, err
	}
	messages, err := cons.Messages(jetstream.PullMaxMessages(pullMessages))
	if err != nil {
		return after, err
	}
	defer messages.Stop()
	for {
		msg, err := l.next(ctx, messages, r.partition, after)
		if err != nil {
			return after, err
		}
		meta, err := msg.Metadata()
		if err != nil {
			return after, err
		}
		seq := meta.Sequence.Stream
		if seq <= after {
			continue // a consumer that was made again may repeat
		}
		if l.disk != nil {
			err = l.disk.durable(seq)
			if err != nil {
				return after, err
			}
		}
		err = r.fn(seq, msg.Data())
		if err != nil {
			return after, stopped{err}
		}
		after = seq
		if r.near(after) {
			messages.Stop()
			r.discard(ctx, cons)
			return after, errSwitch
		}
	}
}

// discard takes the consumer away, which would else stand about for minutes. When that fails it does.
func (r *reader) discard(ctx context.Context, cons jetstream.Consumer) {
	info := cons.CachedInfo()
	if info != nil {
		_ = r.l.stream.DeleteConsumer(ctx, info.Name)
	}
}

// errTail says that the newest envelopes did not reach the reader.
var errTail = errors.New("bus: the end of the partition did not arrive")

// next waits for a message. A client that is overrun drops messages; a later one shows the gap and the consumer is made again, but
// after the newest one nothing comes that could show it. So a reader that has waited for a while looks whether the log goes on. What it
// sees then may just be on its way: only if it has not come after as long again is it missing.
func (l *Log) next(ctx context.Context, messages jetstream.MessagesContext, partition int, after uint64) (jetstream.Msg, error) {
	for expected := false; ; {
		wait, cancel := context.WithTimeout(ctx, tailCheck)
		msg, err := messages.Next(jetstream.NextContext(wait))
		cancel()
		if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return msg, err
		}
		if expected {
			return nil, errTail
		}
		last, err := l.Last(ctx, partition)
		if err != nil {
			return nil, err
		}
		expected = last > after
	}
}
