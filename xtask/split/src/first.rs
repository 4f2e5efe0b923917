//! Writes the first part: what the start needs, and stand-ins for what is late.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, ImportSection, Instruction, RawSection, SectionId, StartSection, TableSection,
};
use wasmparser::{ElementSectionReader, TableInit};

use crate::Fault;
use crate::module::Module;
use crate::part::{IS_LOADED, LOADER, place};
use crate::plan::Plan;
use crate::probe::FLAG;
use crate::renumber::Renumber;

impl Plan {
    pub(crate) fn first(&self, module: &Module<'_>) -> Result<Vec<u8>, Fault> {
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
                    out.section(&StartSection { function_index });
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

    fn tables(
        &self,
        tables: wasmparser::TableSectionReader<'_>,
        renumber: &mut Renumber,
    ) -> Result<TableSection, Fault> {
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
            .instruction(&Instruction::CallIndirect {
                type_index: module.functions[function as usize],
                table_index: self.table,
            })
            .instruction(&Instruction::End);
        Ok(body)
    }
}
