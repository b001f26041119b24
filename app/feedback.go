package app

import (
	"context"
	"crypto/rand"
	"path/filepath"

	accessstore "fanzha/base/access/store"
	"fanzha/centre/dissuade/proof"
	proofstore "fanzha/centre/dissuade/proof/store"
	"fanzha/centre/dissuade/sample"
	samplestore "fanzha/centre/dissuade/sample/store"
	apifeedback "fanzha/edge/api/feedback"
	"fanzha/rulebook"
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
	return apifeedback.Services{Attempts: c.attempts, Orders: c.orders, Proofs: c.proofs, Samples: c.samples, Clock: c.clock}
}

// openSamples makes the room of the call-backs.
func (c *Centre) openSamples(context.Context) error {
	raw, err := rulebook.FS.ReadFile("sample.yaml")
	if err != nil {
		return err
	}
	rules, err := sample.ParseRules(raw)
	if err != nil {
		return err
	}
	kept := samplestore.New(c.records)
	c.samples = sample.New(sample.Options{
		Records: kept, Cases: kept, Rules: rules, Now: c.clock.Now,
		Random: func(b []byte) { _, _ = rand.Read(b) }, // never fails: the program ends instead
	})
	return nil
}
