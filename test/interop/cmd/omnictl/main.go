// Command omnictl is the real omnictl of the pinned omni client module, built as its release is built.
package main

import (
	"os"
	"runtime/debug"

	"github.com/siderolabs/omni/client/pkg/omnictl"
	"github.com/siderolabs/omni/client/pkg/version"
)

const (
	clientModule = "github.com/siderolabs/omni/client"

	// apiVersion is what the release of the pinned version reports. The release sets it from its parent
	// project, which is not part of the client module.
	apiVersion = 2
)

func main() {
	version.Name = "omnictl"
	version.Tag = pinnedTag()
	version.API = apiVersion
	omnictl.RootCmd.Version = version.String()

	if err := omnictl.RootCmd.Execute(); err != nil {
		os.Exit(1)
	}
}

// pinnedTag reads the version from go.mod as the linker recorded it, so that it is written down only once.
func pinnedTag() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}

	for _, dep := range info.Deps {
		if dep.Path == clientModule {
			return dep.Version
		}
	}

	return ""
}
