/** One line of a machine's log before it is printed. */
export interface LogLine {
  readonly time: Date;
  readonly facility: 'kern' | 'user';
  readonly priority: 'info' | 'warning';
  readonly message: string;
}

/** A line as Talos sends it: JSON. `seq` counts the lines of a machine; `clock` is microseconds since boot. */
export function printLogLine({ time, facility, priority, message }: LogLine, seq: number, boot: Date): string {
  return JSON.stringify({
    clock: Math.max(0, time.getTime() - boot.getTime()) * 1000 + (seq % 1000),
    facility,
    msg: message,
    priority,
    seq,
    'talos-level': priority === 'warning' ? 'warn' : 'info',
    'talos-time': time.toISOString(),
  });
}

/** What every machine says when it boots. */
export function bootLines(boot: Date): LogLine[] {
  const kernel = [
    'Linux version 6.12.35-talos',
    'Command line: talos.platform=metal console=tty0',
    'random: crng init done',
  ];
  const talos = [
    '[talos] [initramfs] booting Talos',
    '[talos] phase network (1/3): done',
    '[talos] task siderolink: done, connected to Omni',
    '[talos] entering maintenance service',
  ];
  const line = (facility: LogLine['facility']) => (message: string, index: number) => ({
    time: new Date(boot.getTime() + (facility === 'kern' ? 0 : 1000) + index),
    facility,
    priority: 'info' as const,
    message,
  });
  return [...kernel.map(line('kern')), ...talos.map(line('user'))];
}
