//! Values of the contract as they lie in a component's memory, laid out from JSON.
//!
//! A variant is its case, or an object with the case and its payload; an option is null or its
//! value; what a record does not name is null.

use serde_json::Value as Json;
use wit_parser::{Resolve, SizeAlign, Type, TypeDefKind};

/// Where the first value lies; what is below belongs to the module.
pub(crate) const BASE: usize = 1024;

pub(crate) struct Layout<'a> {
    resolve: &'a Resolve,
    sizes: SizeAlign,
    bytes: Vec<u8>,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(resolve: &'a Resolve) -> Self {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve);
        Self { resolve, sizes, bytes: Vec::new() }
    }

    /// Lays a value out; gives its address.
    pub(crate) fn place(&mut self, ty: &Type, value: &Json) -> usize {
        let at = self.room(ty, 1);
        self.write(ty, at, value);
        at
    }

    /// Lays values out one behind the other, as a list has them; gives the address of the first.
    pub(crate) fn place_all(&mut self, ty: &Type, values: &[Json]) -> usize {
        let (start, size) = (self.room(ty, values.len()), self.size(ty));
        for (number, value) in values.iter().enumerate() {
            self.write(ty, start + number * size, value);
        }
        start
    }

    /// The memory from [`BASE`] on.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn size(&self, ty: &Type) -> usize {
        self.sizes.size(ty).size_wasm32()
    }

    fn room(&mut self, ty: &Type, count: usize) -> usize {
        let align = self.sizes.align(ty).align_wasm32();
        let start = self.bytes.len().next_multiple_of(align);
        self.bytes.resize(start + self.size(ty) * count, 0);
        BASE + start
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at - BASE..][..bytes.len()].copy_from_slice(bytes);
    }

    fn put_list(&mut self, at: usize, address: usize, length: usize) {
        self.put(at, &(address as u32).to_le_bytes());
        self.put(at + 4, &(length as u32).to_le_bytes());
    }

    fn write(&mut self, ty: &Type, at: usize, value: &Json) {
        match ty {
            Type::Bool => self.put(at, &[u8::from(value.as_bool().unwrap_or_default())]),
            Type::U8 => self.put(at, &[value.as_u64().unwrap() as u8]),
            Type::U32 => self.put(at, &(value.as_u64().unwrap() as u32).to_le_bytes()),
            Type::S64 => self.put(at, &value.as_i64().unwrap().to_le_bytes()),
            Type::U64 => self.put(at, &value.as_u64().unwrap().to_le_bytes()),
            Type::F64 => self.put(at, &value.as_f64().unwrap().to_le_bytes()),
            Type::String => {
                let text = value.as_str().unwrap_or_default().to_owned();
                let start = BASE + self.bytes.len();
                self.bytes.extend(text.bytes());
                self.put_list(at, start, text.len());
            }
            Type::Id(id) => {
                let kind = &self.resolve.types[*id].kind;
                self.write_kind(kind, at, value);
            }
            other => panic!("the contract has no {other:?}"),
        }
    }

    fn write_kind(&mut self, kind: &TypeDefKind, at: usize, value: &Json) {
        match kind {
            TypeDefKind::Type(ty) => self.write(ty, at, value),
            TypeDefKind::Record(record) => {
                let types: Vec<&Type> = record.fields.iter().map(|field| &field.ty).collect();
                for (field, offset) in record.fields.iter().zip(self.offsets(types)) {
                    self.write(&field.ty, at + offset, &value[&field.name]);
                }
            }
            TypeDefKind::Tuple(tuple) => {
                let offsets = self.offsets(tuple.types.iter().collect());
                for (number, (ty, offset)) in tuple.types.iter().zip(offsets).enumerate() {
                    self.write(ty, at + offset, &value[number]);
                }
            }
            TypeDefKind::Enum(names) => {
                let case = names.cases.iter().position(|case| value == case.name.as_str());
                self.put(at, &[case.unwrap_or_else(|| panic!("no case {value}")) as u8]);
            }
            TypeDefKind::Variant(variant) => {
                let (name, payload) = case_of(value);
                let case = variant.cases.iter().position(|case| case.name == name);
                let case = case.unwrap_or_else(|| panic!("no case {name}"));
                self.put(at, &[case as u8]);
                let types = variant.cases.iter().map(|case| case.ty.as_ref());
                let offset = self.sizes.payload_offset(variant.tag(), types).size_wasm32();
                if let Some(ty) = &variant.cases[case].ty {
                    self.write(ty, at + offset, payload);
                }
            }
            TypeDefKind::Option(ty) if !value.is_null() => {
                self.put(at, &[1]);
                let types = [None, Some(ty)];
                let offset = self.sizes.payload_offset(wit_parser::Int::U8, types).size_wasm32();
                self.write(ty, at + offset, value);
            }
            TypeDefKind::Option(_) => self.put(at, &[0]),
            TypeDefKind::List(ty) => {
                let items = value.as_array().cloned().unwrap_or_default();
                let start = self.place_all(ty, &items);
                self.put_list(at, start, items.len());
            }
            other => panic!("the contract has no {other:?}"),
        }
    }

    fn offsets(&self, types: Vec<&Type>) -> Vec<usize> {
        let offsets = self.sizes.field_offsets(types);
        offsets.into_iter().map(|(offset, _)| offset.size_wasm32()).collect()
    }
}

fn case_of(value: &Json) -> (&str, &Json) {
    match value {
        Json::String(name) => (name, &Json::Null),
        Json::Object(case) => {
            let (name, payload) = case.iter().next().expect("a case");
            (name, payload)
        }
        other => panic!("{other} is no case"),
    }
}
