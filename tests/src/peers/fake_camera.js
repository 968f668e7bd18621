// Replaces the page's camera and microphone by a painted barcode and gated tones. Mirrors tolk_tests::measure.
const [sender, low, high, onMs, offMs] = arguments;
const WIDTH = 640, HEIGHT = 360, COLUMNS = 8, ROWS = 4;
const checksum = (body) => {
  let crc = 0xff;
  for (const byte of [body >>> 24, (body >>> 16) & 255, (body >>> 8) & 255, body & 255]) {
    crc ^= byte;
    for (let n = 0; n < 8; n++) crc = crc & 0x80 ? ((crc << 1) ^ 0x2f) & 255 : (crc << 1) & 255;
  }
  return crc;
};
const paint = (brush, frame) => {
  const body = (sender << 16) | (frame & 0xffff);
  const bits = ((body << 8) | checksum(body)) >>> 0;
  brush.fillStyle = '#808080';
  brush.fillRect(0, 0, WIDTH, HEIGHT);
  for (let n = 0; n < 32; n++) {
    brush.fillStyle = (bits >>> (31 - n)) & 1 ? '#f7f7f7' : '#090909';
    const x = (c) => WIDTH / 8 + Math.floor((c * WIDTH * 3) / 4 / COLUMNS);
    const y = (r) => HEIGHT / 8 + Math.floor((r * HEIGHT * 3) / 4 / ROWS);
    const c = n % COLUMNS, r = Math.floor(n / COLUMNS);
    brush.fillRect(x(c), y(r), x(c + 1) - x(c), y(r + 1) - y(r));
  }
  const w = WIDTH / 8, h = HEIGHT / 8;
  [['#ff0000', 0, 0], ['#00ff00', WIDTH - w, 0], ['#0000ff', 0, HEIGHT - h], ['#ffff00', WIDTH - w, HEIGHT - h]]
    .forEach(([colour, x, y]) => { brush.fillStyle = colour; brush.fillRect(x, y, w, h); });
};
const camera = () => {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH; canvas.height = HEIGHT;
  const brush = canvas.getContext('2d');
  let frame = 0;
  paint(brush, frame);
  const stream = canvas.captureStream(15);
  setInterval(() => paint(brush, ++frame), 66);
  return stream.getVideoTracks()[0];
};
const microphone = () => {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const gate = context.createGain();
  gate.gain.value = 0;
  gate.connect(out);
  for (const frequency of [low, high]) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gate);
    tone.start();
  }
  for (let n = 0; n < 1200; n++) {
    const at = context.currentTime + 0.2 + (n * (onMs + offMs)) / 1000;
    gate.gain.setTargetAtTime(0.25, at, 0.003);
    gate.gain.setTargetAtTime(0, at + onMs / 1000, 0.003);
  }
  (window.__fakes ??= []).push(context, gate);
  return out.stream.getAudioTracks()[0];
};
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const tracks = [];
  if (wanted.audio) tracks.push(microphone());
  if (wanted.video) tracks.push(camera());
  return new MediaStream(tracks);
};
