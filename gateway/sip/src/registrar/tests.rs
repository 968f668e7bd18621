//! Limits of what a registration may say; the rest is told to a whole edge in `tests/registrar`.

use super::RegistrarLimits;

#[test]
fn the_usual_lifetime_is_one_that_may_be_asked_for() {
    let limits = RegistrarLimits::default();
    assert!(limits.shortest <= limits.usual && limits.usual <= limits.longest);
}
