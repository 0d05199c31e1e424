import { types } from '@fleetwright/omni-core';
import type { TypedStore } from '../store/typed-store.ts';

/** System extensions, without the `siderolabs/` in front. Versions are made up. */
const NAMES =
  `amazon-ena amd-ucode amdgpu binfmt-misc bnx2-bnx2x btrfs chelsio-drivers chelsio-firmware cloudflared crun
ctr drbd ecr-credential-provider fuse3 gasket-driver glibc gvisor gvisor-debug hailort hello-world-service i915
intel-ice-firmware intel-ucode iscsi-tools kata-containers lldpd mdadm mei metal-agent nebula netbird newt nfsd
nonfree-kmod-nvidia-lts nonfree-kmod-nvidia-production nut-client nvidia-container-toolkit-lts
nvidia-container-toolkit-production nvidia-fabricmanager-lts nvidia-fabricmanager-production
nvidia-open-gpu-kernel-modules-lts nvidia-open-gpu-kernel-modules-production panfrost qemu-guest-agent
qlogic-firmware realtek-firmware revpi-firmware spin stargz-snapshotter tailscale thunderbolt trident-iscsi-tools uinput
usb-audio-drivers usb-modem-drivers util-linux-tools v4l-uvc-drivers vc4 vmtoolsd-guest-agent wasmedge xdma-driver xe
xen-guest-agent youki zerotier zfs`.split(/\s+/);

/** Writes the catalogue of extensions for every Talos version there is. */
export function seedExtensions(store: TypedStore): void {
  for (const { resource } of store.list(types.TalosVersion)) {
    const items = NAMES.map((name) => ({
      name: `siderolabs/${name}`,
      author: 'Sidero Labs',
      version: resource.id,
      ref: `ghcr.io/siderolabs/${name}:v${resource.id}`,
    }));
    store.put(types.TalosExtension, resource.id, { owner: 'TalosExtensionsController', spec: { items } });
  }
}
