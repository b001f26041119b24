package store

import (
	"context"

	"fanzha/internal/db"
)

// Adopt hands targets, warnings and hits of one unit to another. Versions stay: nobody could have seen the records before.
func (s *Store) Adopt(ctx context.Context, from, to string) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for _, query := range []string{
			`update target set unit = ? where unit = ?`, `update warning set unit = ? where unit = ?`, `update hit set unit = ? where unit = ?`,
		} {
			_, err := tx.Exec(ctx, query, to, from)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
