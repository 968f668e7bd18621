import { t } from '../i18n';
import type { LocalMedia } from '../media/local';
import { h, show } from '../ui/dom';
import { watch } from '../ui/scope';
import { button, tool } from '../ui/parts';
import { problemNote } from '../ui/problem';

/** The person's own picture, mirrored as in a mirror. Sent as it is. */
export function selfPicture(local: LocalMedia, label: () => string, testid: string): HTMLVideoElement {
  const video = h('video', {
    class: 'mirrored', autoplay: true, playsinline: true, 'data-testid': testid, 'aria-label': label,
    hidden: () => local.camera.value === null,
  });
  video.muted = true;
  watch(() => {
    const track = local.camera.value;
    video.srcObject = track === null ? null : new MediaStream([track]);
  });
  return video;
}

/** Switches for microphone and camera, on the join page and in the meeting. */
export function microphoneTool(local: LocalMedia, set: (on: boolean) => void): HTMLButtonElement {
  const on = (): boolean => local.microphoneOn.value;
  return tool({
    testid: 'mic',
    icon: () => (on() ? 'microphone' : 'microphone-off'),
    label: () => t(on() ? 'control.mic_off' : 'control.mic_on'),
    caption: () => t('control.mic'),
    class: () => (on() ? '' : 'off'),
    press: () => set(!on()),
    more: { 'data-on': () => String(on()) },
  });
}

export function cameraTool(local: LocalMedia, set: (on: boolean) => void): HTMLButtonElement {
  const on = (): boolean => local.cameraOn.value;
  return tool({
    testid: 'camera',
    icon: () => (on() ? 'camera' : 'camera-off'),
    label: () => t(on() ? 'control.camera_off' : 'control.camera_on'),
    caption: () => t('control.camera'),
    class: () => (on() ? '' : 'off'),
    press: () => set(!on()),
    more: { 'data-on': () => String(on()) },
  });
}

/** The picture of the device check, with its switches and with what is wrong. */
export function preview(local: LocalMedia): HTMLElement {
  return h(
    'section',
    { class: 'preview-part', 'aria-label': () => t('join.preview') },
    h(
      'div',
      { class: 'preview' },
      selfPicture(local, () => t('join.preview'), 'preview'),
      show(
        () => local.camera.value === null,
        (off) => (off ? h('p', { class: 'preview-off' }, () => t(local.asking.value ? 'join.asking' : 'join.preview_off')) : null),
      ),
      h(
        'div',
        { class: 'preview-tools' },
        microphoneTool(local, (on) => void local.setMicrophone(on)),
        cameraTool(local, (on) => void local.setCamera(on)),
      ),
    ),
    problems(local),
  );
}

function problems(local: LocalMedia): Node {
  return show(
    () => worth(local),
    (problem) => {
      if (problem === '') return null;
      const retry = button({ testid: 'device-retry', label: () => t('app.retry'), kind: 'quiet', press: () => void local.start() });
      return problemNote(problem, 'device-problem', retry);
    },
  );
}

/** Without a microphone nobody hears the person: that is told first. A camera that is off has no problem. */
function worth(local: LocalMedia): string {
  const camera = local.cameraOn.value ? local.cameraProblem.value : null;
  return local.microphoneProblem.value ?? camera ?? '';
}
