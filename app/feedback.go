package app

import (
	"path/filepath"

	accessstore "fanzha/base/access/store"
	"fanzha/centre/dissuade/proof"
	proofstore "fanzha/centre/dissuade/proof/store"
	apifeedback "fanzha/edge/api/feedback"
)

// proofKey is the file of the key under which photos, voice notes and signatures are sealed.
const proofKey = "proof.key"

// openProofs makes the keeper of evidence.
func (c *Centre) openProofs() (*proof.Service, error) {
	vault, err := accessstore.OpenVault(filepath.Join(KeyDir(c.settings.Data), proofKey))
	if err != nil {
		return nil, err
	}
	kept := proofstore.New(c.records)
	return proof.New(proof.Options{Records: kept, Feedback: kept, Vault: vault, Now: c.clock.Now}), nil
}

// feedbackServices are what the pages of feedback stand on.
func (c *Centre) feedbackServices() apifeedback.Services {
	return apifeedback.Services{Attempts: c.attempts, Orders: c.orders, Proofs: c.proofs, Clock: c.clock}
}
