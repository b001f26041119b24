// Package groupbox takes messages of the joint conference (联席工作群消息) to a folder: one text file a message that an officer pastes into
// the group or a gateway picks up, one more when it is withdrawn. What members have read comes back as receipt files in the same folder.
// It is the channel of a centre that has no gateway of its own, and the fake of tests.
package groupbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"fanzha/centre/outreach"
)

// Endings of the files of one message.
const (
	endText      = ".txt"
	endWithdrawn = ".withdrawn.txt"
	endReceipt   = ".receipt.csv"
	endDone      = ".done"
)

// Box is one folder. It is safe for concurrent use.
type Box struct {
	dir string
	mu  sync.Mutex // guards the folder against two writers
}

// New returns a box over a folder, which is made at the first message.
func New(dir string) *Box { return &Box{dir: dir} }

// Push implements outreach.Channel: the file of a message that is there already is left as it is.
func (b *Box) Push(_ context.Context, p outreach.Parcel) (string, error) {
	name, err := fileOf(p.Number)
	if err != nil {
		return "", err
	}
	to := make([]string, 0, len(p.Members))
	for _, m := range p.Members {
		to = append(to, m.Name)
	}
	text := fmt.Sprintf("发往：%s\n成员单位：%s\n\n%s\n", p.Circle, strings.Join(to, "、"), p.Text)
	return name + endText, b.put(name+endText, text)
}

// Withdraw implements outreach.Channel.
func (b *Box) Withdraw(_ context.Context, p outreach.Parcel) error {
	name, err := fileOf(p.Number)
	if err != nil {
		return err
	}
	return b.put(name+endWithdrawn, fmt.Sprintf("发往：%s\n\n撤回：%s\n原因：%s\n", p.Circle, p.Number, p.Reason))
}

var errNumber = errors.New("groupbox: not a number of a message")

// fileOf is the name of a message's files: its number, and nothing that leads out of the folder.
func fileOf(number string) (string, error) {
	if number == "" || len(number) > 40 || strings.Trim(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return "", errNumber
	}
	return number, nil
}

func (b *Box) put(name, text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	path := filepath.Join(b.dir, name)
	_, err := os.Stat(path)
	if err == nil {
		return nil
	}
	err = os.MkdirAll(b.dir, 0o700)
	if err == nil {
		err = os.WriteFile(path+".part", []byte(text), 0o600)
	}
	if err == nil {
		err = os.Rename(path+".part", path)
	}
	if err != nil {
		return fmt.Errorf("message into the folder: %w", err)
	}
	return nil
}

// Receipt is one line of a receipt file.
type Receipt struct {
	Number    string // of the message
	Member    string
	Read      int64
	Forwarded int64
}

// Bounds of a receipt file.
const (
	receiptBytes = 1 << 20
	receiptLines = 2000
	peopleMost   = 100_000
)

// ParseReceipts reads a receipt file: "member,read,forwarded" a line, # begins a remark. Nothing of a file with a wrong line is taken.
func ParseReceipts(number string, raw []byte) ([]Receipt, error) {
	if len(raw) > receiptBytes {
		return nil, fmt.Errorf("receipts: more than %d bytes", receiptBytes)
	}
	var out []Receipt
	seen := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, ",")
		if len(parts) != 3 || len(out) >= receiptLines {
			return nil, fmt.Errorf("receipts: line %d: member,read,forwarded is wanted, %d lines at most", n, receiptLines)
		}
		r := Receipt{Number: number, Member: strings.TrimSpace(parts[0])}
		for i, to := range []*int64{&r.Read, &r.Forwarded} {
			v, err := strconv.ParseInt(strings.TrimSpace(parts[i+1]), 10, 64)
			if err != nil || v < 0 || v > peopleMost {
				return nil, fmt.Errorf("receipts: line %d: a number of people is wanted", n)
			}
			*to = v
		}
		if r.Member == "" || len(r.Member) > 32 || seen[r.Member] || strings.Trim(r.Member, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return nil, fmt.Errorf("receipts: line %d: a member once, by its code", n)
		}
		seen[r.Member] = true
		out = append(out, r)
	}
	err := lines.Err()
	if err != nil {
		return nil, fmt.Errorf("receipts: %w", err)
	}
	return out, nil
}

// Look hands every receipt of the folder to take, and marks a file as done when all of it was taken. A file that cannot be read, or of
// which a line is refused, stays for a person to look at; its error is told and the others go on.
func (b *Box) Look(ctx context.Context, take func(context.Context, Receipt) error) error {
	files, err := filepath.Glob(filepath.Join(b.dir, "*"+endReceipt))
	if err != nil || len(files) == 0 {
		return err
	}
	var errs []error
	for _, path := range files {
		err = b.read(ctx, path, take)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", filepath.Base(path), err))
		}
	}
	return errors.Join(errs...)
}

func (b *Box) read(ctx context.Context, path string, take func(context.Context, Receipt) error) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() > receiptBytes {
		return fmt.Errorf("more than %d bytes", receiptBytes)
	}
	number, err := fileOf(strings.TrimSuffix(filepath.Base(path), endReceipt))
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	list, err := ParseReceipts(number, raw)
	for i := 0; err == nil && i < len(list); i++ {
		err = take(ctx, list[i])
	}
	if err != nil {
		return err
	}
	return os.Rename(path, path+endDone)
}
