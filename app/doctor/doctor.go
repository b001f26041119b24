// Package doctor looks at everything that can be wrong with a centre, running or not: `fanzha doctor`.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"fanzha/app"
	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect"
	"fanzha/internal/bus"
	"fanzha/internal/conf"
	"fanzha/internal/db"
	"fanzha/term/fault"
)

// Limits below which the doctor warns.
const (
	diskLeast  = 2 << 30 // bytes free in the data folder
	filesLeast = 1024    // open files a process may have
	futureMost = 5 * time.Minute
)

// Finding is what the doctor says of one thing.
type Finding struct {
	What   string `json:"what"`
	State  string `json:"state"` // ok, warn, fail, skipped
	Found  string `json:"found"`
	MendZH string `json:"mend_zh,omitempty"`
	MendEN string `json:"mend_en,omitempty"`
}

// States of a finding.
const (
	fine    = "ok"
	warns   = "warn"
	fails   = "fail"
	skipped = "skipped"
)

// doctor collects findings about one centre.
type doctor struct {
	s       conf.Settings
	url     string // of the running centre, "" when none runs
	records *db.DB
	found   []Finding
}

func (d *doctor) say(f Finding) { d.found = append(d.found, f) }

// faulty reports an error with the mending that its fault knows.
func (d *doctor) faulty(what string, err error) {
	f := Finding{What: what, State: fails, Found: err.Error()}
	var known *fault.Fault
	if errors.As(err, &known) {
		t := fault.Lookup(known)
		f.MendZH, f.MendEN = t.DoZH, t.DoEN
	}
	d.say(f)
}

// Examine checks everything that can be wrong with the centre of these settings, running or not. What cannot be checked is a finding too.
func Examine(ctx context.Context, s conf.Settings) []Finding {
	d := &doctor{s: s}
	d.folder()
	d.disk()
	d.files()
	d.running(ctx)
	d.address()
	d.certificate()
	d.openRecords(ctx)
	if d.records != nil {
		defer func() { _ = d.records.Close() }()
		d.people(ctx)
		d.audit(ctx)
		d.parked(ctx)
		d.time(ctx)
	}
	d.log(ctx)
	d.rulebook()
	return d.found
}

func (d *doctor) folder() {
	info, err := os.Stat(d.s.Data)
	if errors.Is(err, os.ErrNotExist) {
		d.say(Finding{"data folder", warns, d.s.Data + " does not exist yet", "首次运行 fanzha serve 时会自动建立", "made by the first fanzha serve"})
		return
	}
	if err != nil {
		d.faulty("data folder", app.ErrFolder.With(err))
		return
	}
	if info.Mode().Perm()&0o077 != 0 {
		d.say(Finding{"data folder", warns, fmt.Sprintf("%s is open to others (%s)", d.s.Data, info.Mode().Perm()), "chmod 700 数据目录", "chmod 700 the folder"})
		return
	}
	probe := filepath.Join(d.s.Data, ".doctor")
	err = os.WriteFile(probe, []byte("x"), 0o600)
	if err != nil {
		d.faulty("data folder", app.ErrFolder.With(err))
		return
	}
	_ = os.Remove(probe)
	d.say(Finding{What: "data folder", State: fine, Found: d.s.Data})
}

func (d *doctor) disk() {
	var st unix.Statfs_t
	err := unix.Statfs(d.s.Data, &st)
	if err != nil {
		d.say(Finding{What: "disk", State: skipped, Found: "the folder is not there"})
		return
	}
	free := st.Bavail * uint64(st.Bsize)
	f := Finding{What: "disk", State: fine, Found: fmt.Sprintf("%.1f GiB free", float64(free)/(1<<30))}
	if free < diskLeast {
		f.State, f.MendZH, f.MendEN = warns, "清理磁盘，或缩短 --retention", "free space, or shorten --retention"
	}
	d.say(f)
}

func (d *doctor) files() {
	var lim unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &lim)
	if err != nil {
		d.faulty("open files", err)
		return
	}
	f := Finding{What: "open files", State: fine, Found: fmt.Sprintf("a process may have %d", lim.Cur)}
	if lim.Cur < filesLeast {
		f.State, f.MendZH, f.MendEN = warns, "提高 ulimit -n", "raise ulimit -n"
	}
	d.say(f)
}

func (d *doctor) running(ctx context.Context) {
	url, err := app.Running(d.s)
	if err != nil {
		d.faulty("running centre", err)
		return
	}
	d.url = url
	if url == "" {
		d.say(Finding{What: "running centre", State: fine, Found: "none on this folder"})
		return
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		d.faulty("running centre", err)
		return
	}
	client := &http.Client{Timeout: 3 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		d.say(Finding{"running centre", fails, url + " does not answer", "查看服务日志；必要时重启，已受理的不会丢", "read its log; restart it if need be, nothing accepted is lost"})
		return
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		d.say(Finding{"running centre", fails, url + " is not ready", "数据库或日志总线不可用，检查 --database 与 --bus", "records or log are away: check --database and --bus"})
		return
	}
	d.say(Finding{What: "running centre", State: fine, Found: url + " is ready"})
}

func (d *doctor) address() {
	if d.url != "" {
		return
	}
	l, err := net.Listen("tcp", d.s.Listen)
	if err != nil {
		d.faulty("address", app.ErrListen.With(err))
		return
	}
	_ = l.Close()
	d.say(Finding{What: "address", State: fine, Found: d.s.Listen + " is free"})
}

func (d *doctor) certificate() {
	host, _, err := net.SplitHostPort(d.s.Listen)
	ip := net.ParseIP(host)
	if err == nil && d.s.TLSCert == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		d.say(Finding{"certificate", warns, "the console is reachable from other machines without TLS", "配置 --tls-cert 与 --tls-key，或在前面加 TLS 网关", "set --tls-cert and --tls-key, or put a TLS gateway in front"})
		return
	}
	d.say(Finding{What: "certificate", State: fine, Found: "not needed on loopback, or set"})
}

func (d *doctor) openRecords(ctx context.Context) {
	records, err := app.OpenRecords(ctx, d.s)
	if errors.Is(err, app.ErrNoCentre) {
		d.say(Finding{What: "records", State: skipped, Found: "no centre in this folder yet"})
		return
	}
	if err != nil {
		d.faulty("records", err)
		return
	}
	d.records = records
	version, err := records.SchemaVersion(ctx)
	if err != nil {
		d.faulty("records", err)
		return
	}
	pending, err := records.Pending(ctx)
	if err != nil {
		d.faulty("records", err)
		return
	}
	f := Finding{What: "records", State: fine, Found: fmt.Sprintf("%s, schema %d", records.Engine(), version)}
	if pending {
		f.State, f.Found, f.MendZH, f.MendEN = warns, f.Found+", older than this program", "下次启动会自动升级", "the next start migrates it"
	}
	d.say(f)
}

func (d *doctor) people(ctx context.Context) {
	people, err := app.PeopleIn(d.records)
	if err != nil {
		d.faulty("people", err)
		return
	}
	needs, err := people.NeedsSetup(ctx)
	if err != nil {
		d.faulty("people", err)
		return
	}
	if needs {
		d.say(Finding{"people", warns, "nobody can sign in yet", "打开首次启动打印的链接，或运行 fanzha setup", "open the link of the first start, or run fanzha setup"})
		return
	}
	accounts, err := people.Accounts(ctx, access.System())
	if err != nil {
		d.faulty("people", err)
		return
	}
	units, err := people.Units(ctx, access.System())
	if err != nil {
		d.faulty("people", err)
		return
	}
	d.say(Finding{What: "people", State: fine, Found: fmt.Sprintf("%d units, %d accounts", len(units), len(accounts))})
	d.staffing(units)
}

// staffing names active units in which nobody could sign an order.
func (d *doctor) staffing(units []access.Unit) {
	var empty []string
	for _, u := range units {
		if u.Active && u.Users == 0 {
			empty = append(empty, u.Name)
		}
	}
	if len(empty) > 0 {
		d.say(Finding{"staff", warns, "no active account: " + strings.Join(empty, "、"), "给这些单位建立账号，否则下发的指令没人签收", "add accounts there, or nobody signs their orders"})
	}
}

func (d *doctor) audit(ctx context.Context) {
	trust, err := app.Trust(d.s.Data)
	if err != nil {
		d.faulty("audit", err)
		return
	}
	r, err := auditstore.Verify(ctx, d.records, trust)
	if err != nil {
		d.faulty("audit", err)
		return
	}
	if !r.OK() {
		d.say(Finding{"audit", fails, fmt.Sprintf("broken at entry %d: %s", r.Broken.Seq, r.Broken.What), "立即保全数据目录，报审计管理员核查", "secure the data folder and call the audit administrator"})
		return
	}
	d.say(Finding{What: "audit", State: fine, Found: fmt.Sprintf("%d entries hold, signed up to %d", r.Entries, r.Signed)})
}

func (d *doctor) parked(ctx context.Context) {
	var n int
	err := d.records.QueryRow(ctx, `select count(*) from event_parked`).Scan(&n)
	if err != nil {
		d.faulty("events", db.Wrap("count parked events", err))
		return
	}
	if n > 0 {
		d.say(Finding{"events", warns, fmt.Sprintf("%d events were set aside", n), "查看表 event_parked 的 why 列，对应预警需人工下发", "read column why of table event_parked; their warnings need an order by hand"})
		return
	}
	d.say(Finding{What: "events", State: fine, Found: "none set aside"})
}

// time compares the clock with the newest event: a clock that went back gives wrong deadlines.
func (d *doctor) time(ctx context.Context) {
	var last int64
	err := d.records.QueryRow(ctx, `select coalesce(max(at), 0) from audit_entry`).Scan(&last)
	if err != nil {
		d.faulty("clock", db.Wrap("read newest entry", err))
		return
	}
	ahead := time.Until(time.UnixMicro(last))
	if ahead > futureMost {
		d.say(Finding{"clock", fails, fmt.Sprintf("records are %s ahead of this machine's clock", ahead.Round(time.Second)), "校准系统时间（chrony/ntp）", "set the machine's clock (chrony, ntp)"})
		return
	}
	d.say(Finding{What: "clock", State: fine, Found: time.Now().UTC().Format(time.RFC3339)})
}

func (d *doctor) log(ctx context.Context) {
	if d.url != "" {
		d.say(Finding{What: "signal log", State: fine, Found: "in use by the running centre"})
		return
	}
	_, err := os.Stat(app.BusDir(d.s.Data))
	if err != nil && d.s.Bus == "" {
		d.say(Finding{What: "signal log", State: skipped, Found: "no log yet"})
		return
	}
	log, err := bus.Open(ctx, bus.Options{Dir: app.BusDir(d.s.Data), URL: d.s.Bus, Partitions: d.s.Partitions})
	if err != nil {
		d.faulty("signal log", err)
		return
	}
	defer log.Close()
	total := uint64(0)
	for p := range d.s.Partitions {
		last, err := log.Last(ctx, p)
		if err != nil {
			d.faulty("signal log", err)
			return
		}
		total = max(total, last)
	}
	d.say(Finding{What: "signal log", State: fine, Found: fmt.Sprintf("%s, newest envelope %d", log.Describe(), total)})
}

func (d *doctor) rulebook() {
	set, err := app.Scenarios(d.s.Data)
	if err != nil {
		d.faulty("scenarios", err)
		return
	}
	_, err = detect.DefaultModel()
	if err != nil {
		d.faulty("text model", err)
		return
	}
	err = app.CheckRules()
	if err != nil {
		d.faulty("rulebook", err)
		return
	}
	d.say(Finding{What: "rulebook", State: fine, Found: fmt.Sprintf("%d scenarios, deadlines, settings and text model load", len(set.Scenarios))})
}
