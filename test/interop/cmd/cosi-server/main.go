// Command cosi-server serves an in-memory COSI state and verifies every request with Omni's signature library.
//
// It prints one line of JSON (the announcement) when it listens and ends when its standard input does, so that it
// never outlives the test that started it. Every further line of input is a command in JSON, answered by one line of
// JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"net"
	"os"
	"time"

	"github.com/cosi-project/runtime/api/v1alpha1"
	"github.com/cosi-project/runtime/pkg/resource"
	"github.com/cosi-project/runtime/pkg/state"
	"github.com/cosi-project/runtime/pkg/state/impl/inmem"
	"github.com/cosi-project/runtime/pkg/state/impl/namespaced"
	"github.com/cosi-project/runtime/pkg/state/protobuf/server"
	"github.com/siderolabs/omni/client/pkg/compression"
	_ "github.com/siderolabs/proto-codec/codec" // the codec of every Omni binary
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // omnictl compresses its requests

	"fleetwright.example/interop/internal/frozen"
	"fleetwright.example/interop/internal/gateway"
	"fleetwright.example/interop/internal/seed"
	"fleetwright.example/interop/internal/signature"
)

const maxMessageSize = 32 << 20

type announcement struct {
	Endpoint          string `json:"endpoint"`
	ServiceAccountKey string `json:"serviceAccountKey"`
	CA                string `json:"ca,omitempty"`
	Gateway           string `json:"gateway,omitempty"`
}

type settings struct {
	machines int
	omni     bool
	useTLS   bool
	freeze   bool
	repeat   int
	history  int
}

func main() {
	var given settings

	flag.IntVar(&given.machines, "machines", 0, "number of MachineStatuses to store")
	flag.BoolVar(&given.omni, "omni", false, "also store what omnictl asks every server for")
	flag.BoolVar(&given.useTLS, "tls", false, "serve TLS with a certificate made for this run")
	flag.BoolVar(&given.freeze, "freeze", false, "encode every list once and go on serving it, for the bench")
	flag.IntVar(&given.repeat, "repeat", 1, "with --freeze, how often each resource comes in a list")
	flag.IntVar(&given.history, "history", 100, "number of events a slow watch may be behind")
	flag.Parse()

	if err := run(given); err != nil {
		log.Fatal(err)
	}
}

func run(given settings) error {
	ctx := context.Background()

	if err := compression.InitConfig(true); err != nil {
		return err
	}

	withHistory := inmem.NewStateWithOptions(inmem.WithHistoryInitialCapacity(given.history))
	st := state.WrapCore(namespaced.NewState(func(ns resource.Namespace) state.CoreState { return withHistory(ns) }))

	if given.omni {
		if err := seed.Omni(ctx, st); err != nil {
			return err
		}
	}

	if err := seed.MachineStatuses(ctx, st, given.machines); err != nil {
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

	if given.useTLS {
		certificate, certificateErr := newCertificate()
		if certificateErr != nil {
			return certificateErr
		}

		options = append(options, grpc.Creds(certificate.credentials))
		announced.Endpoint = "https://" + listener.Addr().String()
		announced.CA = certificate.pem
	} else if announced.Gateway, err = gateway.Serve(ctx, listener.Addr().String()); err != nil {
		return err
	}

	grpcServer := grpc.NewServer(options...)

	var service v1alpha1.StateServer = server.NewState(st)
	if given.freeze {
		service = frozen.NewState(service, given.repeat)
	}

	v1alpha1.RegisterStateServer(grpcServer, service)

	if err = json.NewEncoder(os.Stdout).Encode(announced); err != nil {
		return err
	}

	go func() {
		obey(ctx, keys, st, os.Stdin, os.Stdout)
		grpcServer.Stop()
	}()

	return grpcServer.Serve(listener)
}
