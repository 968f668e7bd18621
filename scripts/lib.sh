# Shared by the scripts beside it; sourced, never run. Debian 12, bash.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

TARGET="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
TOOLS="$TARGET/tools"
export PATH="$TOOLS/bin:$HOME/.cargo/bin:$PATH"

# What the product needs to be built and to run.
BUILD_PACKAGES=(
    build-essential ca-certificates clang cmake curl espeak-ng git libclang-dev libopus-dev libssl-dev libyuv-dev nasm pkg-config
    libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav
)
# Strangers to test against, and instruments.
TEST_PACKAGES=(
    baresip baresip-ffmpeg chromium chromium-driver debootstrap ffmpeg firefox-esr iproute2 kamailio kamailio-tls-modules
    linphone-cli mediastreamer2-plugin-openh264 openssl procps pulseaudio python3-venv sip-tester socat sox tshark
)

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# quietly TITLE COMMAND..: keeps the output in a file, shows that time passes, and shows the end of the output on failure.
quietly() {
    local title="$1" log start pid passed
    shift
    log="$(mktemp)"
    start=$SECONDS
    say "$title"
    "$@" >"$log" 2>&1 &
    pid=$!
    # A background job does not see Ctrl-C.
    trap 'kill "$pid" 2>/dev/null; rm -f "$log"; exit 130' INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        sleep 1
        passed=$((SECONDS - start))
        if ((passed % 15 == 0)); then
            printf '   %3d s  %s\n' "$passed" "$(tail -c 300 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-100)" >&2
        fi
    done
    if wait "$pid"; then
        trap - INT TERM
        rm -f "$log"
    else
        tail -n 60 "$log" >&2
        rm -f "$log"
        fail "failed: $title"
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "this needs root: $*"
    fi
}

# need_packages NAME..: installs those that are missing; does not touch the network when none is.
need_packages() {
    local missing=() name
    for name in "$@"; do
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" != installed ]; then
            missing+=("$name")
        fi
    done
    [ ${#missing[@]} = 0 ] && return
    quietly "apt-get update" as_root apt-get -qq update
    quietly "installing ${missing[*]}" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -y --no-install-recommends install "${missing[@]}"
}

need_rust() {
    command -v cargo >/dev/null || fail "no Rust toolchain: install one from https://rustup.rs (1.95 or newer) and try again"
}

# Debian's own Node 18 is enough; one that is there is not touched.
need_node() {
    command -v node >/dev/null || need_packages nodejs
    command -v npm >/dev/null || need_packages npm
}

# need_tool NAME: a Rust program, built once into the target folder, which CI keeps.
need_tool() {
    command -v "$1" >/dev/null && return
    quietly "cargo install $1 (once; two to three minutes)" cargo install "$1" --locked --root "$TOOLS"
}

# Another codec of aligned PER, in Python, for tests.
need_pycrate() {
    [ -x "$TOOLS/pycrate/bin/python" ] && "$TOOLS/pycrate/bin/python" -c 'import pycrate_asn1dir' 2>/dev/null && return
    quietly "a Python environment for pycrate" python3 -m venv "$TOOLS/pycrate"
    quietly "pip install pycrate" "$TOOLS/pycrate/bin/pip" install --quiet pycrate==0.8.1
}

# Packages of the web client; again only when the lock file is newer than what is installed.
web_packages() {
    [ -f web-client/package-lock.json ] || fail "web-client/package-lock.json is missing"
    need_node
    if [ ! -e web-client/node_modules/.package-lock.json ] ||
        [ web-client/package-lock.json -nt web-client/node_modules/.package-lock.json ]; then
        quietly "npm ci" npm --prefix web-client ci --no-audit --no-fund
        touch web-client/node_modules/.package-lock.json
    fi
}

# The web client is embedded in the program: built first, and again only when a source is newer.
web_client() {
    if [ -e web-client/dist/index.html ] && [ -z "$(find web-client -path web-client/node_modules -prune -o \
        -path web-client/dist -prune -o -type f -newer web-client/dist/index.html -print -quit)" ]; then
        return
    fi
    web_packages
    quietly "building the web client" npm --prefix web-client run build
    touch web-client/dist/index.html
}
