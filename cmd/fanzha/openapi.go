package main

import (
	"os"

	"fanzha/app"
)

type openapiCmd struct{}

// Run prints what edge/api/openapi.json holds.
func (openapiCmd) Run() error {
	raw, err := app.OpenAPI()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(raw)
	return err
}
