//! The parting itself.

use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, RawSection, SectionId, TableSection,
    TypeSection, ValType,
};
use wasmparser::{ElementItems, ElementKind, ElementSectionReader, ExternalKind, Operator, TableInit};

use crate::module::Module;
use crate::{Fault, LateNames};

/// What has the rest loaded, before it returns: an import of the first part, without parameters and results.
const LOADER: (&str, &str) = ("rest", "load");
/// The export of the first part that says whether the rest is there: whoever has loaded it sets it to 1.
const IS_LOADED: &str = "restIsLoaded";
/// What the rest imports from: the exports of the first part.
const FIRST: &str = "first";

/// A module in two.
#[derive(Debug)]
pub struct Parts {
    /// What the start needs.
    pub first: Vec<u8>,
    /// The rest. Its one import is `first`: the exports of an instance of the first part.
    pub rest: Vec<u8>,
}

/// Parts a module: functions that are late go into the rest. The names are left out of both.
///
/// # Errors
/// [`Fault`], when it is not the kind of module that this can part.
pub fn part(wasm: &[u8], late: &LateNames) -> Result<Parts, Fault> {
    let module = Module::read(wasm)?;
    let plan = Plan::of(&module, &late.functions(&module))?;
    Ok(Parts { first: plan.first(&module)?, rest: plan.rest(&module)? })
}

/// What goes where.
struct Plan {
    /// The type of the loader.
    loader_type: u32,
    table: u32,
    late: BTreeSet<u32>,
    /// The late functions that the first part can reach, with their slots in the function table, the first of which calls go through.
    slots: BTreeMap<u32, Vec<u32>>,
    /// How large the function table has to be.
    table_size: u32,
    /// The functions of the first part that the rest calls.
    called: BTreeSet<u32>,
    /// The index of `restIsLoaded`.
    flag: u32,
}

impl Plan {
    fn of(module: &Module<'_>, late: &BTreeSet<u32>) -> Result<Self, Fault> {
        let is_plain = |of: &wasmparser::FuncType| of.params().is_empty() && of.results().is_empty();
        let loader_type = module.types.iter().position(is_plain).ok_or(Fault::Unexpected("no function of it takes and gives nothing"))?;
        let is_of_functions = |table: &&wasmparser::TableType| table.element_type.is_func_ref();
        let table = module.tables.iter().position(|table| is_of_functions(&table)).ok_or(Fault::Unexpected("it has no table"))?;
        let mut reachable = BTreeSet::new();
        let mut called = BTreeSet::new();
        for (index, body) in module.defined() {
            let is_late = late.contains(&index);
            for call in calls(body)? {
                match (is_late, late.contains(&call)) {
                    (false, true) => drop(reachable.insert(call)),
                    (true, false) => drop(called.insert(call)),
                    _ => {}
                }
            }
        }
        let exported = module.exports.iter().filter(|export| export.kind == ExternalKind::Func).map(|export| export.index);
        reachable.extend(exported.filter(|index| late.contains(index)));
        let mut slots: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (slot, function) in elements(module)? {
            if late.contains(&function) {
                slots.entry(function).or_default().push(slot);
            }
        }
        let mut table_size = u32::try_from(module.tables[table].initial).map_err(|_| Fault::TooLarge)?;
        for function in reachable {
            slots.entry(function).or_insert_with(|| {
                table_size += 1;
                vec![table_size - 1]
            });
        }
        Ok(Self {
            loader_type: u32::try_from(loader_type).map_err(|_| Fault::TooLarge)?,
            table: u32::try_from(table).map_err(|_| Fault::TooLarge)?,
            late: late.clone(),
            slots,
            table_size,
            called,
            flag: u32::try_from(module.globals.len()).map_err(|_| Fault::TooLarge)?,
        })
    }

    /// Whether a function has a place in the first part: itself, or as a stand-in.
    fn is_in_first(&self, function: u32) -> bool {
        !self.late.contains(&function) || self.slots.contains_key(&function)
    }

    fn first(&self, module: &Module<'_>) -> Result<Vec<u8>, Fault> {
        // The loader comes after the imports there are.
        let imported = (0..module.imported_functions).map(|function| (function, function));
        let defined = module.defined().map(|(function, _)| function).filter(|function| self.is_in_first(*function));
        let mut renumber = Renumber(imported.chain(defined.zip(module.imported_functions + 1..)).collect());
        let mut out = wasm_encoder::Module::new();
        for (id, range) in &module.sections {
            let section = || module.contents(range).map(|bytes| wasmparser::BinaryReader::new(bytes, range.start));
            let Some(reader) = section() else { return Err(Fault::TooLarge) };
            match *id {
                id if id == SectionId::Import as u8 => {
                    let mut imports = ImportSection::new();
                    renumber.parse_import_section(&mut imports, wasmparser::ImportSectionReader::new(reader)?)?;
                    imports.import(LOADER.0, LOADER.1, EntityType::Function(self.loader_type));
                    out.section(&imports);
                }
                id if id == SectionId::Function as u8 => {
                    let mut functions = FunctionSection::new();
                    for (index, of) in (0..).zip(&module.functions).skip(module.imported_functions as usize) {
                        if self.is_in_first(index) {
                            functions.function(*of);
                        }
                    }
                    out.section(&functions);
                }
                id if id == SectionId::Table as u8 => {
                    out.section(&self.tables(wasmparser::TableSectionReader::new(reader)?, &mut renumber)?);
                }
                id if id == SectionId::Global as u8 => {
                    let mut globals = GlobalSection::new();
                    renumber.parse_global_section(&mut globals, wasmparser::GlobalSectionReader::new(reader)?)?;
                    globals.global(FLAG, &ConstExpr::i32_const(0));
                    out.section(&globals);
                }
                id if id == SectionId::Export as u8 => {
                    let mut exports = ExportSection::new();
                    renumber.parse_export_section(&mut exports, wasmparser::ExportSectionReader::new(reader)?)?;
                    self.export(module, &renumber, &mut exports)?;
                    out.section(&exports);
                }
                id if id == SectionId::Start as u8 => {
                    let function_index = renumber.to(reader.clone().read_var_u32()?)?;
                    out.section(&wasm_encoder::StartSection { function_index });
                }
                id if id == SectionId::Element as u8 => {
                    let mut elements = ElementSection::new();
                    renumber.parse_element_section(&mut elements, ElementSectionReader::new(reader)?)?;
                    out.section(&elements);
                }
                id if id == SectionId::Code as u8 => drop(out.section(&self.first_code(module, &mut renumber)?)),
                // Names and the like stay behind.
                id if id == SectionId::Custom as u8 => {}
                id => drop(out.section(&RawSection { id, data: module.contents(range).unwrap_or_default() })),
            }
        }
        Ok(out.finish())
    }

    fn tables(&self, tables: wasmparser::TableSectionReader<'_>, renumber: &mut Renumber) -> Result<TableSection, Fault> {
        let mut section = TableSection::new();
        for (index, table) in (0..).zip(tables) {
            let table = table?;
            if !matches!(table.init, TableInit::RefNull) {
                return Err(Fault::Unexpected("a table with a first value"));
            }
            let mut of = renumber.table_type(table.ty)?;
            if index == self.table {
                of.minimum = of.minimum.max(u64::from(self.table_size));
                of.maximum = of.maximum.map(|most| most.max(of.minimum));
            }
            section.table(of);
        }
        Ok(section)
    }

    /// What the rest imports.
    fn export(&self, module: &Module<'_>, renumber: &Renumber, exports: &mut ExportSection) -> Result<(), Fault> {
        for (index, _) in (0..).zip(&module.tables) {
            exports.export(&place("t", index), ExportKind::Table, index);
        }
        for (index, _) in (0..).zip(&module.memories) {
            exports.export(&place("m", index), ExportKind::Memory, index);
        }
        for (index, _) in (0..).zip(&module.globals) {
            exports.export(&place("g", index), ExportKind::Global, index);
        }
        for function in &self.called {
            exports.export(&place("f", *function), ExportKind::Func, renumber.to(*function)?);
        }
        exports.export(IS_LOADED, ExportKind::Global, self.flag);
        Ok(())
    }

    fn first_code(&self, module: &Module<'_>, renumber: &mut Renumber) -> Result<CodeSection, Fault> {
        let mut code = CodeSection::new();
        for (index, body) in module.defined() {
            match self.slots.get(&index).and_then(|slots| slots.first()) {
                Some(slot) => drop(code.function(&self.stand_in(module, index, *slot)?)),
                None if self.late.contains(&index) => {}
                None => renumber.parse_function_body(&mut code, body.clone())?,
            }
        }
        Ok(code)
    }

    /// Has the rest loaded where it is not there yet, and goes on with the function itself.
    fn stand_in(&self, module: &Module<'_>, function: u32, slot: u32) -> Result<Function, Fault> {
        let signature = module.signature(function).ok_or(Fault::Unexpected("a function without a type"))?;
        let mut body = Function::new([]);
        body.instruction(&Instruction::GlobalGet(self.flag))
            .instruction(&Instruction::I32Eqz)
            .instruction(&Instruction::If(BlockType::Empty))
            .instruction(&Instruction::Call(module.imported_functions))
            .instruction(&Instruction::End);
        for (local, _) in (0..).zip(signature.params()) {
            body.instruction(&Instruction::LocalGet(local));
        }
        let slot = i32::try_from(slot).map_err(|_| Fault::TooLarge)?;
        body.instruction(&Instruction::I32Const(slot))
            .instruction(&Instruction::CallIndirect { type_index: module.functions[function as usize], table_index: self.table })
            .instruction(&Instruction::End);
        Ok(body)
    }

    fn rest(&self, module: &Module<'_>) -> Result<Vec<u8>, Fault> {
        let mut renumber = Renumber(self.called.iter().chain(&self.late).copied().zip(0..).collect());
        let mut types = TypeSection::new();
        if let Some(reader) = module.section(SectionId::Type) {
            renumber.parse_type_section(&mut types, wasmparser::TypeSectionReader::new(reader)?)?;
        }
        let mut imports = ImportSection::new();
        for function in &self.called {
            imports.import(FIRST, &place("f", *function), EntityType::Function(module.functions[*function as usize]));
        }
        for (index, table) in (0..).zip(&module.tables) {
            let mut of = renumber.table_type(*table)?;
            if index == self.table {
                of.maximum = of.maximum.map(|most| most.max(u64::from(self.table_size)));
            }
            imports.import(FIRST, &place("t", index), of);
        }
        for (index, memory) in (0..).zip(&module.memories) {
            imports.import(FIRST, &place("m", index), renumber.memory_type(*memory)?);
        }
        for (index, global) in (0..).zip(&module.globals) {
            imports.import(FIRST, &place("g", index), renumber.global_type(*global)?);
        }
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for (index, body) in module.defined().filter(|(index, _)| self.late.contains(index)) {
            functions.function(module.functions[index as usize]);
            renumber.parse_function_body(&mut code, body.clone())?;
        }
        let mut out = wasm_encoder::Module::new();
        out.section(&types).section(&imports).section(&functions).section(&self.patches(&renumber)?).section(&code);
        Ok(out.finish())
    }

    /// Puts the late functions into the places of their stand-ins.
    fn patches(&self, renumber: &Renumber) -> Result<ElementSection, Fault> {
        let places: BTreeMap<u32, u32> = self.slots.iter().flat_map(|(function, slots)| slots.iter().map(|slot| (*slot, *function))).collect();
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in places {
            let function = renumber.to(function)?;
            match runs.last_mut() {
                Some((begin, run)) if *begin as usize + run.len() == slot as usize => run.push(function),
                _ => runs.push((slot, vec![function])),
            }
        }
        let mut patches = ElementSection::new();
        for (begin, run) in runs {
            let begin = i32::try_from(begin).map_err(|_| Fault::TooLarge)?;
            patches.active(Some(self.table).filter(|table| *table > 0), &ConstExpr::i32_const(begin), Elements::Functions(run.into()));
        }
        Ok(patches)
    }
}

const FLAG: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// The short name of something that the rest imports.
fn place(kind: &str, index: u32) -> String {
    format!("{kind}{index:x}")
}

/// The functions that a body names.
fn calls(body: &wasmparser::FunctionBody<'_>) -> Result<BTreeSet<u32>, Fault> {
    let mut calls = BTreeSet::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => drop(calls.insert(function_index)),
            Operator::RefFunc { .. } => return Err(Fault::Unexpected("a reference to a function outside the table")),
            Operator::MemoryInit { .. } | Operator::DataDrop { .. } | Operator::TableInit { .. } | Operator::ElemDrop { .. } => {
                return Err(Fault::Unexpected("a segment that code refers to"));
            }
            _ => {}
        }
    }
    Ok(calls)
}

/// The function table's contents: slot and function.
fn elements(module: &Module<'_>) -> Result<Vec<(u32, u32)>, Fault> {
    let mut found = Vec::new();
    let Some(reader) = module.section(SectionId::Element) else { return Ok(found) };
    for element in ElementSectionReader::new(reader)? {
        let element = element?;
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) = (element.kind, element.items) else {
            return Err(Fault::Unexpected("a table that is not filled at the start"));
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err(Fault::Unexpected("a table that is filled from an unknown place on"));
        };
        let begin = u32::try_from(value).map_err(|_| Fault::Unexpected("a negative place in the table"))?;
        for (slot, function) in (begin..).zip(functions) {
            found.push((slot, function?));
        }
    }
    Ok(found)
}

/// Functions by their new numbers.
struct Renumber(BTreeMap<u32, u32>);

impl Renumber {
    fn to(&self, function: u32) -> Result<u32, Fault> {
        self.0.get(&function).copied().ok_or(Fault::Unexpected("a call of a function that is not there"))
    }
}

impl Reencode for Renumber {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        self.0.get(&function).copied().ok_or(Error::InvalidCodeSectionSize)
    }
}
