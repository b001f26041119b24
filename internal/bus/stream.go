package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
)

func (l *Log) logger() *slog.Logger {
	if l.opts.Logger != nil {
		return l.opts.Logger
	}
	return slog.Default()
}

// startEmbedded starts a server without any listener. It writes every envelope into a file before it answers, and syncs its files
// every two minutes, which would lose acknowledged signals with the power: so what it has answered is made durable here before anybody
// hears of it (disk). Its own SyncAlways syncs each envelope by itself, one after the other: four partitions would wait four times.
func startEmbedded(ctx context.Context, dir string, logger *slog.Logger) (*server.Server, error) {
	err := os.MkdirAll(dir, 0o700)
	if err != nil {
		return nil, ErrOpen.With(err)
	}
	ns, err := server.NewServer(&server.Options{
		ServerName: "fanzha",
		DontListen: true,
		NoSigs:     true,
		JetStream:  true,
		StoreDir:   dir,
		MaxPayload: PayloadMax,
	})
	if err != nil {
		return nil, ErrOpen.With(fmt.Errorf("prepare the embedded log in %s: %w", dir, err))
	}
	ns.SetLogger(natsLogger{logger}, false, false)
	ns.Start()
	ready := make(chan bool, 1)
	go func() { ready <- ns.ReadyForConnections(readyTimeout) }()
	select {
	case ok := <-ready:
		if ok && ns.JetStreamEnabled() {
			return ns, nil
		}
		err = fmt.Errorf("the embedded log in %s did not start within %s", dir, readyTimeout)
	case <-ctx.Done():
		err = ctx.Err()
	}
	ns.Shutdown()
	ns.WaitForShutdown()
	return nil, ErrOpen.With(err)
}

// ensureStream makes the stream, or fits an existing one: more subjects and another age are set, replicas never reduced.
func (l *Log) ensureStream(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	want := jetstream.StreamConfig{
		Name:        StreamName,
		Description: "signals of the anti-fraud centre, in envelopes",
		Subjects:    []string{subjects},
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardOld,
		Storage:     jetstream.FileStorage,
		MaxAge:      l.opts.MaxAge,
		Replicas:    l.replicas(),
		AllowDirect: true,
		DenyDelete:  true,
	}
	old, err := l.js.Stream(ctx, StreamName)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		l.stream, err = l.createStream(ctx, want)
	case err == nil:
		l.stream = old
		have := old.CachedInfo().Config
		if have.Storage != jetstream.FileStorage {
			return ErrStream.With(fmt.Errorf("stream %s is not kept in files", StreamName))
		}
		if have.MaxAge != want.MaxAge || have.Replicas < want.Replicas {
			have.MaxAge, have.Replicas = want.MaxAge, max(have.Replicas, want.Replicas)
			l.stream, err = l.js.UpdateStream(ctx, have)
		}
	}
	if err != nil {
		return ErrStream.With(err)
	}
	return nil
}

// createStream makes the stream; a server that refuses three replicas (not a cluster after all) gets one.
func (l *Log) createStream(ctx context.Context, want jetstream.StreamConfig) (jetstream.Stream, error) {
	stream, err := l.js.CreateStream(ctx, want)
	if err != nil && want.Replicas > 1 {
		l.logger().Warn("the log refuses three replicas, one is made", "error", err)
		want.Replicas = 1
		stream, err = l.js.CreateStream(ctx, want)
	}
	return stream, err
}

// replicas is three where the cluster has three servers or more, else one.
func (l *Log) replicas() int {
	if l.embedded == nil && len(l.conn.Servers()) >= 3 {
		return 3
	}
	return 1
}

// natsLogger hands the server's log lines on; only warnings and worse are worth a line of ours.
type natsLogger struct{ to *slog.Logger }

func (n natsLogger) Noticef(format string, v ...any) { n.to.Debug("bus: " + fmt.Sprintf(format, v...)) }
func (n natsLogger) Warnf(format string, v ...any)   { n.to.Warn("bus: " + fmt.Sprintf(format, v...)) }
func (n natsLogger) Fatalf(format string, v ...any)  { n.to.Error("bus: " + fmt.Sprintf(format, v...)) }
func (n natsLogger) Errorf(format string, v ...any)  { n.to.Error("bus: " + fmt.Sprintf(format, v...)) }
func (n natsLogger) Debugf(string, ...any)           {}
func (n natsLogger) Tracef(string, ...any)           {}
