package app

import (
	"context"
	"io"

	"fanzha/app/snapshot"
)

// snapshots keeps the window snapshots of the live set, each after what must be durable before it.
type snapshots struct {
	snapshot.Folder
	before func(ctx context.Context, partition int) error
}

// Save implements detect.Snapshots.
func (s snapshots) Save(partition int, write func(io.Writer) error) error {
	err := s.before(context.Background(), partition)
	if err != nil {
		return err
	}
	return s.Folder.Save(partition, write)
}
