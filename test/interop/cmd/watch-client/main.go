// Command watch-client is the Go peer of the bench for watches: it measures how long changes travel.
//
// It follows one ConfigPatch of a server as Omni's own client does and prints {"ready":true} when it knows what there
// is. Every line of input is a number; it answers with one line of JSON: how long that many updates, none of them
// counted before, took to get here, in milliseconds. It ends when its input does. The endpoint and the key come from
// OMNI_ENDPOINT and OMNI_SERVICE_ACCOUNT_KEY.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"regexp"
	"strconv"

	"github.com/cosi-project/runtime/api/v1alpha1"
	"github.com/cosi-project/runtime/pkg/resource"
	"github.com/cosi-project/runtime/pkg/state"
	"github.com/cosi-project/runtime/pkg/state/protobuf/client"
	"github.com/siderolabs/omni/client/pkg/compression"
	"github.com/siderolabs/omni/client/pkg/omni/resources/omni"
	_ "github.com/siderolabs/proto-codec/codec" // the codec of every Omni binary

	"fleetwright.example/interop/internal/changes"
	"fleetwright.example/interop/internal/dial"
	"fleetwright.example/interop/internal/monotonic"
)

func main() {
	id := flag.String("id", "", "the ConfigPatch to follow")
	flag.Parse()

	if err := run(context.Background(), *id); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, id string) error {
	if err := compression.InitConfig(true); err != nil {
		return err
	}

	conn, err := dial.Omni(os.Getenv("OMNI_ENDPOINT"), dial.Plain)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck

	events := make(chan []state.Event)
	st := client.NewAdapter(v1alpha1.NewStateClient(conn))

	pattern, err := regexp.Compile("^" + regexp.QuoteMeta(id) + "$")
	if err != nil {
		return err
	}

	if err = st.WatchKindAggregated(ctx, omni.NewConfigPatch("").Metadata(), events,
		state.WithBootstrapContents(true),
		state.WatchWithIDQuery(resource.IDRegexpMatch(pattern)),
	); err != nil {
		return err
	}

	latencies := make(chan float64, 1<<20)
	ready := make(chan struct{})

	go follow(events, latencies, ready)
	<-ready

	output := json.NewEncoder(os.Stdout)

	if err = output.Encode(map[string]bool{"ready": true}); err != nil {
		return err
	}

	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		wanted, convertErr := strconv.Atoi(lines.Text())
		if convertErr != nil {
			return convertErr
		}

		taken := make([]float64, 0, wanted)
		for range wanted {
			taken = append(taken, <-latencies)
		}

		if err = output.Encode(taken); err != nil {
			return err
		}
	}

	return nil
}

// follow ends the process when the watch does.
func follow(events <-chan []state.Event, latencies chan<- float64, ready chan<- struct{}) {
	for batch := range events {
		for _, event := range batch {
			received := monotonic.Nanoseconds()

			switch event.Type { //nolint:exhaustive
			case state.Bootstrapped:
				close(ready)
			case state.Updated:
				latency, err := latencyOf(event, received)
				if err != nil {
					log.Fatal(err)
				}

				latencies <- latency
			case state.Errored:
				log.Fatal(event.Error)
			}
		}
	}
}

// latencyOf an update in milliseconds.
func latencyOf(event state.Event, received int64) (float64, error) {
	text, ok := event.Resource.Metadata().Annotations().Get(changes.SentAnnotation)
	if !ok {
		return 0, fmt.Errorf("the update of %s does not say when it was made", event.Resource.Metadata().ID())
	}

	sent, err := strconv.ParseInt(text, 10, 64)

	return float64(received-sent) / 1e6, err
}
