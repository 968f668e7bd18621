//! Header extensions (RFC 8285), walked in place.

/// Elements of one packet that are looked at; more than anybody sends, so that a packet cannot cost much.
const ELEMENTS: usize = 16;

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extension<'a> {
    pub(crate) id: u8,
    pub(crate) value: &'a [u8],
}

/// The extension block of one packet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extensions<'a> {
    two_byte: bool,
    block: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// A block whose profile is neither form is taken as empty.
    pub(crate) fn new(profile: u16, block: &'a [u8]) -> Extensions<'a> {
        match profile {
            0xbede => Extensions {
                two_byte: false,
                block,
            },
            _ if profile >> 4 == 0x100 => Extensions {
                two_byte: true,
                block,
            },
            _ => Extensions::default(),
        }
    }

    /// The value of the element `id`, when there is one.
    pub(crate) fn get(&self, id: Option<u8>) -> Option<&'a [u8]> {
        let id = id?;
        self.iter().find(|e| e.id == id).map(|e| e.value)
    }

    /// All elements up to the first malformed one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        let (two_byte, mut rest) = (self.two_byte, self.block);
        std::iter::from_fn(move || next(two_byte, &mut rest)).take(ELEMENTS)
    }
}

fn next<'a>(two_byte: bool, rest: &mut &'a [u8]) -> Option<Extension<'a>> {
    loop {
        let (&first, after) = rest.split_first()?;
        if first == 0 {
            *rest = after;
            continue;
        }
        let (id, length, after) = if two_byte {
            let (&length, after) = after.split_first()?;
            (first, usize::from(length), after)
        } else {
            // Identifier 15 stops the walk (RFC 8285 §4.2).
            if first >> 4 == 15 {
                return None;
            }
            (first >> 4, usize::from(first & 15) + 1, after)
        };
        let value = after.get(..length)?;
        *rest = after.get(length..)?;
        return Some(Extension { id, value });
    }
}
