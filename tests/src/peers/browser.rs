//! Chromium and Firefox with test pictures and test sound in place of a camera and a microphone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use super::namespace::Namespace;
use super::process::{Process, end_marked};
use super::sound_card::SoundCard;
use super::story::{Story, wait_until};
use super::webdriver::Session;
use super::{free_port, story};
use crate::measure::{Sender, sound, wav, y4m};

/// Put into a page before it asks for a camera, for browsers that cannot play files as one: Firefox.
pub const FAKE_CAMERA: &str = include_str!("fake_camera.js");
const LOCALHOST: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
const START: Duration = Duration::from_secs(30);

/// A browser with one window. Ends when it is dropped.
pub struct Browser {
    /// The window.
    pub page: Session,
    /// Dropped after the page: the driver outlives its session.
    _driver: Process,
    _sound_card: Option<SoundCard>,
    profile: PathBuf,
}

impl Browser {
    /// Chromium that sends the barcode and the tone pair of `sender` as its camera and microphone.
    ///
    /// # Errors
    /// When it does not start.
    pub fn chromium(story: &Story, sender: Sender) -> anyhow::Result<Browser> {
        Browser::chromium_with(story, sender, &[])
    }

    /// The same with more arguments on its command line.
    ///
    /// # Errors
    /// When it does not start.
    pub fn chromium_with(story: &Story, sender: Sender, more: &[&str]) -> anyhow::Result<Browser> {
        let port = free_port(LOCALHOST)?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        Browser::drive_chromium(
            story,
            Some(sender),
            more,
            command,
            &format!("http://127.0.0.1:{port}"),
        )
    }

    /// The same with Chromium's own pictures and beeps: files allow one camera only.
    ///
    /// # Errors
    /// When it does not start.
    pub fn chromium_without_files(story: &Story, more: &[&str]) -> anyhow::Result<Browser> {
        let port = free_port(LOCALHOST)?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let address = format!("http://127.0.0.1:{port}");
        Browser::drive_chromium(story, None, more, command, &address)
    }

    /// The same in a namespace, behind a network that can be cut. `origin` is the page's, which is trusted without HTTPS.
    ///
    /// # Errors
    /// When it does not start.
    pub fn chromium_in(
        story: &Story,
        sender: Sender,
        inside: &Namespace,
        origin: &str,
    ) -> anyhow::Result<Browser> {
        let mut command = inside.command("chromedriver");
        command.args(["--port=9515", "--allowed-ips=", "--allowed-origins=*"]);
        let trusted = format!("--unsafely-treat-insecure-origin-as-secure={origin}");
        let driver = format!("http://{}:9515", inside.theirs());
        Browser::drive_chromium(story, Some(sender), &[&trusted], command, &driver)
    }

    fn drive_chromium(
        story: &Story,
        sender: Option<Sender>,
        more: &[&str],
        mut command: Command,
        address: &str,
    ) -> anyhow::Result<Browser> {
        let name = sender.map_or("chromium".to_string(), |s| format!("chromium-{}", s.0));
        let folder = story.subfolder(&name)?;
        let profile = folder.join("profile");
        command.env("TMPDIR", &folder);
        let driver = Process::start("chromedriver", &mut command, &folder.join("driver.log"))?;
        let mut arguments = vec![
            "--headless=new".to_string(),
            "--no-sandbox".to_string(),
            "--disable-gpu".to_string(),
            "--disable-dev-shm-usage".to_string(),
            "--no-first-run".to_string(),
            "--autoplay-policy=no-user-gesture-required".to_string(),
            "--use-fake-ui-for-media-stream".to_string(),
            "--use-fake-device-for-media-stream".to_string(),
            "--disable-features=WebRtcHideLocalIpsWithMdns".to_string(),
            format!("--user-data-dir={}", profile.display()),
        ];
        if let Some(sender) = sender {
            let (clip, tones) = (folder.join("camera.y4m"), folder.join("microphone.wav"));
            y4m::Clip::of(sender).write(&clip)?;
            wav::write(&tones, 48_000, 1, &sound::generate(sender, 48_000, 10))?;
            arguments.extend([
                format!("--use-file-for-fake-video-capture={}", clip.display()),
                format!("--use-file-for-fake-audio-capture={}", tones.display()),
            ]);
        }
        arguments.extend(more.iter().map(ToString::to_string));
        let wanted = json!({
            "browserName": "chrome",
            "acceptInsecureCerts": true,
            "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments},
        });
        let page = open(address, &wanted, &driver)?;
        Ok(Browser {
            page,
            _driver: driver,
            _sound_card: None,
            profile,
        })
    }

    /// Firefox in a namespace: it ignores loopback candidates. Its pages must run [`FAKE_CAMERA`] to send a barcode.
    ///
    /// # Errors
    /// When it does not start, or geckodriver is not installed (`scripts/test` does that).
    pub fn firefox(story: &Story, inside: &Namespace) -> anyhow::Result<Browser> {
        let folder = story.subfolder("firefox")?;
        let profile = folder.join("profile");
        std::fs::create_dir_all(&profile)?;
        let address = inside.theirs();
        let mut command = inside.command(&geckodriver().to_string_lossy());
        command
            .args(["--host", &address.to_string(), "--port", "4444"])
            .arg("--profile-root")
            .arg(&profile)
            .env("TMPDIR", &profile)
            .env("MOZ_HEADLESS", "1")
            .env("HOME", &profile);
        let card = SoundCard::start(story)?;
        card.lend_to(&mut command);
        let driver = Process::start("geckodriver", &mut command, &folder.join("driver.log"))?;
        let wanted = json!({
            "browserName": "firefox",
            "acceptInsecureCerts": true,
            "moz:firefoxOptions": {"binary": "/usr/bin/firefox-esr", "args": ["-headless"], "prefs": {
                "media.navigator.streams.fake": true,
                "media.navigator.permission.disabled": true,
                "media.peerconnection.ice.loopback": true,
                "media.peerconnection.ice.obfuscate_host_addresses": false,
                "media.devices.insecure.enabled": true,
                "media.getusermedia.insecure.enabled": true,
                "media.autoplay.default": 0,
                "media.autoplay.blocking_policy": 0,
                "media.gmp-gmpopenh264.enabled": false,
                "privacy.reduceTimerPrecision": false,
            }},
        });
        let page = open(&format!("http://{address}:4444"), &wanted, &driver)?;
        Ok(Browser {
            page,
            _driver: driver,
            _sound_card: Some(card),
            profile,
        })
    }

    /// Makes the page's camera and microphone those of `sender`, from now on.
    ///
    /// # Errors
    /// With the exception of the script.
    pub fn fake_camera(&self, sender: Sender) -> anyhow::Result<()> {
        let (low, high) = sound::pair(sender);
        let arguments = json!([sender.0, low, high, sound::ON_MS, sound::OFF_MS]);
        self.page.run(FAKE_CAMERA, &arguments)?;
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.page.close());
        end_marked(&self.profile);
    }
}

fn open(driver: &str, wanted: &Value, process: &Process) -> anyhow::Result<Session> {
    let status = format!("{driver}/status");
    wait_until("the browser's driver", START, || {
        Ok(ureq::get(&status).call().is_ok())
    })
    .with_context(|| process.tail())?;
    Session::open(driver, wanted).with_context(|| process.tail())
}

/// Where `scripts/test` put it, else from the path.
fn geckodriver() -> PathBuf {
    let cached = story::workspace().join("target/tools/bin/geckodriver");
    if cached.exists() {
        cached
    } else {
        Path::new("geckodriver").to_path_buf()
    }
}
