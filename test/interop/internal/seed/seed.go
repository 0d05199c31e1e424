// Package seed fills a state with what an Omni would hold.
package seed

import (
	"context"
	"fmt"

	"github.com/cosi-project/runtime/pkg/state"
	"github.com/cosi-project/runtime/pkg/state/registry"
	"github.com/siderolabs/omni/client/api/omni/specs"
	_ "github.com/siderolabs/omni/client/pkg/omni/resources/auth" // packages register their types when they are linked
	_ "github.com/siderolabs/omni/client/pkg/omni/resources/infra"
	_ "github.com/siderolabs/omni/client/pkg/omni/resources/k8s"
	_ "github.com/siderolabs/omni/client/pkg/omni/resources/oidc"
	"github.com/siderolabs/omni/client/pkg/omni/resources/omni"
	omniregistry "github.com/siderolabs/omni/client/pkg/omni/resources/registry"
	_ "github.com/siderolabs/omni/client/pkg/omni/resources/siderolink"
	"github.com/siderolabs/omni/client/pkg/omni/resources/system"
	_ "github.com/siderolabs/omni/client/pkg/omni/resources/virtual"
)

const (
	backendVersion    = "v1.9.3"
	backendAPIVersion = 2
	gibibyte          = 1 << 30
)

// Omni stores what omnictl asks every server for: the version and the definitions of all types.
func Omni(ctx context.Context, st state.State) error {
	definitions := registry.NewResourceRegistry(st)

	if err := definitions.RegisterDefault(ctx); err != nil {
		return err
	}

	for _, resource := range omniregistry.Resources {
		if err := definitions.Register(ctx, resource); err != nil {
			return err
		}
	}

	version := system.NewSysVersion(system.SysVersionID)
	version.TypedSpec().Value.BackendVersion = backendVersion
	version.TypedSpec().Value.BackendApiVersion = backendAPIVersion
	version.TypedSpec().Value.InstanceName = "interop"

	return st.Create(ctx, version)
}

// MachineStatuses stores count machines, each about as large on the wire (1.1 KB) as one of a real fleet.
func MachineStatuses(ctx context.Context, st state.State, count int) error {
	for index := range count {
		if err := st.Create(ctx, machineStatus(index)); err != nil {
			return err
		}
	}

	return nil
}

func machineStatus(index int) *omni.MachineStatus {
	id := fmt.Sprintf("c0ffee00-0000-4000-8000-%012d", index)
	hostname := fmt.Sprintf("node-%05d.rack-%02d.example.internal", index, index%40)

	res := omni.NewMachineStatus(id)

	res.Metadata().Labels().Set(omni.MachineStatusLabelConnected, "")
	res.Metadata().Labels().Set(omni.MachineStatusLabelReportingEvents, "")
	res.Metadata().Labels().Set(omni.MachineStatusLabelArch, "amd64")
	res.Metadata().Labels().Set(omni.MachineStatusLabelCores, "32")
	res.Metadata().Labels().Set(omni.MachineStatusLabelTalosVersion, "v1.13.8")
	res.Metadata().Labels().Set(omni.LabelCluster, fmt.Sprintf("cluster-%03d", index%100))

	spec := res.TypedSpec().Value
	spec.TalosVersion = "v1.13.8"
	spec.ManagementAddress = fmt.Sprintf("fdae:41e4:649b:9303::%x", index+1)
	spec.Connected = true
	spec.Cluster = fmt.Sprintf("cluster-%03d", index%100)
	spec.Role = specs.MachineStatusSpec_WORKER
	spec.Hardware = &specs.MachineStatusSpec_HardwareStatus{
		Arch: "amd64",
		Processors: []*specs.MachineStatusSpec_HardwareStatus_Processor{
			{CoreCount: 32, ThreadCount: 64, Frequency: 3100, Description: "Example 32-Core Processor", Manufacturer: "Example"},
		},
		MemoryModules: []*specs.MachineStatusSpec_HardwareStatus_MemoryModule{
			{SizeMb: 65536, Description: "Example DDR5 Registered"},
			{SizeMb: 65536, Description: "Example DDR5 Registered"},
		},
		Blockdevices: []*specs.MachineStatusSpec_HardwareStatus_BlockDevice{
			{Size: 480 * gibibyte, Model: "Example NVMe 480", LinuxName: "/dev/nvme0n1", Serial: fmt.Sprintf("S%015d", index), Type: "nvme", SystemDisk: true},
			{Size: 7680 * gibibyte, Model: "Example NVMe 7680", LinuxName: "/dev/nvme1n1", Serial: fmt.Sprintf("L%015d", index), Type: "nvme"},
		},
	}
	spec.Network = &specs.MachineStatusSpec_NetworkStatus{
		Hostname:        hostname,
		Addresses:       []string{fmt.Sprintf("10.%d.%d.%d/16", index/65536, index/256%256, index%256)},
		DefaultGateways: []string{"10.0.0.1"},
		NetworkLinks: []*specs.MachineStatusSpec_NetworkStatus_NetworkLinkStatus{
			{LinuxName: "enp1s0f0", HardwareAddress: fmt.Sprintf("52:54:00:%02x:%02x:%02x", index/65536, index/256%256, index%256), SpeedMbps: 25000, LinkUp: true, Description: "Example 25GbE"},
		},
	}

	return res
}
