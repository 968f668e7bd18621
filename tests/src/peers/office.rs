//! An authority that issues certificates to the peers of a story, by OpenSSL's own program.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::ensure;

use super::story::Story;

const NEW_KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";

/// An authority, and a folder with what it issued.
pub struct Office {
    folder: PathBuf,
}

/// What one peer is told about TLS: PEM files.
#[derive(Clone, Debug)]
pub struct Papers {
    /// Whom it trusts.
    pub authorities: PathBuf,
    /// Its certificate and its key.
    pub own: Option<(PathBuf, PathBuf)>,
    /// Who connects to it must show a certificate.
    pub demands: bool,
}

impl Office {
    /// Opens one. Two of a story have different names, and neither trusts the other.
    ///
    /// # Errors
    /// When `openssl` is missing.
    pub fn open(story: &Story, name: &str) -> anyhow::Result<Office> {
        let folder = story.subfolder(name)?;
        let authority = format!("req -x509 {NEW_KEY} -keyout ca.key -out ca.pem -subj /CN={name}");
        openssl(&folder, &authority)?;
        Ok(Office { folder })
    }

    /// Issues a certificate for `names` (`DNS:a.example,IP:127.0.0.1`): chain and key in `file.pem` and `file.key`, and both in
    /// `file.both`, as baresip wants them.
    ///
    /// # Errors
    /// When `openssl` refuses the names.
    pub fn issue(&self, file: &str, names: &str) -> anyhow::Result<()> {
        let signed = format!(
            "req -x509 -CA ca.pem -CAkey ca.key {NEW_KEY} -keyout {file}.key -out {file}.pem -subj /CN={file} \
             -addext subjectAltName={names} -addext basicConstraints=critical,CA:FALSE"
        );
        openssl(&self.folder, &signed)?;
        let read = |end: &str| std::fs::read_to_string(self.folder.join(format!("{file}.{end}")));
        let both = read("pem")? + &read("key")?;
        std::fs::write(self.folder.join(format!("{file}.both")), both)?;
        Ok(())
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of it.
    #[must_use]
    pub fn path(&self, file: &str) -> String {
        self.folder.join(file).display().to_string()
    }

    /// What a peer is told that trusts this office and shows the certificate `file`, if any.
    #[must_use]
    pub fn papers(&self, file: Option<&str>) -> Papers {
        let of = |file: &str, end: &str| self.folder.join(format!("{file}.{end}"));
        Papers {
            authorities: self.folder.join("ca.pem"),
            own: file.map(|file| (of(file, "pem"), of(file, "key"))),
            demands: false,
        }
    }

    /// The lines of `[sip]` of a node that shows the certificate `tolk`; `clients` are the certificates that it wants.
    #[must_use]
    pub fn node(&self, clients: &str) -> String {
        format!(
            "tls_certificate = \"{}\"\ntls_key = \"{}\"\ntls_authorities = \"{}\"\ntls_clients = \"{clients}\"\n",
            self.path("tolk.pem"),
            self.path("tolk.key"),
            self.path("ca.pem")
        )
    }
}

fn openssl(folder: &Path, arguments: &str) -> anyhow::Result<()> {
    let mut command = Command::new("openssl");
    command.args(arguments.split_whitespace());
    let done = command.current_dir(folder).output()?;
    let words = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "openssl {arguments}: {words}");
    Ok(())
}
