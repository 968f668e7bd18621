//! A value as a tree of names and values, after X.697 (JSON encoding rules).
//!
//! rasn has such an encoder, but it takes a BMPString for UTF-8, and one kind of string makes it panic.

use rasn::enc::{Encode, Encoder};
use rasn::error::EncodeError;
use rasn::types::{
    Any, BitStr, BmpString, Choice, Constraints, Constructed, Date, Enumerated, GeneralString,
    GeneralizedTime, GraphicString, Ia5String, Identifier, IntegerType, NumericString,
    PrintableString, RealType, SetOf, Tag, TagTree, TeletexString, UtcTime, VisibleString,
};
use serde_json::{Map, Value};

/// See [`crate::Per::to_json`].
pub(crate) fn fields<T: Encode>(value: &T) -> Value {
    let mut tree = Tree::default();
    match value.encode(&mut tree) {
        Ok(()) => tree.done.unwrap_or(Value::Null),
        Err(_) => Value::Null,
    }
}

/// An encoder whose output is a [`Value`].
#[derive(Default)]
struct Tree {
    /// Names of the fields that are to come, the next one last. rasn encodes or leaves out each in turn.
    names: Vec<&'static str>,
    /// Objects that are being filled, the innermost last.
    open: Vec<Map<String, Value>>,
    done: Option<Value>,
}

type Done = Result<(), EncodeError>;

impl Tree {
    fn put(&mut self, value: Value) -> Done {
        match (self.names.pop(), self.open.last_mut()) {
            (Some(name), Some(object)) => {
                object.insert(name.to_string(), value);
            }
            _ => self.done = Some(value),
        }
        Ok(())
    }

    fn text(&mut self, text: impl Into<String>) -> Done {
        self.put(Value::String(text.into()))
    }

    fn skip(&mut self) -> Done {
        self.names.pop();
        Ok(())
    }

    fn close(&mut self) -> Done {
        let object = self.open.pop().unwrap_or_default();
        self.put(Value::Object(object))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('?');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

impl Encoder<'_> for Tree {
    type Ok = ();
    type Error = EncodeError;
    type AnyEncoder<'this, const R: usize, const E: usize> = Tree;

    fn codec(&self) -> rasn::Codec {
        rasn::Codec::Jer
    }

    fn encode_any(&mut self, _: Tag, value: &Any, _: Identifier) -> Done {
        self.text(hexadecimal(value.as_bytes()))
    }

    fn encode_bool(&mut self, _: Tag, value: bool, _: Identifier) -> Done {
        self.put(Value::Bool(value))
    }

    fn encode_bit_string(
        &mut self,
        _: Tag,
        constraints: &Constraints,
        value: &BitStr,
        _: Identifier,
    ) -> Done {
        let mut bits = value.to_bitvec();
        bits.force_align();
        let bytes = hexadecimal(&bits.into_vec());
        // §24.2: the length is said only where the type leaves it open.
        if !constraints.extensible()
            && constraints
                .size()
                .is_some_and(|size| size.constraint.is_fixed())
        {
            return self.text(bytes);
        }
        let mut object = Map::new();
        object.insert("value".to_string(), Value::String(bytes));
        object.insert("length".to_string(), Value::from(value.len()));
        self.put(Value::Object(object))
    }

    fn encode_enumerated<E: Enumerated>(&mut self, _: Tag, value: &E, _: Identifier) -> Done {
        self.text(value.identifier())
    }

    fn encode_object_identifier(&mut self, _: Tag, value: &[u32], _: Identifier) -> Done {
        let arcs: Vec<String> = value.iter().map(u32::to_string).collect();
        self.text(arcs.join("."))
    }

    fn encode_integer<I: IntegerType>(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &I,
        _: Identifier,
    ) -> Done {
        let number = match (value.to_i64(), value.to_u64()) {
            (Some(number), _) => Value::from(number),
            (None, Some(number)) => Value::from(number),
            // More digits than a JSON number may have for everybody.
            (None, None) => {
                Value::String(value.to_bigint().map_or(String::new(), |n| n.to_string()))
            }
        };
        self.put(number)
    }

    fn encode_real<R: RealType>(&mut self, _: Tag, _: &Constraints, _: &R, _: Identifier) -> Done {
        self.put(Value::Null)
    }

    fn encode_null(&mut self, _: Tag, _: Identifier) -> Done {
        self.put(Value::Null)
    }

    fn encode_octet_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &[u8],
        _: Identifier,
    ) -> Done {
        self.text(hexadecimal(value))
    }

    fn encode_general_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &GeneralString,
        _: Identifier,
    ) -> Done {
        self.text(latin(value))
    }

    fn encode_graphic_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &GraphicString,
        _: Identifier,
    ) -> Done {
        self.text(latin(value))
    }

    fn encode_utf8_string(&mut self, _: Tag, _: &Constraints, value: &str, _: Identifier) -> Done {
        self.text(value)
    }

    fn encode_visible_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &VisibleString,
        _: Identifier,
    ) -> Done {
        self.text(latin(value.as_iso646_bytes()))
    }

    fn encode_ia5_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &Ia5String,
        _: Identifier,
    ) -> Done {
        self.text(latin(value.as_iso646_bytes()))
    }

    fn encode_printable_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &PrintableString,
        _: Identifier,
    ) -> Done {
        self.text(latin(value.as_bytes()))
    }

    fn encode_numeric_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &NumericString,
        _: Identifier,
    ) -> Done {
        self.text(latin(value.as_bytes()))
    }

    fn encode_teletex_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        _: &TeletexString,
        _: Identifier,
    ) -> Done {
        // None of our modules has one, nor a time or a REAL.
        self.put(Value::Null)
    }

    fn encode_bmp_string(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &BmpString,
        _: Identifier,
    ) -> Done {
        let units: Vec<u16> = value
            .to_bytes()
            .chunks_exact(2)
            .map(|pair| {
                pair.iter()
                    .fold(0, |unit, byte| unit << 8 | u16::from(*byte))
            })
            .collect();
        self.text(String::from_utf16_lossy(&units))
    }

    fn encode_generalized_time(&mut self, _: Tag, _: &GeneralizedTime, _: Identifier) -> Done {
        self.put(Value::Null)
    }

    fn encode_utc_time(&mut self, _: Tag, _: &UtcTime, _: Identifier) -> Done {
        self.put(Value::Null)
    }

    fn encode_date(&mut self, _: Tag, _: &Date, _: Identifier) -> Done {
        self.put(Value::Null)
    }

    fn encode_explicit_prefix<V: Encode>(&mut self, _: Tag, value: &V, _: Identifier) -> Done {
        value.encode(self)
    }

    fn encode_sequence<'b, const RC: usize, const EC: usize, C, F>(
        &'b mut self,
        _: Tag,
        scope: F,
        _: Identifier,
    ) -> Done
    where
        C: Constructed<RC, EC>,
        F: FnOnce(&mut Self::AnyEncoder<'b, RC, EC>) -> Done,
    {
        let mut names: Vec<&'static str> = C::FIELDS.iter().map(|field| field.name).collect();
        if let Some(more) = C::EXTENDED_FIELDS {
            names.extend(more.iter().map(|field| field.name));
        }
        self.names.extend(names.into_iter().rev());
        self.open.push(Map::new());
        scope(self)?;
        self.close()
    }

    fn encode_sequence_of<E: Encode>(
        &mut self,
        _: Tag,
        value: &[E],
        _: &Constraints,
        _: Identifier,
    ) -> Done {
        let items = value.iter().map(fields).collect();
        self.put(Value::Array(items))
    }

    fn encode_set<'b, const RC: usize, const EC: usize, C, F>(
        &'b mut self,
        tag: Tag,
        scope: F,
        identifier: Identifier,
    ) -> Done
    where
        C: Constructed<RC, EC>,
        F: FnOnce(&mut Self::AnyEncoder<'b, RC, EC>) -> Done,
    {
        self.encode_sequence::<RC, EC, C, F>(tag, scope, identifier)
    }

    fn encode_set_of<E: Encode + Eq + core::hash::Hash>(
        &mut self,
        _: Tag,
        value: &SetOf<E>,
        _: &Constraints,
        _: Identifier,
    ) -> Done {
        let items = value
            .to_vec()
            .into_iter()
            .map(|item| fields(item))
            .collect();
        self.put(Value::Array(items))
    }

    fn encode_some<E: Encode>(&mut self, value: &E, _: Identifier) -> Done {
        value.encode(self)
    }

    fn encode_some_with_tag_and_constraints<E: Encode>(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: &E,
        _: Identifier,
    ) -> Done {
        value.encode(self)
    }

    fn encode_none<E: Encode>(&mut self, _: Identifier) -> Done {
        self.skip()
    }

    fn encode_none_with_tag(&mut self, _: Tag, _: Identifier) -> Done {
        self.skip()
    }

    fn encode_choice<E: Encode + Choice>(
        &mut self,
        _: &Constraints,
        tag: Tag,
        alternative: impl FnOnce(&mut Self) -> Result<Tag, EncodeError>,
        _: Identifier,
    ) -> Done {
        let more = E::EXTENDED_VARIANTS.unwrap_or_default();
        let name = E::VARIANTS
            .iter()
            .chain(more)
            .zip(E::IDENTIFIERS)
            .find_map(|(variant, name)| (*variant == TagTree::Leaf(tag)).then_some(*name));
        let Some(name) = name else {
            return Err(EncodeError::variant_not_in_choice(self.codec()));
        };
        self.open.push(Map::new());
        self.names.push(name);
        alternative(self)?;
        self.close()
    }

    fn encode_extension_addition<E: Encode>(
        &mut self,
        _: Tag,
        _: &Constraints,
        value: E,
        _: Identifier,
    ) -> Done {
        value.encode(self)
    }

    fn encode_extension_addition_group<const RC: usize, const EC: usize, E>(
        &mut self,
        value: Option<&E>,
        identifier: Identifier,
    ) -> Done
    where
        E: Encode + Constructed<RC, EC>,
    {
        match value {
            Some(value) => value.encode(self),
            None => self.encode_none::<E>(identifier),
        }
    }
}
