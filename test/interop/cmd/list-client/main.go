// Command list-client is the Go peer of the bench: it lists one type as Omni's own client does.
//
// It connects once and warms up, prints {"ready":true}, then answers every line of input with one list and one line
// of JSON: how long it took and how many resources came. It ends when its input does. The endpoint and the key come
// from OMNI_ENDPOINT and OMNI_SERVICE_ACCOUNT_KEY.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"syscall"
	"time"

	"github.com/cosi-project/runtime/api/v1alpha1"
	"github.com/cosi-project/runtime/pkg/resource"
	"github.com/cosi-project/runtime/pkg/state/protobuf/client"
	"github.com/siderolabs/omni/client/pkg/compression"
	"github.com/siderolabs/omni/client/pkg/omni/resources"
	"github.com/siderolabs/omni/client/pkg/omni/resources/omni"
	_ "github.com/siderolabs/proto-codec/codec" // the codec of every Omni binary

	"fleetwright.example/interop/internal/dial"
)

type measurement struct {
	WallMs float64 `json:"wallMs"`
	CPUMs  float64 `json:"cpuMs"`
	Count  int     `json:"count"`
}

func main() {
	useGzip := flag.Bool("gzip", false, "compress requests, and so answers, as omnictl does")
	specs := flag.Bool("specs", false, "decode the specs too, as a Go program does; otherwise only the envelopes")
	flag.Parse()

	if err := run(*useGzip, *specs); err != nil {
		log.Fatal(err)
	}
}

func run(useGzip, specs bool) error {
	ctx := context.Background()

	if err := compression.InitConfig(true); err != nil {
		return err
	}

	conn, err := dial.Omni(os.Getenv("OMNI_ENDPOINT"), dial.Compression(useGzip))
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck

	list := listEnvelopes
	if specs {
		list = listResources
	}

	stateClient := v1alpha1.NewStateClient(conn)

	if _, err = list(ctx, stateClient); err != nil {
		return err
	}

	output := json.NewEncoder(os.Stdout)

	if err = output.Encode(map[string]bool{"ready": true}); err != nil {
		return err
	}

	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		start, cpu := time.Now(), cpuTime()

		count, listErr := list(ctx, stateClient)
		if listErr != nil {
			return listErr
		}

		taken := measurement{
			WallMs: milliseconds(time.Since(start)),
			CPUMs:  milliseconds(cpuTime() - cpu),
			Count:  count,
		}
		if err = output.Encode(taken); err != nil {
			return err
		}
	}

	return nil
}

// cpuTime is what this process has used on all its threads.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}

	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func milliseconds(duration time.Duration) float64 {
	return float64(duration.Microseconds()) / 1000
}

// listEnvelopes keeps every resource with its spec as bytes: what our client holds until a spec is read.
func listEnvelopes(ctx context.Context, stateClient v1alpha1.StateClient) (int, error) {
	stream, err := stateClient.List(ctx, &v1alpha1.ListRequest{
		Namespace: resources.DefaultNamespace,
		Type:      omni.MachineStatusType,
	})
	if err != nil {
		return 0, err
	}

	var kept []*v1alpha1.Resource

	for {
		message, receiveErr := stream.Recv()
		if errors.Is(receiveErr, io.EOF) {
			return len(kept), nil
		}

		if receiveErr != nil {
			return 0, receiveErr
		}

		kept = append(kept, message.GetResource())
	}
}

// listResources is the list call of Omni's client: typed resources, specs decoded.
func listResources(ctx context.Context, stateClient v1alpha1.StateClient) (int, error) {
	kind := resource.NewMetadata(resources.DefaultNamespace, omni.MachineStatusType, "", resource.VersionUndefined)

	list, err := client.NewAdapter(stateClient).List(ctx, kind)

	return len(list.Items), err
}
