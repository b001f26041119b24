package bus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// StreamName is the one stream of the centre.
const StreamName = "SIGNAL"

// Log is the durable log. All methods may be called concurrently.
type Log struct {
	opts     Options
	embedded *server.Server // nil when external
	conn     *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
	subjects []string
	last     []atomic.Uint64 // embedded only: position of the last envelope + 1 per partition, 0 = ask the server
	closed   atomic.Bool
}

// Open starts the embedded server, or connects to the external one, and makes or checks the stream.
func Open(ctx context.Context, o Options) (*Log, error) {
	if o.Partitions < 1 || o.Partitions > PartitionsMax {
		return nil, ErrPartitions
	}
	l := &Log{opts: o, last: make([]atomic.Uint64, o.Partitions)}
	for p := range o.Partitions {
		l.subjects = append(l.subjects, "signal."+strconv.Itoa(p))
	}
	err := l.connect(ctx)
	if err != nil {
		l.Close()
		return nil, err
	}
	l.js, err = jetstream.New(l.conn)
	if err != nil {
		l.Close()
		return nil, ErrOpen.With(err)
	}
	err = l.ensureStream(ctx)
	if err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// connect makes the connection, in process or by network.
func (l *Log) connect(ctx context.Context) error {
	var err error
	opts := []nats.Option{
		nats.Name("fanzha"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500 * time.Millisecond),
		// Nothing is buffered while the connection is away: an append fails at once instead of arriving later, after its
		// caller was told that it failed.
		nats.ReconnectBufSize(-1),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			l.logger().Warn("bus connection", "error", err)
		}),
	}
	if l.opts.URL == "" {
		l.embedded, err = startEmbedded(ctx, l.opts.Dir, l.logger())
		if err != nil {
			return err
		}
		l.conn, err = nats.Connect("", append(opts, nats.InProcessServer(l.embedded))...)
	} else {
		if l.opts.Credentials != "" {
			opts = append(opts, nats.UserCredentials(l.opts.Credentials))
		}
		l.conn, err = nats.Connect(l.opts.URL, opts...)
	}
	if err != nil {
		return ErrOpen.With(fmt.Errorf("connect to the log: %w", err))
	}
	return nil
}

// Embedded says whether the log runs inside this process.
func (l *Log) Embedded() bool { return l.embedded != nil }

// MaxEnvelope is the size of the largest envelope the server takes.
func (l *Log) MaxEnvelope() int { return int(l.conn.MaxPayload()) - 1024 }

// Partitions returns the number of partitions.
func (l *Log) Partitions() int { return len(l.subjects) }

// Append stores one envelope and returns its position once it is durable. After an error the envelope may be stored or not:
// only reading the log tells. Positions of one partition rise; they are not dense.
func (l *Log) Append(ctx context.Context, partition int, envelope []byte) (uint64, error) {
	if partition < 0 || partition >= len(l.subjects) {
		return 0, ErrPartition
	}
	if l.closed.Load() {
		return 0, ErrClosed
	}
	if len(envelope) > l.MaxEnvelope() {
		return 0, ErrTooLarge
	}
	ctx, cancel := context.WithTimeout(ctx, appendTimeout)
	defer cancel()
	ack, err := l.js.PublishMsg(ctx, &nats.Msg{Subject: l.subjects[partition], Data: envelope}, jetstream.WithExpectStream(StreamName))
	if err != nil {
		l.last[partition].Store(0)
		return 0, ErrAppend.With(err)
	}
	l.sawLast(partition, ack.Sequence)
	return ack.Sequence, nil
}

// sawLast remembers the newest position of a partition when this process is the only writer.
func (l *Log) sawLast(partition int, seq uint64) {
	if l.embedded == nil {
		return
	}
	for {
		old := l.last[partition].Load()
		if old > seq || l.last[partition].CompareAndSwap(old, seq+1) {
			return
		}
	}
}

// Last returns the position of the newest envelope of a partition, 0 when there is none.
func (l *Log) Last(ctx context.Context, partition int) (uint64, error) {
	if partition < 0 || partition >= len(l.subjects) {
		return 0, ErrPartition
	}
	if l.closed.Load() {
		return 0, ErrClosed
	}
	if known := l.last[partition].Load(); known > 0 {
		return known - 1, nil
	}
	msg, err := l.stream.GetLastMsgForSubject(ctx, l.subjects[partition])
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, ErrRead.With(err)
	}
	l.sawLast(partition, msg.Sequence)
	return msg.Sequence, nil
}

// First returns the position of the oldest envelope of a partition that is still kept, 0 when there is none.
func (l *Log) First(ctx context.Context, partition int) (uint64, error) {
	if partition < 0 || partition >= len(l.subjects) {
		return 0, ErrPartition
	}
	if l.closed.Load() {
		return 0, ErrClosed
	}
	msg, err := l.stream.GetMsg(ctx, 1, jetstream.WithGetMsgSubject(l.subjects[partition]))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, ErrRead.With(err)
	}
	return msg.Sequence, nil
}

// Read calls fn with every envelope of the partition after the given position, in order, and follows for ever. It ends when
// ctx ends (with its error), when fn errs (with that error) or when the log is closed. A broken connection or a moved leader
// is bridged: reading goes on after the last position that fn took. The envelope belongs to fn.
func (l *Log) Read(ctx context.Context, partition int, after uint64, fn func(seq uint64, envelope []byte) error) error {
	if partition < 0 || partition >= len(l.subjects) {
		return ErrPartition
	}
	pause := retryMin
	for {
		next, err := l.readSome(ctx, partition, after, fn)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case l.closed.Load():
			return ErrClosed
		case errors.As(err, &stopped{}):
			return errors.Unwrap(err)
		}
		if next > after {
			pause = retryMin
		}
		after = next
		l.logger().Warn("bus reader starts again", "partition", partition, "after", after, "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		pause = min(2*pause, retryMax)
	}
}

// stopped wraps the error by which fn ended a reading, to tell it from errors of the log.
type stopped struct{ error }

// Unwrap returns fn's error.
func (s stopped) Unwrap() error { return s.error }

// readSome reads with one consumer until something breaks and returns the last position taken.
func (l *Log) readSome(ctx context.Context, partition int, after uint64, fn func(uint64, []byte) error) (uint64, error) {
	cons, err := l.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{l.subjects[partition]},
		DeliverPolicy:  jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:    after + 1,
	})
	if err != nil {
		return after, err
	}
	messages, err := cons.Messages(jetstream.PullMaxMessagesWithBytesLimit(pullMessages, pullBytes))
	if err != nil {
		return after, err
	}
	defer messages.Stop()
	for {
		msg, err := l.next(ctx, messages, partition, after)
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
		err = fn(seq, msg.Data())
		if err != nil {
			return after, stopped{err}
		}
		after = seq
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

// Check says whether the log answers now; for health and doctor.
func (l *Log) Check(ctx context.Context) error {
	if l.closed.Load() {
		return ErrClosed
	}
	_, err := l.stream.Info(ctx)
	if err != nil {
		return ErrRead.With(err)
	}
	return nil
}

// Close ends all readers and appends and stops the embedded server after its files are flushed. It may be called twice.
func (l *Log) Close() {
	if l.closed.Swap(true) {
		return
	}
	if l.conn != nil {
		l.conn.Close()
	}
	if l.embedded != nil {
		l.embedded.Shutdown()
		l.embedded.WaitForShutdown()
	}
}

// Describe names the place of the log for people, without credentials.
func (l *Log) Describe() string {
	if l.embedded != nil {
		return "embedded, " + l.opts.Dir
	}
	url := l.conn.ConnectedUrlRedacted()
	return "external, " + strings.TrimPrefix(url, "nats://")
}
