//! Certificates that are renewed while the node runs: their files are looked at by a task of its own, on a thread that may wait for a disk.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use super::Tls;
use super::contexts::build;
use crate::config::{CertificateConfig, SipTlsConfig};
use crate::tasks::Tasks;

/// How often the files' times are looked at; as HTTPS does.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// When each file was changed last; `None` for one that is not there.
type Times = Vec<Option<SystemTime>>;

/// The files of a configuration, as they were read last.
#[derive(Debug)]
pub(super) struct Files {
    paths: Vec<PathBuf>,
    /// Of what serves.
    read: Times,
    /// Of what was wrong, and was told already.
    wrong: Option<Times>,
}

impl Files {
    pub(super) fn of(config: &SipTlsConfig) -> Files {
        let mut paths = Vec::new();
        if let Some(CertificateConfig::Files { certificate, key }) = &config.certificate {
            paths.extend([certificate.clone(), key.clone()]);
        }
        paths.extend(config.authorities.clone());
        paths.extend(config.peers.iter().filter_map(|p| p.authorities.clone()));
        let mut files = Files {
            paths,
            read: Vec::new(),
            wrong: None,
        };
        files.read = files.times();
        files
    }

    fn times(&self) -> Times {
        let of = |file: &PathBuf| std::fs::metadata(file).and_then(|m| m.modified()).ok();
        self.paths.iter().map(of).collect()
    }
}

/// What a look at the files found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing new.
    Same,
    /// Handshakes use what was read now.
    Renewed,
    /// Half written, or wrong: handshakes use what they used before, and the next look tries again.
    Wrong,
}

impl Tls {
    /// Looks at the files, and reads them when they have changed. May wait for a disk: not for a thread of the runtime.
    pub(super) fn look(&self) -> Look {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let now = files.times();
        if now == files.read {
            return Look::Same;
        }
        match build(&self.config, self.made.as_ref()) {
            Ok(contexts) => {
                let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
                *current = Arc::new(contexts);
                (files.read, files.wrong) = (now, None);
                tracing::info!("sip_certificate_renewed");
                Look::Renewed
            }
            Err(error) => {
                // Once for each state of the files, not once a minute.
                if files.wrong.as_ref() != Some(&now) {
                    tracing::warn!(%error, "sip_certificate_not_renewed");
                }
                files.wrong = Some(now);
                Look::Wrong
            }
        }
    }
}

/// Looks at the files again and again, until the part of the node ends that `tasks` belongs to.
pub(crate) async fn keep_fresh(tls: Arc<Tls>, tasks: Tasks) {
    keep_fresh_every(LOOK_AGAIN, tls, tasks).await;
}

pub(super) async fn keep_fresh_every(pause: Duration, tls: Arc<Tls>, tasks: Tasks) {
    loop {
        // Both are cancel-safe: they are only waited for.
        tokio::select! {
            () = tasks.token().cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let looked = tls.clone();
        let mut looking = tasks.spawn_blocking("sip_certificates", move || looked.look());
        tokio::select! {
            // A disk that hangs does not keep the node.
            () = tasks.token().cancelled() => return,
            _ = looking.join() => {}
        }
    }
}
