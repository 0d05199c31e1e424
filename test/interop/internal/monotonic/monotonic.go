// Package monotonic reads the clock that every process of a machine shares and nobody sets.
package monotonic

import "golang.org/x/sys/unix"

// Nanoseconds since some moment in the past. Node calls it process.hrtime.bigint().
func Nanoseconds() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return 0
	}

	return now.Nano()
}
