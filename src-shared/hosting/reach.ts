/** What was found out about whether others can reach the room that this app hosts. */
export interface ReachFindings {
  readonly platform: 'linux' | 'mac' | 'windows' | 'other';
  readonly port: number;
  /** The address that was tried, `192.168.1.5`; null where this computer is in no network. */
  readonly tried: string | null;
  /** What came of it: `stranger`: something else answers there; null where nothing was tried. */
  readonly answer: 'answered' | 'refused' | 'silent' | 'unreachable' | 'stranger' | null;
  readonly firewall: FirewallFinding;
  /** Somebody from another computer has been here since the start. */
  readonly visited: boolean;
}

/** The firewall of this computer, as far as it can be seen without more rights. */
export type FirewallFinding =
  | { readonly kind: 'off' | 'unknown' }
  | {
      readonly kind: 'on';
      readonly program: 'ufw' | 'firewalld' | 'nftables' | 'iptables' | 'windows' | 'mac';
      /** Whether it lets others in at the port; null where that cannot be seen. */
      readonly allows: boolean | null;
      /** Windows takes this network for a public one, where it lets nobody in. */
      readonly isPublic: boolean;
    };
