// Package changes changes a resource again and again, so that watches have something to tell.
package changes

import (
	"context"
	"strconv"
	"time"

	"github.com/cosi-project/runtime/pkg/resource"
	"github.com/cosi-project/runtime/pkg/state"
	"github.com/siderolabs/omni/client/pkg/omni/resources/omni"

	"fleetwright.example/interop/internal/monotonic"
)

// SentAnnotation says when a change was made, in nanoseconds of the monotonic clock.
const SentAnnotation = "sent"

// Run of changes to one ConfigPatch, which is created when it is missing.
type Run struct {
	ID      string  `json:"id"`
	Count   int     `json:"count"`
	EveryMs float64 `json:"everyMs"`
}

// Make the changes, one after the other.
func (run Run) Make(ctx context.Context, st state.State) error {
	patch := omni.NewConfigPatch(run.ID)

	if err := st.Create(ctx, patch); err != nil && !state.IsConflictError(err) {
		return err
	}

	pause := time.Duration(run.EveryMs * float64(time.Millisecond))

	for range run.Count {
		time.Sleep(pause)

		_, err := st.UpdateWithConflicts(ctx, patch.Metadata(), func(current resource.Resource) error {
			current.Metadata().Annotations().Set(SentAnnotation, strconv.FormatInt(monotonic.Nanoseconds(), 10))

			return nil
		})
		if err != nil {
			return err
		}
	}

	return nil
}
