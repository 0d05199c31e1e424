import { type Init, specs } from '@fleetwright/omni-core/wire';

const { Arch, BootMethod } = specs.PlatformConfigSpec;

interface Cloud {
  readonly label: string;
  /** What its disk images end in. @default 'raw.xz' */
  readonly suffix?: string;
  /** @default both */
  readonly amd64Only?: true;
}

const CLOUD_FACTS: Readonly<Record<string, Cloud>> = {
  akamai: { label: 'Akamai', suffix: 'raw.gz', amd64Only: true },
  aws: { label: 'Amazon Web Services' },
  azure: { label: 'Microsoft Azure', suffix: 'vhd.xz' },
  cloudstack: { label: 'CloudStack', suffix: 'raw.gz', amd64Only: true },
  'digital-ocean': { label: 'DigitalOcean', suffix: 'raw.gz', amd64Only: true },
  exoscale: { label: 'Exoscale', suffix: 'qcow2', amd64Only: true },
  gcp: { label: 'Google Cloud', suffix: 'raw.tar.gz' },
  hcloud: { label: 'Hetzner' },
  nocloud: { label: 'Nocloud' },
  openstack: { label: 'OpenStack' },
  oracle: { label: 'Oracle Cloud', suffix: 'qcow2' },
  scaleway: { label: 'Scaleway' },
  upcloud: { label: 'UpCloud', amd64Only: true },
  vmware: { label: 'VMware', suffix: 'ova', amd64Only: true },
  vultr: { label: 'Vultr', amd64Only: true },
};

/** Name of the overlay by the name of the board, and the image it is in. */
const BOARD_FACTS: Readonly<Record<string, readonly [label: string, image: string]>> = {
  rpi_generic: ['Raspberry Pi Series', 'siderolabs/sbc-raspberrypi'],
  revpi_generic: ['Revolution Pi Series', 'siderolabs/sbc-raspberrypi'],
  jetson_nano: ['Jetson Nano', 'siderolabs/sbc-jetson'],
  bananapi_m64: ['Banana Pi M64', 'siderolabs/sbc-allwinner'],
  pine64: ['Pine64', 'siderolabs/sbc-allwinner'],
  rock64: ['Pine64 Rock64', 'siderolabs/sbc-rockchip'],
  rockpi_4: ['Rock Pi 4', 'siderolabs/sbc-rockchip'],
  rockpi_4c: ['Rock Pi 4C', 'siderolabs/sbc-rockchip'],
  nanopi_r4s: ['Friendlyelec Nano PI R4S', 'siderolabs/sbc-rockchip'],
  turingrk1: ['Turing RK1', 'siderolabs/sbc-rockchip'],
};

/** Clouds that images can be made for. */
export const CLOUDS: ReadonlyMap<string, Init<specs.PlatformConfigSpec>> = new Map(
  Object.entries(CLOUD_FACTS).map(([id, { label, suffix = 'raw.xz', amd64Only }]) => [
    id,
    {
      label,
      architectures: amd64Only ? [Arch.AMD64] : [Arch.AMD64, Arch.ARM64],
      diskImageSuffix: suffix,
      bootMethods: [BootMethod.DISK_IMAGE],
    },
  ]),
);

/** Boards that images can be made for. */
export const BOARDS: ReadonlyMap<string, Init<specs.SBCConfigSpec>> = new Map(
  Object.entries(BOARD_FACTS).map(([id, [label, overlayImage]]) => [id, { label, overlayName: id, overlayImage }]),
);
