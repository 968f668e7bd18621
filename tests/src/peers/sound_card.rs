//! A sound card that leads nowhere. Firefox does not start an `AudioContext` without one; Chromium needs none.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::process::Process;
use super::story::{Story, wait_until};

/// A PulseAudio server with a null sink.
pub struct SoundCard {
    _server: Process,
    socket: PathBuf,
    home: PathBuf,
}

impl SoundCard {
    /// Starts one in the story's folder.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(story: &Story) -> anyhow::Result<SoundCard> {
        let home = story.subfolder("sound-card")?;
        let socket = home.join("socket");
        let mut command = Command::new("pulseaudio");
        command
            .args([
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
            ])
            .args(["--disable-shm=yes", "--load=module-null-sink rate=48000"])
            .arg(format!(
                "--load=module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            ))
            .env("HOME", &home)
            .env("PULSE_RUNTIME_PATH", &home)
            .env("XDG_RUNTIME_DIR", &home);
        let server = Process::start("pulseaudio", &mut command, &home.join("pulseaudio.log"))?;
        wait_until("the sound card", Duration::from_secs(10), || {
            Ok(socket.exists())
        })?;
        Ok(SoundCard {
            _server: server,
            socket,
            home,
        })
    }

    /// Lets a program play on it.
    pub fn lend_to(&self, command: &mut Command) {
        command
            .env("PULSE_SERVER", format!("unix:{}", self.socket.display()))
            .env("PULSE_RUNTIME_PATH", &self.home)
            .env("XDG_RUNTIME_DIR", &self.home);
    }
}
