//! A small client of W3C WebDriver (<https://www.w3.org/TR/webdriver2/>): only what the stories need. Serves chromedriver and geckodriver.

use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::story::wait_until;
use crate::measure::page::{PageRecord, SCRIPT};

/// The key under which WebDriver names an element (§ 12.1 "web element identifier").
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser window under control.
pub struct Session {
    agent: ureq::Agent,
    base: String,
}

impl Session {
    /// Asks the driver at `driver` (`http://host:port`) for a browser.
    ///
    /// # Errors
    /// With the driver's own words.
    pub fn open(driver: &str, capabilities: &Value) -> anyhow::Result<Session> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into();
        let mut session = Session {
            agent,
            base: format!("{driver}/session"),
        };
        let body = json!({"capabilities": {"alwaysMatch": capabilities}});
        let opened = session.post("", &body)?;
        let id = opened["sessionId"].as_str().context("a session id")?;
        session.base = format!("{driver}/session/{id}");
        Ok(session)
    }

    fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self
            .agent
            .post(format!("{}{path}", self.base))
            .send_json(body)?;
        value(path, answer)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub fn close(&self) -> anyhow::Result<()> {
        self.agent.delete(&self.base).call()?;
        Ok(())
    }

    /// Goes to an address and waits until the page is loaded.
    ///
    /// # Errors
    /// With the driver's own words.
    pub fn goto(&self, url: &str) -> anyhow::Result<()> {
        self.post("/url", &json!({"url": url}))?;
        Ok(())
    }

    /// Runs a script (a function's body; `return` gives its value) and waits for a promise that it returns.
    ///
    /// # Errors
    /// With the exception of the script.
    pub fn run(&self, script: &str, arguments: &Value) -> anyhow::Result<Value> {
        self.post(
            "/execute/sync",
            &json!({"script": script, "args": arguments}),
        )
    }

    /// Clicks as a person does: the element must be visible and not covered.
    ///
    /// # Errors
    /// When there is none, or it cannot be clicked.
    pub fn click(&self, css: &str) -> anyhow::Result<()> {
        let element = self.find(css)?;
        self.post(&format!("/element/{element}/click"), &json!({}))?;
        Ok(())
    }

    /// Types into an element as a person does.
    ///
    /// # Errors
    /// When there is none, or it takes no keys.
    pub fn type_into(&self, css: &str, text: &str) -> anyhow::Result<()> {
        let element = self.find(css)?;
        self.post(&format!("/element/{element}/clear"), &json!({}))?;
        self.post(&format!("/element/{element}/value"), &json!({"text": text}))?;
        Ok(())
    }

    /// Presses keys, one after the other, wherever the focus is; W3C's code points stand for those without a character.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn keys(&self, keys: &str) -> anyhow::Result<()> {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
            })
            .collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": strokes});
        self.post("/actions", &json!({"actions": [keyboard]}))?;
        Ok(())
    }

    fn find(&self, css: &str) -> anyhow::Result<String> {
        let found = self.post("/element", &json!({"using": "css selector", "value": css}))?;
        Ok(found[ELEMENT].as_str().context("an element")?.to_string())
    }

    /// Waits until a script returns something true.
    ///
    /// # Errors
    /// With the page's text, when it does not in time.
    pub fn wait(&self, what: &str, script: &str, within: Duration) -> anyhow::Result<()> {
        wait_until(what, within, || Ok(truthy(&self.run(script, &json!([]))?)))
            .with_context(|| format!("the page says:\n{}", self.text()))
    }

    /// Waits for an element that is shown, then clicks it.
    ///
    /// # Errors
    /// When it is not there in time.
    pub fn click_when_shown(&self, css: &str, within: Duration) -> anyhow::Result<()> {
        let shown = format!(
            "const e = document.querySelector({}); return e && e.getClientRects().length > 0 && !e.disabled",
            json!(css)
        );
        self.wait(&format!("{css} to be shown"), &shown, within)?;
        self.click(css)
    }

    /// The text that a person reads.
    pub fn text(&self) -> String {
        let text = self.run(
            "return document.body ? document.body.innerText : ''",
            &json!([]),
        );
        text.ok()
            .and_then(|t| t.as_str().map(str::to_string))
            .unwrap_or_default()
    }

    /// Puts the measuring script into the page; again is harmless.
    ///
    /// # Errors
    /// With the exception of the script.
    pub fn start_measuring(&self) -> anyhow::Result<()> {
        self.run(SCRIPT, &json!([]))?;
        Ok(())
    }

    /// Forgets what was measured, measures for `time`, and gives what was seen and heard.
    ///
    /// # Errors
    /// When the page went away.
    pub fn measure(&self, time: Duration) -> anyhow::Result<PageRecord> {
        self.start_measuring()?;
        self.run("window.__measure.clear()", &json!([]))?;
        // The one lawful wait for time: a measurement takes time.
        std::thread::sleep(time);
        self.recorded()
    }

    /// What was seen and heard since the last clearing.
    ///
    /// # Errors
    /// When the page went away.
    pub fn recorded(&self) -> anyhow::Result<PageRecord> {
        let pictures = self.run("return window.__measure.pictures()", &json!([]))?;
        let sounds = self.run("return window.__measure.sounds()", &json!([]))?;
        PageRecord::from_json(pictures, sounds)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The driver ends with its process; a browser that is already gone is no fault.
        drop(self.close());
    }
}

fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
        && value.as_str() != Some("")
        && value.as_f64() != Some(0.0)
}

fn value(path: &str, mut answer: ureq::http::Response<ureq::Body>) -> anyhow::Result<Value> {
    let status = answer.status();
    let mut body: Value = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_json()
        .context("the driver's answer")?;
    let value = body["value"].take();
    if !status.is_success() {
        bail!("{path}: {} {}", value["error"], value["message"]);
    }
    Ok(value)
}
