import type { OpenChannel } from './session';

/** Opens websockets to the server that the page came from. */
export function websocketTo(page: URL): OpenChannel {
  const address = new URL('/ws', page);
  address.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return (events) => {
    const socket = new WebSocket(address);
    socket.onopen = () => events.opened();
    socket.onmessage = (event: MessageEvent<unknown>) => { if (typeof event.data === 'string') events.received(event.data); };
    // An error is always followed by a close.
    socket.onclose = () => events.closed();
    return {
      send: (text) => { if (socket.readyState === WebSocket.OPEN) socket.send(text); },
      close: () => socket.close(),
    };
  };
}
