//! One TOML file and a few `TOLK_*` variables become typed values, or a list of all mistakes with their places.

mod types;

pub use types::{
    AdminConfig, CertificateConfig, Config, DatabaseConfig, HttpConfig, HttpTlsConfig,
    LimitsConfig, LogConfig, LogFormat, MediaConfig, NetworkConfig, NodeConfig, SipListenConfig,
    WrittenLink,
};
