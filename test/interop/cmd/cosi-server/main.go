// Command cosi-server serves an in-memory COSI state and verifies every request with Omni's signature library.
//
// It prints one line of JSON (the announcement) when it listens and ends when its standard input does, so that it
// never outlives the test that started it. Every further line of input is an armored public key as a JSON string;
// the answer is one line of JSON with its fingerprint or the reason for the refusal.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"time"

	"github.com/cosi-project/runtime/api/v1alpha1"
	"github.com/cosi-project/runtime/pkg/state"
	"github.com/cosi-project/runtime/pkg/state/impl/inmem"
	"github.com/cosi-project/runtime/pkg/state/impl/namespaced"
	"github.com/cosi-project/runtime/pkg/state/protobuf/server"
	"github.com/siderolabs/omni/client/pkg/compression"
	_ "github.com/siderolabs/proto-codec/codec" // the codec of every Omni binary
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // omnictl compresses its requests

	"fleetwright.example/interop/internal/frozen"
	"fleetwright.example/interop/internal/seed"
	"fleetwright.example/interop/internal/signature"
)

const maxMessageSize = 32 << 20

type announcement struct {
	Endpoint          string `json:"endpoint"`
	ServiceAccountKey string `json:"serviceAccountKey"`
	CA                string `json:"ca,omitempty"`
}

type registration struct {
	Fingerprint string `json:"fingerprint,omitempty"`
	Refused     string `json:"refused,omitempty"`
}

func main() {
	machines := flag.Int("machines", 0, "number of MachineStatuses to store")
	omni := flag.Bool("omni", false, "also store what omnictl asks every server for")
	useTLS := flag.Bool("tls", false, "serve TLS with a certificate made for this run")
	freeze := flag.Bool("freeze", false, "encode every list once and go on serving it, for the bench")
	flag.Parse()

	if err := run(*machines, *omni, *useTLS, *freeze); err != nil {
		log.Fatal(err)
	}
}

func run(machines int, omni, useTLS, freeze bool) error {
	ctx := context.Background()

	if err := compression.InitConfig(true); err != nil {
		return err
	}

	st := state.WrapCore(namespaced.NewState(inmem.Build))

	if omni {
		if err := seed.Omni(ctx, st); err != nil {
			return err
		}
	}

	if err := seed.MachineStatuses(ctx, st, machines); err != nil {
		return err
	}

	keys := signature.NewRegistry()

	account, err := keys.NewServiceAccount("interop", time.Hour)
	if err != nil {
		return err
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}

	options := []grpc.ServerOption{
		grpc.UnaryInterceptor(keys.Unary()),
		grpc.StreamInterceptor(keys.Stream()),
		grpc.MaxRecvMsgSize(maxMessageSize),
		grpc.SharedWriteBuffer(true),
	}

	announced := announcement{Endpoint: "http://" + listener.Addr().String(), ServiceAccountKey: account}

	if useTLS {
		certificate, certificateErr := newCertificate()
		if certificateErr != nil {
			return certificateErr
		}

		options = append(options, grpc.Creds(certificate.credentials))
		announced.Endpoint = "https://" + listener.Addr().String()
		announced.CA = certificate.pem
	}

	grpcServer := grpc.NewServer(options...)

	var service v1alpha1.StateServer = server.NewState(st)
	if freeze {
		service = frozen.NewState(service)
	}

	v1alpha1.RegisterStateServer(grpcServer, service)

	if err = json.NewEncoder(os.Stdout).Encode(announced); err != nil {
		return err
	}

	go func() {
		answerRegistrations(keys, os.Stdin, os.Stdout)
		grpcServer.Stop()
	}()

	return grpcServer.Serve(listener)
}

// answerRegistrations returns when input ends.
func answerRegistrations(keys *signature.Registry, input io.Reader, output io.Writer) {
	lines := bufio.NewScanner(input)

	for lines.Scan() {
		var (
			armored string
			answer  registration
		)

		err := json.Unmarshal(lines.Bytes(), &armored)
		if err == nil {
			answer.Fingerprint, err = keys.Register(armored)
		}

		if err != nil {
			answer.Refused = err.Error()
		}

		if err = json.NewEncoder(output).Encode(answer); err != nil {
			return
		}
	}
}
