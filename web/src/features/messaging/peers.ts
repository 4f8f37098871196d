// What the devices of one call send each other, each straight to each: sound, and a picture or a shared screen. How they
// find each other passes the server (W3C WebRTC, section "Perfect negotiation example").
import { shallowReactive } from 'vue';
import type { Schemas } from '@/lib/api/client';
import type { Signal } from '@/lib/socket';

type Candidate = Extract<Signal, { type: 'candidate' }>;

/** Somebody else's device. */
export interface Peer {
  stream: MediaStream;
  isHeard: boolean;
  hasPicture: boolean;
}
export type Medium = 'audio' | 'video';

interface Line {
  pc: RTCPeerConnection;
  peer: Peer;
  isDescribing: boolean;
  /** It keeps to its own offer: what belongs to the other's is let pass. */
  isDeaf: boolean;
  early: RTCIceCandidateInit[];
  work: Promise<void>;
  watch: ReturnType<typeof setInterval>;
}

/** A description waits for the ways to this device that are found at once: each signal of its own costs everybody time. */
const GATHERING_MS = 800;
/** What is not settled by then has lost a signal, and is said again. The two sides wait unlike, or they would meet. */
const UP_WITHIN_MS = { first: 9_000, second: 13_000 };

const candidateOf = (one: Candidate): RTCIceCandidateInit => ({
  candidate: one.candidate,
  sdpMid: one.sdp_mid ?? null,
  sdpMLineIndex: one.sdp_m_line_index ?? null,
  usernameFragment: one.username_fragment ?? null,
});

/** Of each connection its own (RFC 9429, section 5.2.1: sess-id). */
const sessionOf = ({ sdp }: { sdp: string }) => /^o=\S+ (\S+)/m.exec(sdp)?.[1];

/** say: passes a signal on; one that is lost is made up for by `mend`, after a while or when both sides are back. */
export function openPeers(
  self: string,
  servers: readonly Schemas['IceServerOut'][],
  say: (to: string, signal: Signal) => Promise<unknown>,
) {
  const iceServers = servers.map(({ urls, username, credential }) => ({ urls, ...(username && credential ? { username, credential } : {}) })); // prettier-ignore
  const lines = new Map<string, Line>();
  const peers = shallowReactive(new Map<string, Peer>());
  const own = new MediaStream();
  const tell = (account: string, signal: Signal) => void say(account, signal).catch(() => undefined);

  function open(account: string): Line {
    drop(account);
    const pc = new RTCPeerConnection({ iceServers });
    const peer = { stream: new MediaStream(), isHeard: false, hasPicture: false };
    const line: Line = { pc, peer, isDescribing: false, isDeaf: false, early: [], work: Promise.resolve(), watch: setInterval(() => mend(account), UP_WITHIN_MS[self < account ? 'first' : 'second']) }; // prettier-ignore
    const look = () => {
      if (lines.get(account) !== line) return;
      // What both sides agreed on: Chromium leaves a track of a line that was agreed anew muted while its picture moves.
      const hasPicture = pc.getTransceivers().some((one) => one.receiver.track.kind === 'video' && ['sendrecv', 'recvonly'].includes(one.currentDirection ?? '')); // prettier-ignore
      line.peer = { ...peer, hasPicture, isHeard: pc.connectionState === 'connected' };
      peers.set(account, line.peer);
    };
    pc.onnegotiationneeded = () => void offer(account, line);
    pc.onicecandidate = ({ candidate }) => {
      if (!candidate || line.isDescribing) return; // it goes with the description
      tell(account, { type: 'candidate', candidate: candidate.candidate, sdp_mid: candidate.sdpMid, sdp_m_line_index: candidate.sdpMLineIndex, username_fragment: candidate.usernameFragment }); // prettier-ignore
    };
    pc.ontrack = ({ track }) => {
      peer.stream.addTrack(track);
      look();
    };
    pc.onsignalingstatechange = look;
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === 'failed') mend(account);
      look();
    };
    lines.set(account, line);
    own.getTracks().forEach((track) => pc.addTrack(track, own));
    look();
    return line;
  }

  async function describe(account: string, line: Line): Promise<void> {
    line.isDescribing = true;
    try {
      await line.pc.setLocalDescription();
      const type = line.pc.localDescription?.type;
      await gathered(line.pc);
      const now = line.pc.localDescription;
      // An offer may have given way to the other's meanwhile.
      if (now && now.type === type && (type === 'offer' || type === 'answer')) tell(account, { type, sdp: now.sdp });
    } finally {
      line.isDescribing = false;
    }
  }
  const offer = (account: string, line: Line) => describe(account, line).catch(() => giveUp(account, line));

  /** What it was told does not fit what it knows: begin anew, unless it has just begun, or was closed meanwhile. */
  function giveUp(account: string, line: Line): boolean {
    const isStuck = lines.get(account) === line && !!line.pc.remoteDescription;
    if (isStuck) open(account);
    return isStuck;
  }

  async function take(account: string, line: Line, signal: Signal): Promise<void> {
    const { pc } = line;
    if (signal.type === 'candidate') {
      if (!pc.remoteDescription) line.early.push(candidateOf(signal));
      else await pc.addIceCandidate(candidateOf(signal)).catch(() => undefined);
      return;
    }
    if (signal.type === 'answer' && pc.signalingState !== 'have-local-offer') return; // late: it was answered before
    if (pc.remoteDescription && sessionOf(pc.remoteDescription) !== sessionOf(signal)) {
      // Their page was loaded anew, or they speak from another device: nothing of the old line holds.
      open(account);
      return signal.type === 'offer' ? hear(account, signal) : undefined;
    }
    const isClash = signal.type === 'offer' && (line.isDescribing || pc.signalingState !== 'stable');
    line.isDeaf = isClash && self < account;
    if (line.isDeaf) return;
    await pc.setRemoteDescription(signal);
    for (const one of line.early.splice(0)) await pc.addIceCandidate(one).catch(() => undefined);
    if (signal.type === 'offer') await describe(account, line);
  }

  /** Take what another device says; the first that it says opens the line. */
  function hear(account: string, signal: Signal): void {
    const line = lines.get(account) ?? open(account);
    line.work = line.work.then(async () => {
      // Begun anew meanwhile, or ended.
      if (lines.get(account) !== line) return lines.has(account) ? hear(account, signal) : undefined;
      try {
        await take(account, line, signal);
      } catch {
        if (giveUp(account, line) && signal.type === 'offer') hear(account, signal);
      }
    });
  }

  /** Bring up a line that is broken; say again what may have been lost on the way. */
  function mend(account: string): void {
    const line = lines.get(account);
    if (!line) void open(account);
    else if (line.isDescribing) return;
    else if (line.pc.signalingState === 'have-local-offer') void offer(account, line);
    else if (line.pc.connectionState === 'connected') return;
    else if (line.pc.signalingState === 'stable' && line.pc.remoteDescription) line.pc.restartIce();
    else void open(account);
  }

  function drop(account: string): void {
    const line = lines.get(account);
    clearInterval(line?.watch);
    line?.pc.close();
    lines.delete(account);
    peers.delete(account);
  }

  /** Send this from now on, or nothing of its kind. */
  async function share(kind: Medium, track: MediaStreamTrack | undefined): Promise<void> {
    own.getTracks().filter((one) => one.kind === kind).forEach((one) => own.removeTrack(one)); // prettier-ignore
    if (track) own.addTrack(track);
    await Promise.all([...lines.values()].map(({ pc }) => put(pc, kind, track)));
  }

  async function put(pc: RTCPeerConnection, kind: Medium, track: MediaStreamTrack | undefined): Promise<void> {
    const known = pc.getTransceivers().find((one) => one.receiver.track.kind === kind);
    if (!known) return void (track && pc.addTrack(track, own));
    await known.sender.replaceTrack(track ?? null);
    known.direction = track ? 'sendrecv' : 'recvonly';
  }

  const close = () => [...lines.keys()].forEach(drop);
  return { peers, hear, mend, drop, share, close };
}

async function gathered(pc: RTCPeerConnection): Promise<void> {
  if (pc.iceGatheringState === 'complete') return;
  await new Promise<void>((resolve) => {
    const late = setTimeout(resolve, GATHERING_MS);
    pc.onicegatheringstatechange = () => {
      if (pc.iceGatheringState !== 'complete') return;
      clearTimeout(late);
      resolve();
    };
  });
}
