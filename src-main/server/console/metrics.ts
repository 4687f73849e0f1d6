import type { ServerStats } from './stats.ts';

/** The media type of `metricsText`. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const MS_PER_S = 1000;

/** How a server is doing in the text format of Prometheus (version 0.0.4): numbers alone, no names and no messages. */
export function metricsText(stats: ServerStats, version: string): string {
  const { commit_ms: commit, loop_delay_ms: loop } = stats;
  return [
    gauge('rwci_info', 'The version of the server, as a label.', [[`{version="${version}"}`, 1]]),
    gauge('rwci_people', 'People who are online.', [['', stats.people]]),
    gauge('rwci_connections', 'Connections, with those that have not logged in.', [['', stats.connections]]),
    gauge('rwci_accounts', 'Accounts.', [['', stats.members]]),
    gauge('rwci_messages', 'Messages stored.', [['', stats.messages]]),
    gauge('rwci_queued_writes', 'Writes that are not on the disk yet.', [['', stats.queued_writes]]),
    gauge('rwci_commit_seconds', 'What a commit took in the last minute.', quantiles(commit)),
    gauge('rwci_event_loop_delay_seconds', 'How late the event loop was in the last minute.', quantiles(loop)),
    gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', [['', stats.rss_bytes]]),
    gauge('rwci_heap_bytes', 'Bytes in use on the heap.', [['', stats.heap_bytes]]),
    gauge('rwci_uptime_seconds', 'For how long the server has been running.', [['', stats.uptime_s]]),
  ].join('');
}

type Sample = readonly [labels: string, value: number];

/** Nothing at all when there was nothing to measure. */
function gauge(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

function quantiles({ p50, p99 }: ServerStats['commit_ms']): Sample[] {
  return [
    ...(p50 === null ? [] : [[`{quantile="0.5"}`, p50 / MS_PER_S] as const]),
    ...(p99 === null ? [] : [[`{quantile="0.99"}`, p99 / MS_PER_S] as const]),
  ];
}
