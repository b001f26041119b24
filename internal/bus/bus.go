package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// subjects are those of all partitions.
const subjects = "signal.*"

// Log is the durable log. All methods may be called concurrently.
type Log struct {
	opts     Options
	embedded *server.Server // nil when external
	conn     *nats.Conn
	js       jetstream.JetStream
	stream   jetstream.Stream
	subjects []string
	last     []atomic.Uint64 // embedded only: position of the last envelope + 1 per partition, 0 = ask the server
	tails    []*tail         // embedded only: the newest envelopes per partition; after them, where there are several, those of the whole log
	disk     *disk           // embedded only: makes durable
	closed   atomic.Bool
	ended    chan struct{} // closed with it
}

// Open starts the embedded server, or connects to the external one, and makes or checks the stream.
func Open(ctx context.Context, o Options) (*Log, error) {
	if o.Partitions < 1 || o.Partitions > PartitionsMax {
		return nil, ErrPartitions
	}
	l := &Log{opts: o, last: make([]atomic.Uint64, o.Partitions), ended: make(chan struct{})}
	for p := range o.Partitions {
		l.subjects = append(l.subjects, "signal."+strconv.Itoa(p))
		if o.URL == "" {
			l.tails = append(l.tails, newTail(max(tailBytes/o.Partitions, PayloadMax)))
		}
	}
	if o.URL == "" && o.Partitions > 1 {
		whole := newTail(tailBytes / 2)
		whole.whole = true
		l.tails = append(l.tails, whole)
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
	if err == nil {
		err = l.openDisk(ctx)
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// openDisk makes durable what is there.
func (l *Log) openDisk(ctx context.Context) error {
	if l.embedded == nil {
		return nil
	}
	info, err := l.stream.Info(ctx)
	if err != nil {
		return ErrOpen.With(err)
	}
	l.disk = newDisk(l.opts.Dir)
	return l.disk.open(info.State.LastSeq)
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
	if l.embedded != nil {
		return l.appendHere(ctx, partition, envelope)
	}
	return l.publish(ctx, partition, envelope)
}

// publish hands an envelope to the server and waits for its answer.
func (l *Log) publish(ctx context.Context, partition int, envelope []byte) (uint64, error) {
	ack, err := l.js.PublishMsg(ctx, &nats.Msg{Subject: l.subjects[partition], Data: envelope}, jetstream.WithExpectStream(StreamName))
	if err != nil {
		l.last[partition].Store(0)
		return 0, ErrAppend.With(err)
	}
	return ack.Sequence, nil
}

// appendHere appends to the embedded log: written by the server, made durable with what else is under way, then shown to readers.
func (l *Log) appendHere(ctx context.Context, partition int, envelope []byte) (uint64, error) {
	tails := [2]*tail{l.tails[partition], l.tails[len(l.tails)-1]}
	to := tails[:min(2, len(l.tails))]
	for _, t := range to {
		t.begin()
	}
	l.disk.begin()
	seq, err := l.publish(ctx, partition, envelope)
	if err != nil {
		l.disk.end(0, 0)
		missed(to)
		return 0, err
	}
	l.disk.end(seq, len(envelope))
	err = l.disk.durable(seq)
	if err != nil {
		l.last[partition].Store(0)
		missed(to)
		return 0, ErrAppend.With(err)
	}
	l.sawLast(partition, seq)
	var p *page
	if slices.ContainsFunc(to, (*tail).wanted) {
		p = newPage(envelope)
	}
	for _, t := range to {
		t.stored(seq, p)
	}
	p.left()
	return seq, nil
}

// missed tells the tails of an append that was not acknowledged.
func missed(to []*tail) {
	for _, t := range to {
		t.failed()
	}
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

// whole says whether the number of a partition stands for all of several: for the log as it was appended.
func (l *Log) whole(partition int) bool { return partition == len(l.subjects) && partition > 1 }

func (l *Log) subject(partition int) string {
	if l.whole(partition) {
		return subjects
	}
	return l.subjects[partition]
}

// Last returns the position of the newest envelope of a partition, of all when their number is given, 0 when there is none.
func (l *Log) Last(ctx context.Context, partition int) (uint64, error) {
	if l.whole(partition) {
		newest := uint64(0)
		for p := range l.subjects {
			last, err := l.Last(ctx, p)
			if err != nil {
				return 0, err
			}
			newest = max(newest, last)
		}
		return newest, nil
	}
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

// Read calls fn with every envelope of the partition after the given position, in order, and follows for ever; given the number of
// partitions, where there are several, with every envelope of the log. Positions are those of the log. It ends when
// ctx ends (with its error), when fn errs (with that error) or when the log is closed. A broken connection or a moved leader
// is bridged: reading goes on after the last position that fn took. The envelope is fn's until it returns, to read only.
func (l *Log) Read(ctx context.Context, partition int, after uint64, fn func(seq uint64, envelope []byte) error) error {
	if partition < 0 || partition >= len(l.subjects) && !l.whole(partition) {
		return ErrPartition
	}
	r := &reader{l: l, partition: partition, fn: fn}
	defer r.leave()
	pause := retryMin
	for {
		next, err := r.readSome(ctx, after)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case l.closed.Load():
			return ErrClosed
		case errors.As(err, &stopped{}):
			return errors.Unwrap(err)
		case errors.Is(err, errSwitch):
			after = next
			continue
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

// Check says whether the log answers now; for health and doctor.
func (l *Log) Check(ctx context.Context) error {
	if l.closed.Load() {
		return ErrClosed
	}
	_, err := l.stream.Info(ctx)
	if err == nil && l.disk != nil {
		err = l.disk.works()
	}
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
	close(l.ended)
	if l.conn != nil {
		l.conn.Close()
	}
	if l.embedded != nil {
		l.embedded.Shutdown()
		l.embedded.WaitForShutdown()
	}
	if l.disk != nil {
		l.disk.close()
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
