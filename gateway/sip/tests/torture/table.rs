//! A row of a table, and the tables as a page.

use std::fmt::Write;

/// One message and what the edge does with it.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) section: &'static str,
    /// Name of the file.
    pub(crate) name: &'static str,
    /// Answers when it comes in one datagram.
    pub(crate) datagram: &'static [&'static str],
    /// Why.
    pub(crate) why: &'static str,
    /// Answers on a stream, and why, where they differ.
    stream: Option<(&'static [&'static str], &'static str)>,
}

/// A message that is answered alike on datagrams and streams.
pub(crate) const fn row(
    section: &'static str,
    name: &'static str,
    datagram: &'static [&'static str],
    why: &'static str,
) -> Row {
    Row {
        section,
        name,
        datagram,
        why,
        stream: None,
    }
}

impl Row {
    /// On a stream it is another story.
    pub(crate) const fn on_stream(
        self,
        answers: &'static [&'static str],
        why: &'static str,
    ) -> Row {
        Row {
            stream: Some((answers, why)),
            ..self
        }
    }

    /// Answers on a stream.
    pub(crate) fn stream(&self) -> &'static [&'static str] {
        self.stream.map_or(self.datagram, |(answers, _)| answers)
    }

    /// Its bytes.
    pub(crate) fn bytes(&self, folder: &str) -> Vec<u8> {
        let root = env!("CARGO_MANIFEST_DIR");
        let path = format!("{root}/tests/fixtures/{folder}/{}.dat", self.name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// The page of the documentation.
pub(crate) fn page(tables: &[(&str, &[Row])]) -> String {
    let mut page = String::from(HEAD);
    for (title, rows) in tables {
        write!(
            page,
            "\n## {title}\n\n| section | message | answer | why |\n|---|---|---|---|\n"
        )
        .expect("a string takes it");
        for row in *rows {
            let mut why = row.why.to_string();
            if let Some((answers, reason)) = row.stream {
                write!(why, " On a stream: {}. {reason}", told(answers))
                    .expect("a string takes it");
            }
            writeln!(
                page,
                "| {} | `{}` | {} | {why} |",
                row.section,
                row.name,
                told(row.datagram)
            )
            .expect("a string takes it");
        }
    }
    page
}

fn told(answers: &[&str]) -> String {
    if answers.is_empty() {
        return "nothing".to_string();
    }
    let quoted = |answer: &&str| match *answer {
        "close" => "closed".to_string(),
        // A backquote inside needs two around it, and a bar would end the cell.
        answer if answer.contains('`') => format!("`` {answer} ``"),
        answer => format!("`{answer}`"),
    };
    answers.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

const HEAD: &str = "# Torture messages

What the SIP edge answers to the messages of RFC 4475 and RFC 5118, sent by a stranger to a node without accounts, and why. The tables are
those of `gateway/sip/tests/torture`, which runs every message through the edge as one datagram and as a stream, and fails when this
page is not what the tables say. An answer `100 INVITE` alone means that the call is offered to the node, which here never answers it.
`nothing` means that there is nobody who could be told. Sections (§) without a number of an RFC are of RFC 3261.
";
