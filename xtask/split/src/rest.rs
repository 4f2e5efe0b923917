//! Writes the rest: the late functions, and what puts them into the places of their stand-ins.

use std::collections::BTreeMap;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection, SectionId,
    TypeSection,
};

use crate::Fault;
use crate::module::Module;
use crate::part::{FIRST, place};
use crate::plan::Plan;
use crate::renumber::Renumber;

impl Plan {
    pub(crate) fn rest(&self, module: &Module<'_>) -> Result<Vec<u8>, Fault> {
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
        let places: BTreeMap<u32, u32> =
            self.slots.iter().flat_map(|(function, slots)| slots.iter().map(|slot| (*slot, *function))).collect();
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
            patches.active(
                Some(self.table).filter(|table| *table > 0),
                &ConstExpr::i32_const(begin),
                Elements::Functions(run.into()),
            );
        }
        Ok(patches)
    }
}
