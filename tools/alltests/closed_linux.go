package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"
)

// rerunClosed runs this program again in a network namespace of its own, where only loopback exists. Where the machine
// does not allow that, the tests run all the same and the output says so.
func rerunClosed() int {
	self, err := os.Executable()
	if err != nil {
		fatal("own path: %v", err)
	}
	flags := uintptr(syscall.CLONE_NEWNET)
	attr := &syscall.SysProcAttr{Cloneflags: flags}
	if os.Geteuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
		attr.AmbientCaps = []uintptr{12} // CAP_NET_ADMIN, to raise loopback
	}
	code, err := runSelf(self, attr, "1")
	if err == nil {
		return code
	}
	fmt.Printf("NETWORK NOT CLOSED: this machine allows no network namespace (%v); the tests run with it open\n", err)
	code, err = runSelf(self, nil, "open")
	if err != nil {
		fatal("run the tests: %v", err)
	}
	return code
}

// runSelf returns an error only when the process could not be started at all.
func runSelf(self string, attr *syscall.SysProcAttr, closed string) (int, error) {
	cmd := exec.Command(self, os.Args[1:]...)
	cmd.SysProcAttr = attr
	cmd.Env = append(os.Environ(), closedEnv+"="+closed, "GOFLAGS=-mod=readonly "+os.Getenv("GOFLAGS"), "GOPROXY=off")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	err := cmd.Start()
	if err != nil {
		return 0, err
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, nil
	}
	return 0, nil
}

// raiseLoopback brings up "lo" of the new namespace.
func raiseLoopback() error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Close(fd) }()
	var req struct {
		name  [16]byte
		flags uint16
		pad   [22]byte
	}
	copy(req.name[:], "lo")
	req.flags = syscall.IFF_UP | syscall.IFF_RUNNING
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&req)))
	if errno != 0 {
		return errno
	}
	return nil
}
