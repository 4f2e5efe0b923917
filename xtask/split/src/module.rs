//! A wasm module taken apart as far as parting it needs. Reads, never changes.

use std::collections::BTreeMap;
use std::ops::Range;

use wasmparser::{
    BinaryReader, Encoding, Export, FuncType, FunctionBody, GlobalType, Import, KnownCustom, MemoryType, Name, Parser,
    Payload, TableType, TypeRef,
};

use crate::Fault;

/// A module of the kind that rustc, wasm-bindgen and wasm-opt make: plain function types, one memory, tables with known contents.
#[derive(Debug)]
pub(crate) struct Module<'a> {
    pub(crate) bytes: &'a [u8],
    /// The sections in their order, by id, with where their contents are.
    pub(crate) sections: Vec<(u8, Range<u64>)>,
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<Import<'a>>,
    /// The type of every function, the imported ones first.
    pub(crate) functions: Vec<u32>,
    pub(crate) imported_functions: u32,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<GlobalType>,
    pub(crate) exports: Vec<Export<'a>>,
    /// Of the functions that are not imported.
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) names: BTreeMap<u32, &'a str>,
}

impl<'a> Module<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut module = Self {
            bytes,
            sections: Vec::new(),
            types: Vec::new(),
            imports: Vec::new(),
            functions: Vec::new(),
            imported_functions: 0,
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            bodies: Vec::new(),
            names: BTreeMap::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some(section) = payload.as_section() {
                module.sections.push(section);
            }
            module.take(payload)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), Fault> {
        match payload {
            Payload::Version { encoding: Encoding::Component, .. } => return Err(Fault::Unexpected("a component")),
            Payload::TypeSection(types) => {
                for one in types.into_iter_err_on_gc_types() {
                    self.types.push(one?);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    match import.ty {
                        TypeRef::Func(of) => self.functions.push(of),
                        TypeRef::Table(table) => self.tables.push(table),
                        TypeRef::Memory(memory) => self.memories.push(memory),
                        TypeRef::Global(global) => self.globals.push(global),
                        _ => return Err(Fault::Unexpected("an import that is no function, table, memory or global")),
                    }
                    self.imports.push(import);
                }
                self.imported_functions = u32::try_from(self.functions.len()).map_err(|_| Fault::TooLarge)?;
            }
            Payload::FunctionSection(functions) => {
                for of in functions {
                    self.functions.push(of?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    self.exports.push(export?);
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(names) = custom.as_known() {
                    for part in names {
                        if let Name::Function(functions) = part? {
                            for function in functions {
                                let function = function?;
                                self.names.insert(function.index, function.name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The contents of a section, if there is one.
    pub(crate) fn section(&self, id: wasm_encoder::SectionId) -> Option<BinaryReader<'a>> {
        let (_, range) = self.sections.iter().find(|(found, _)| *found == id as u8)?;
        Some(BinaryReader::new(self.contents(range)?, range.start))
    }

    /// The bytes of a section.
    pub(crate) fn contents(&self, range: &Range<u64>) -> Option<&'a [u8]> {
        self.bytes.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
    }

    /// The signature of a function.
    pub(crate) fn signature(&self, function: u32) -> Option<&FuncType> {
        self.types.get(*self.functions.get(function as usize)? as usize)
    }

    /// The functions that are not imported.
    pub(crate) fn defined(&self) -> impl Iterator<Item = (u32, &FunctionBody<'a>)> {
        (self.imported_functions..).zip(&self.bodies)
    }
}
