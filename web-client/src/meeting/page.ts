import { computed, signal } from '@preact/signals-core';
import { focusHeading } from '../a11y/announce';
import { invitation, type Invitation } from '../api/meetings';
import { language, t } from '../i18n';
import { joinPage } from '../join/page';
import { LocalMedia } from '../media/local';
import { h, show } from '../ui/dom';
import { frame } from '../ui/frame';
import { listen, onCleanup, watch } from '../ui/scope';
import type { End, OpenChannel } from '../signalling/session';
import { MeetingClient, type MakePeer } from './client';
import { lobbyView } from './lobby';
import { overView } from './over';
import { meetingView } from './view';
import { keepAwake } from './wake';

/** The steps of a guest, in order; `over` can follow each. */
export type Phase = 'loading' | 'join' | 'entering' | 'lobby' | 'meeting' | 'over';

/** For whoever looks into a running page: see `web-client/README.md`. */
export interface DebugState {
  readonly phase: Phase;
  readonly pc: RTCPeerConnection | null;
}

/** What the page needs from outside; tests bring their own. */
export interface Outside {
  readonly open: OpenChannel;
  readonly makePeer?: MakePeer;
}

/** The page of a link. */
export function meetingPage(alias: string, token: string | null, outside: Outside): Node {
  const invited = signal<Invitation | null>(null);
  const client = signal<MeetingClient | null>(null);
  const refused = signal<End | null>(null);
  const local = signal(new LocalMedia());
  const end = computed(() => client.value?.end.value ?? refused.value);
  const phase = computed((): Phase => {
    if (end.value !== null) return 'over';
    if (client.value !== null) return client.value.place.value;
    return invited.value === null ? 'loading' : 'join';
  });
  const load = async (): Promise<void> => {
    refused.value = null;
    const outcome = await invitation(alias);
    if (!outcome.ok) {
      refused.value = { problem: linkProblem(outcome.refused.problem) };
      return;
    }
    invited.value = outcome.value;
    void local.peek().start();
  };
  const enter = (name: string): void => {
    const join = {
      meeting: alias, name, language: language.peek(), capabilities: { simulcast: true },
      ...(token === null ? {} : { token }),
    };
    const entering = new MeetingClient(join, local.peek(), outside.open, outside.makePeer);
    client.value = entering;
    entering.start();
  };
  const again = (): void => {
    local.peek().stop();
    local.value = new LocalMedia();
    client.value = null;
    void load();
  };
  listen(window, 'online', () => client.peek()?.networkChanged());
  listen(window, 'pagehide', () => client.peek()?.leave());
  watch(() => { if (phase.value === 'over') local.peek().stop(); });
  watch(() => { document.title = [invited.value?.title, t('app.name')].filter(Boolean).join(' – '); });
  publish(() => ({ phase: phase.peek(), pc: client.peek()?.peer?.connection ?? null }));
  onCleanup(() => {
    client.peek()?.leave();
    local.peek().stop();
  });
  void load();
  return show(screenOf(phase), (screen) => screens(screen));

  function screens(screen: Screen): Node {
    const view = build(screen);
    queueMicrotask(() => { if (view.isConnected && screen !== 'loading') focusHeading(view); });
    return view;
  }
  function build(screen: Screen): HTMLElement {
    const [inside, to] = [client.peek(), invited.peek()];
    if (screen === 'over') return overView(end.peek() ?? { problem: 'internal_error' }, again);
    // A link with a token says more than the meeting's rule for strangers.
    if (screen === 'join' && to !== null) return joinPage(token === null ? to : { ...to, lobby: false }, local.peek(), enter);
    if (screen === 'waiting' && inside !== null) return lobbyView(inside, local.peek(), to?.title ?? '');
    if (screen === 'meeting' && inside !== null) {
      keepAwake();
      return meetingView(inside, local.peek());
    }
    return frame('loading', h('h1', { class: 'loading-words', 'data-testid': 'loading' }, () => t('app.loading')));
  }
}

type Screen = 'loading' | 'join' | 'waiting' | 'meeting' | 'over';

/** Entering and the lobby are one screen, whose words change. */
function screenOf(phase: { readonly value: Phase }): () => Screen {
  return () => (phase.value === 'entering' || phase.value === 'lobby' ? 'waiting' : phase.value);
}

/** An alias that nothing has is, for whoever followed a link, a wrong link. */
function linkProblem(problem: End['problem']): End['problem'] {
  if (problem === 'not_found' || problem === 'protocol_error') return 'wrong_link';
  return problem === 'gone' ? 'link_expired' : problem;
}

function publish(now: () => DebugState): void {
  Object.defineProperty(window, '__tolk', { configurable: true, get: now });
}
