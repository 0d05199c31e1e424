package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"github.com/cosi-project/runtime/pkg/state"

	"fleetwright.example/interop/internal/changes"
	"fleetwright.example/interop/internal/signature"
)

// command is a line of input: one of its fields.
type command struct {
	// Register is an armored public key.
	Register string `json:"register,omitempty"`
	// Change asks for changes to a resource.
	Change *changes.Run `json:"change,omitempty"`
}

// answer is a line of output. Failed says why the command was not carried out.
type answer struct {
	Fingerprint string `json:"fingerprint,omitempty"`
	Failed      string `json:"failed,omitempty"`
}

// obey carries out commands one after the other. It returns when input ends.
func obey(ctx context.Context, keys *signature.Registry, st state.State, input io.Reader, output io.Writer) {
	answers := json.NewEncoder(output)

	for lines := bufio.NewScanner(input); lines.Scan(); {
		done, err := carryOut(ctx, keys, st, lines.Bytes())
		if err != nil {
			done.Failed = err.Error()
		}

		if err = answers.Encode(done); err != nil {
			return
		}
	}
}

func carryOut(ctx context.Context, keys *signature.Registry, st state.State, line []byte) (answer, error) {
	var (
		asked command
		done  answer
	)

	err := json.Unmarshal(line, &asked)

	switch {
	case err != nil:
	case asked.Change != nil:
		err = asked.Change.Make(ctx, st)
	default:
		done.Fingerprint, err = keys.Register(asked.Register)
	}

	return done, err
}
