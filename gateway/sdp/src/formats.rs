//! Picture formats of H.261 and H.263 (RFC 4587 §6.2, RFC 4629 §8.2): `CIF=1;QCIF=1`.

use tolk_model::BitRate;
use tolk_model::codec::PictureFormats;

use crate::codec::Parameters;

/// Reads them; who names none takes QCIF (RFC 4629 §8.2.1). `MAXBR` counts in units of 100 bit/s.
pub(crate) fn read(parameters: &Parameters<'_>) -> PictureFormats {
    let interval = |name| parameters.number(name).filter(|n| (1..=32).contains(n));
    let mut formats = PictureFormats {
        sqcif: interval("SQCIF"),
        qcif: interval("QCIF"),
        cif: interval("CIF"),
        cif4: interval("CIF4"),
        max_bitrate: parameters
            .number::<u32>("MAXBR")
            .map(|rate| BitRate(u64::from(rate) * 100)),
    };
    if [formats.sqcif, formats.qcif, formats.cif, formats.cif4] == [None; 4] {
        formats.qcif = Some(1);
    }
    formats
}

/// Writes them, the largest first: that is the one most wanted (RFC 4629 §8.2.1).
pub(crate) fn write(formats: &PictureFormats) -> impl Iterator<Item = String> {
    let named = [
        ("CIF4", formats.cif4),
        ("CIF", formats.cif),
        ("QCIF", formats.qcif),
        ("SQCIF", formats.sqcif),
    ];
    let known = named.into_iter().filter_map(|(name, n)| Some((name, n?)));
    let rate = formats.max_bitrate;
    known
        .map(|(name, interval)| format!("{name}={interval}"))
        .chain(rate.map(|rate| format!("MAXBR={}", rate.0 / 100)))
}
