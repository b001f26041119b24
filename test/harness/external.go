package harness

import (
	"net"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// Bus is a JetStream server that is not the centre's own: it listens on TCP and keeps its files in a folder of its own. It
// runs inside the test process (the server is a Go module), which stands for another machine.
type Bus struct {
	URL  string
	opts server.Options
	s    *server.Server
}

// StartBus starts an external server on a free port; it is stopped at the end of the test.
func StartBus(t testing.TB) *Bus {
	t.Helper()
	b := &Bus{opts: server.Options{
		ServerName: "external", Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true,
		StoreDir: filepath.Join(t.TempDir(), "jetstream"), SyncAlways: true, NoSigs: true, NoLog: true,
	}}
	b.Start(t)
	t.Cleanup(b.Stop)
	return b
}

// Start starts the server, again on the same port and files when it ran before.
func (b *Bus) Start(t testing.TB) {
	t.Helper()
	opts := b.opts
	s, err := server.NewServer(&opts)
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	if !s.ReadyForConnections(startWait) {
		t.Fatal("the external JetStream server does not start")
	}
	b.s, b.URL, b.opts.Port = s, s.ClientURL(), s.Addr().(*net.TCPAddr).Port
}

// Stop stops the server and cuts its connections.
func (b *Bus) Stop() {
	b.s.Shutdown()
	b.s.WaitForShutdown()
}
