import { watch } from './scope';

/** Drawn on a field of 24 by 24 with lines, in the colour of the text around. */
const PATHS = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7',
  'microphone-off': 'M9 9v2a3 3 0 0 0 4.6 2.5M15 10.5V6a3 3 0 0 0-5.7-1.3M5.5 11a6.5 6.5 0 0 0 10.3 5.3M18.3 12.5c.1-.5.2-1 .2-1.5M12 17.5V21M8.5 21h7M4 4l16 16',
  camera: 'M4.5 6.5h9a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM15.5 10.5l6-3v9l-6-3',
  'camera-off': 'M8 6.5h5.5a2 2 0 0 1 2 2V14M15 17.2a2 2 0 0 1-1.5.3h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.6-2M15.5 10.5l6-3v9l-4-2M3.5 3.5l17 17',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 5a3.2 3.2 0 0 1 0 6.2M18 14.6c2.1.8 3.5 2.7 3.5 5.4',
  chat: 'M4 5h16a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 17h-8.5L7 20.5V17H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 5zM7 9.5h10M7 12.8h6.5',
  keypad: 'M6 5.5h.01M12 5.5h.01M18 5.5h.01M6 11h.01M12 11h.01M18 11h.01M6 16.5h.01M12 16.5h.01M18 16.5h.01M12 21h.01',
  devices: 'M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM9 14.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  leave: 'M3 14.2c0-1.9 3.7-4.7 9-4.7s9 2.8 9 4.7c0 1-.3 2-.6 2.5-.2.4-.7.5-1.1.4l-3.1-.9c-.5-.1-.8-.5-.8-1v-1.6a10.8 10.8 0 0 0-6.8 0v1.6c0 .5-.3.9-.8 1l-3.1.9c-.4.1-.9 0-1.1-.4-.3-.5-.6-1.5-.6-2.5z',
  close: 'M6 6l12 12M18 6L6 18',
  speaker: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  send: 'M4 12l16-7.5-6 15.5-2.8-6.2zM11.2 13.8L20 4.5',
  lock: 'M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  room: 'M3.5 5.5h17v10h-17zM9 20h6M12 15.5V20',
  copy: 'M9 9h10v11H9zM6 15H5V4h10v2',
  verified: 'M12 3l7 2.5v5.5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V5.5zM8.8 12l2.3 2.3 4.2-4.6',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** A picture that says nothing by itself: what it stands beside or in has the words. */
export function icon(name: IconName | (() => IconName)): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', name === 'keypad' ? 'icon keypad' : 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  svg.append(path);
  if (typeof name === 'string') path.setAttribute('d', PATHS[name]);
  else watch(() => path.setAttribute('d', PATHS[name()]));
  return svg;
}
