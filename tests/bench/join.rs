//! From the click on "join" to the first decoded picture of the other participant, in Chromium: a distribution.
//!
//! One Chromium is in the room and sends; another joins and leaves, again and again. The time is taken in the joining page: the first frame that a
//! remote `<video>` presents. Both browsers and the node share the machine, so that it is the time of this machine, not of the node alone.
#![expect(
    clippy::print_stdout,
    reason = "a program whose result is what it prints"
)]

mod node;

use std::time::Duration;

use anyhow::Context;
use serde_json::json;
use tolk_tests::measure::Sender;
use tolk_tests::peers::browser::Browser;
use tolk_tests::peers::story::Story;

const JOINS: usize = 20;
const PATIENCE: Duration = Duration::from_secs(30);
/// Takes the time of the click, and of the first frame that any remote picture presents.
const STOPWATCH: &str = "
window.__clicked = null; window.__seen = null;
document.querySelector('[data-testid=\"join\"]').addEventListener('click', () => { window.__clicked = performance.now(); }, { capture: true });
const watched = new WeakSet();
new MutationObserver(() => {
  for (const video of document.querySelectorAll('[data-testid^=\"tile-\"] video')) {
    if (watched.has(video)) continue;
    watched.add(video);
    video.requestVideoFrameCallback(() => { window.__seen ??= performance.now(); });
  }
}).observe(document.body, { childList: true, subtree: true });";

fn main() -> anyhow::Result<()> {
    let story = Story::begin("bench-join")?;
    let (tolk, _) = node::start(&story)?;
    let link = tolk.url(&format!("/m/{}", node::ROOM));
    let stays = Browser::chromium(&story, Sender(1))?;
    enter(&stays, &link, "Stays")?;
    stays.page.wait(
        "the meeting",
        "return document.querySelector('[data-testid=\"meeting\"]') !== null",
        PATIENCE,
    )?;
    let comes = Browser::chromium(&story, Sender(2))?;
    let mut times = Vec::new();
    for _ in 0..JOINS {
        open(&comes, &link, "Comes")?;
        comes.page.run(STOPWATCH, &json!([]))?;
        comes
            .page
            .click_when_shown("[data-testid=\"join\"]", PATIENCE)?;
        comes
            .page
            .wait("a picture", "return window.__seen !== null", PATIENCE)?;
        let took = comes
            .page
            .run("return window.__seen - window.__clicked", &json!([]))?;
        times.push(took.as_f64().context("a time")?);
        comes
            .page
            .click_when_shown("[data-testid=\"leave\"]", PATIENCE)?;
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("| joins | fastest ms | median ms | 95 % ms | slowest ms |\n|---|---|---|---|---|");
    println!(
        "| {JOINS} | {:.0} | {:.0} | {:.0} | {:.0} |",
        at(0.0),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    Ok(())
}

fn open(browser: &Browser, link: &str, name: &str) -> anyhow::Result<()> {
    browser.page.goto("about:blank")?;
    browser.page.goto(link)?;
    let there = "return document.querySelector('[data-testid=\"name\"]') !== null";
    browser.page.wait("the page", there, PATIENCE)?;
    let empty = "document.querySelector('[data-testid=\"name\"]').value = ''";
    browser.page.run(empty, &json!([]))?;
    browser.page.type_into("[data-testid=\"name\"]", name)
}

fn enter(browser: &Browser, link: &str, name: &str) -> anyhow::Result<()> {
    open(browser, link, name)?;
    browser
        .page
        .click_when_shown("[data-testid=\"join\"]", PATIENCE)
}
