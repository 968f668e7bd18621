// Put into a page by the tests: samples every video that is shown and records every sound that is played.
// It only collects; what the samples mean is judged in Rust by the same code that judges every other receiver.
(() => {
  if (window.__measure) return;
  const WIDTH = 160, HEIGHT = 90, COLUMNS = 8, ROWS = 4, MOST_SAMPLES = 600, MOST_SECONDS = 30;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH; canvas.height = HEIGHT;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const pictures = new Map();  // element -> samples
  const sounds = new Map();    // track id -> { blocks, rate }
  let context = null;

  const mean = (pixels, x, y, w, h) => {
    let r = 0, g = 0, b = 0, n = 0;
    for (let row = Math.floor(y + h / 4); row < y + h - h / 4; row++) {
      for (let column = Math.floor(x + w / 4); column < x + w - w / 4; column++) {
        const at = (row * WIDTH + column) * 4;
        r += pixels[at]; g += pixels[at + 1]; b += pixels[at + 2]; n++;
      }
    }
    return [r / n, g / n, b / n];
  };
  const read = (video) => {
    brush.drawImage(video, 0, 0, WIDTH, HEIGHT);
    const pixels = brush.getImageData(0, 0, WIDTH, HEIGHT).data;
    const cw = WIDTH * 0.75 / COLUMNS, ch = HEIGHT * 0.75 / ROWS, cells = [];
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const [r, g, b] = mean(pixels, WIDTH / 8 + column * cw, HEIGHT / 8 + row * ch, cw, ch);
        cells.push(0.299 * r + 0.587 * g + 0.114 * b);
      }
    }
    const w = WIDTH / 8, h = HEIGHT / 8;
    const corners = [[0, 0], [WIDTH - w, 0], [0, HEIGHT - h], [WIDTH - w, HEIGHT - h]]
      .map(([x, y]) => mean(pixels, x, y, w, h));
    return { at_ms: performance.now(), cells, corners };
  };
  const look = () => {
    for (const video of document.querySelectorAll('video')) {
      if (video.videoWidth === 0 || video.readyState < 2) continue;
      const samples = pictures.get(video) ?? [];
      pictures.set(video, samples);
      samples.push(read(video));
      if (samples.length > MOST_SAMPLES) samples.shift();
    }
  };
  const listen = () => {
    for (const element of document.querySelectorAll('audio, video')) {
      const stream = element.srcObject;
      if (!(stream instanceof MediaStream) || element.muted) continue;
      for (const track of stream.getAudioTracks()) {
        if (sounds.has(track.id)) continue;
        context ??= new AudioContext();
        if (context.state === 'suspended') context.resume();
        const record = { blocks: [], rate: context.sampleRate };
        sounds.set(track.id, record);
        const source = context.createMediaStreamSource(new MediaStream([track]));
        const tap = context.createScriptProcessor(4096, 1, 1);
        tap.onaudioprocess = (event) => {
          const input = event.inputBuffer.getChannelData(0);
          const block = new Int16Array(input.length);
          for (let n = 0; n < input.length; n++) block[n] = Math.max(-1, Math.min(1, input[n])) * 32767;
          record.blocks.push(block);
          if (record.blocks.length * 4096 > MOST_SECONDS * record.rate) record.blocks.shift();
        };
        source.connect(tap);
        tap.connect(context.destination);  // Chromium stops a processor that leads nowhere; its output stays silent
        record.keep = [source, tap];       // and collects one that nobody holds
      }
    }
  };
  const text = (blocks) => {
    let out = '';
    for (const block of blocks) {
      const bytes = new Uint8Array(block.buffer);
      for (let n = 0; n < bytes.length; n += 4096) out += String.fromCharCode(...bytes.subarray(n, n + 4096));
    }
    return btoa(out);
  };
  setInterval(() => { look(); listen(); }, 60);
  window.__measure = {
    clear() {
      pictures.clear();
      for (const record of sounds.values()) record.blocks = [];
    },
    pictures() { return [...pictures.values()]; },
    sounds() { return [...sounds.values()].map((r) => ({ rate: r.rate, pcm: text(r.blocks) })); },
  };
})();
